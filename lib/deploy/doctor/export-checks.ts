/** Checks of the way of exported objects: bucket, policy, notifications, queue, dead letters. */
import type { NotificationConfiguration } from '@aws-sdk/client-s3';
import { bucketCalls } from '../account/bucket-calls.ts';
import { queueCalls, type QueueAttributes } from '../account/queue-calls.ts';
import { arnIn } from '../config/stack-names.ts';
import { DELIVERY_PRINCIPAL } from '../delivery/log-group-policy.ts';
import { isAnySentTo } from '../plan/stack-parts.ts';
import { judged, untold, wrong, type Check, type Finding } from './check.ts';
import { asInTemplate, aws, quoted, remake, type Room, type Scope } from './scope.ts';

const CREATED = 's3:ObjectCreated:*';

/** Other notifications of the bucket stay: the call replaces all. */
const notificationFindings = (
    scope: Scope,
    queueArn: string,
    { QueueConfigurations = [], ...others }: NotificationConfiguration,
): readonly Finding[] => {
    if (
        QueueConfigurations.some(
            ({ QueueArn, Events = [] }) => QueueArn === queueArn && Events.some((event) => event === CREATED),
        )
    )
        return [];
    const { TopicConfigurations, LambdaFunctionConfigurations, EventBridgeConfiguration } = others;
    const all = {
        QueueConfigurations: [
            ...QueueConfigurations.filter(({ QueueArn }) => QueueArn !== queueArn),
            { QueueArn: queueArn, Events: [CREATED] },
        ],
        TopicConfigurations,
        LambdaFunctionConfigurations,
        EventBridgeConfiguration,
    };
    return wrong(
        'does not tell the queue of new objects: they are not imported',
        aws(
            scope,
            `s3api put-bucket-notification-configuration --bucket ${scope.names.exportBucket} --notification-configuration ${quoted(all)}`,
        ),
    );
};

const bucketPolicyFindings = (policy: string): readonly Finding[] =>
    policy.includes(DELIVERY_PRINCIPAL) && policy.includes('s3:PutObject')
        ? []
        : wrong(`does not let ${DELIVERY_PRINCIPAL} write`, asInTemplate('ExportBucketPolicy', 'the policy'));

const messages = ({ ApproximateNumberOfMessages: count }: QueueAttributes): string => `${count} messages`;
const countFindings = (attributes: QueueAttributes): readonly Finding[] =>
    attributes['ApproximateNumberOfMessages'] === undefined ? untold('how many messages it holds') : [];

const queueFindings = (attributes: QueueAttributes, deadLetters: string): readonly Finding[] => [
    ...((attributes['Policy'] ?? '').includes('s3.amazonaws.com')
        ? []
        : wrong('does not let the export bucket send to it', asInTemplate('ImportQueuePolicy', 'the policy'))),
    ...((attributes['RedrivePolicy'] ?? '').includes(deadLetters)
        ? []
        : wrong('hands what fails again and again to no dead letters', asInTemplate('ImportQueue', 'RedrivePolicy'))),
    ...countFindings(attributes),
];

const deadLetterFindings = (scope: Scope, attributes: QueueAttributes, arn: string): readonly Finding[] => {
    if (attributes['ApproximateNumberOfMessages'] === '0') return [];
    return attributes['ApproximateNumberOfMessages'] === undefined
        ? countFindings(attributes)
        : wrong(
              `holds ${messages(attributes)}: exported objects that could not be imported`,
              `Look at the log of ${scope.names.importFunction} for the reason; when it is gone: ${aws(scope, `sqs start-message-move-task --source-arn ${arn}`)}`,
          );
};

const checksOf = async (scope: Scope): Promise<readonly Check[]> => {
    const { names, place } = scope;
    const [bucket, queue] = await Promise.all([bucketCalls(scope.client), queueCalls(scope.client)]);
    const [notifications, policy, attributes, dead] = await Promise.all([
        bucket.notifications(names.exportBucket),
        bucket.policy(names.exportBucket),
        queue.attributes(names.importQueue),
        queue.attributes(names.importDeadLetters),
    ]);
    const arn = (name: string): string => arnIn(place)('sqs', name);
    const gone = remake(scope);
    return [
        ...judged({ part: 'export bucket', name: names.exportBucket }, notifications, {
            fine: 'tells the queue of new objects',
            gone,
            findings: (found) => notificationFindings(scope, arn(names.importQueue), found),
        }),
        ...(notifications.kind === 'gone'
            ? []
            : judged({ part: 'export bucket’s policy', name: names.exportBucket }, policy, {
                  fine: `lets ${DELIVERY_PRINCIPAL} write`,
                  gone: asInTemplate('ExportBucketPolicy', 'the policy'),
                  findings: bucketPolicyFindings,
              })),
        ...judged({ part: 'queue', name: names.importQueue }, attributes, {
            fine: (found) => `${messages(found)} wait`,
            gone,
            findings: (found) => queueFindings(found, arn(names.importDeadLetters)),
        }),
        ...judged({ part: 'dead letters', name: names.importDeadLetters }, dead, {
            fine: 'none',
            gone,
            findings: (found) => deadLetterFindings(scope, found, arn(names.importDeadLetters)),
        }),
    ];
};

/** Where a pool exports to S3. */
export const exportChecks: Room = async (scope) =>
    isAnySentTo(scope.config, 'user_activity', 's3') ? checksOf(scope) : [];
