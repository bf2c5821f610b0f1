/** Checks the import of exported objects: bucket, policy, notifications, queue and dead-letter queue. */
import type { NotificationConfiguration } from '@aws-sdk/client-s3';
import { bucketCalls } from '../account/bucket-calls.ts';
import { queueCalls, type QueueAttributes } from '../account/queue-calls.ts';
import { arnIn } from '../config/stack-names.ts';
import { exportBucketPlan } from '../buckets/bucket-plans.ts';
import { DELIVERY_PRINCIPAL } from '../delivery/log-group-policy.ts';
import { isAnySentTo } from '../plan/stack-parts.ts';
import { applyFix, policyProblems } from './bucket-setting-checks.ts';
import { toStackChecks, toUnknown, toProblem, type StackCheck, type StackProblem } from './stack-check.ts';
import {
    resetToTemplateFix,
    awsCommand,
    quoteJson,
    redeployFix,
    type StackChecker,
    type DoctorContext,
} from './doctor-context.ts';

const OBJECT_CREATED = 's3:ObjectCreated:*';

/** The fix keeps other notifications of the bucket: the call replaces all of them. */
const notificationProblems = (
    context: DoctorContext,
    queueArn: string,
    { QueueConfigurations = [], ...others }: NotificationConfiguration,
): readonly StackProblem[] => {
    if (
        QueueConfigurations.some(
            ({ QueueArn, Events = [] }) => QueueArn === queueArn && Events.some((event) => event === OBJECT_CREATED),
        )
    )
        return [];
    const { TopicConfigurations, LambdaFunctionConfigurations, EventBridgeConfiguration } = others;
    const all = {
        QueueConfigurations: [
            ...QueueConfigurations.filter(({ QueueArn }) => QueueArn !== queueArn),
            { QueueArn: queueArn, Events: [OBJECT_CREATED] },
        ],
        TopicConfigurations,
        LambdaFunctionConfigurations,
        EventBridgeConfiguration,
    };
    return toProblem(
        'does not notify the queue of new objects: they are not imported',
        awsCommand(
            context,
            `s3api put-bucket-notification-configuration --bucket ${context.names.exportBucket} ` +
                `--notification-configuration ${quoteJson(all)}`,
        ),
    );
};

const exportBucketPolicyProblems = (context: DoctorContext, policy: string): readonly StackProblem[] =>
    policy.includes(DELIVERY_PRINCIPAL) && policy.includes('s3:PutObject')
        ? policyProblems(context, exportBucketPlan(context.config, context.location).statements, policy)
        : toProblem(`does not allow ${DELIVERY_PRINCIPAL} to write`, applyFix(context));

const messageCountText = ({ ApproximateNumberOfMessages: count }: QueueAttributes): string => `${count} messages`;
const messageCountProblems = (attributes: QueueAttributes): readonly StackProblem[] =>
    attributes['ApproximateNumberOfMessages'] === undefined ? toUnknown('its message count') : [];

const queueProblems = (attributes: QueueAttributes, deadLetterArn: string): readonly StackProblem[] => [
    ...((attributes['Policy'] ?? '').includes('s3.amazonaws.com')
        ? []
        : toProblem(
              'does not allow the export bucket to send messages',
              resetToTemplateFix('ImportQueuePolicy', 'the policy'),
          )),
    ...((attributes['RedrivePolicy'] ?? '').includes(deadLetterArn)
        ? []
        : toProblem(
              'has no dead-letter queue for messages that keep failing',
              resetToTemplateFix('ImportQueue', 'RedrivePolicy'),
          )),
    ...messageCountProblems(attributes),
];

const deadLetterProblems = (
    context: DoctorContext,
    attributes: QueueAttributes,
    arn: string,
): readonly StackProblem[] => {
    if (attributes['ApproximateNumberOfMessages'] === '0') return [];
    return attributes['ApproximateNumberOfMessages'] === undefined
        ? messageCountProblems(attributes)
        : toProblem(
              `holds ${messageCountText(attributes)}: exported objects that could not be imported`,
              `Read the log of ${context.names.importFunction} for the reason. When it is fixed: ` +
                  awsCommand(context, `sqs start-message-move-task --source-arn ${arn}`),
          );
};

const checkExports = async (context: DoctorContext): Promise<readonly StackCheck[]> => {
    const { names, location } = context;
    const [bucket, queue] = await Promise.all([bucketCalls(context.clientOptions), queueCalls(context.clientOptions)]);
    const [notifications, policy, attributes, deadLetters] = await Promise.all([
        bucket.notifications(names.exportBucket),
        bucket.policy(names.exportBucket),
        queue.attributes(names.importQueue),
        queue.attributes(names.importDeadLetterQueue),
    ]);
    const arn = (name: string): string => arnIn(location)('sqs', name);
    const fixIfMissing = redeployFix(context);
    return [
        ...toStackChecks({ part: 'export bucket', name: names.exportBucket }, notifications, {
            passedMessage: 'notifies the queue of new objects',
            fixIfMissing,
            findProblems: (found) => notificationProblems(context, arn(names.importQueue), found),
        }),
        ...(notifications.kind === 'missing'
            ? []
            : toStackChecks({ part: 'export bucket’s policy', name: names.exportBucket }, policy, {
                  passedMessage: `allows ${DELIVERY_PRINCIPAL} to write`,
                  fixIfMissing: applyFix(context),
                  findProblems: (found) => exportBucketPolicyProblems(context, found),
              })),
        ...toStackChecks({ part: 'queue', name: names.importQueue }, attributes, {
            passedMessage: (found) => `${messageCountText(found)} waiting`,
            fixIfMissing,
            findProblems: (found) => queueProblems(found, arn(names.importDeadLetterQueue)),
        }),
        ...toStackChecks({ part: 'dead-letter queue', name: names.importDeadLetterQueue }, deadLetters, {
            passedMessage: 'empty',
            fixIfMissing,
            findProblems: (found) => deadLetterProblems(context, found, arn(names.importDeadLetterQueue)),
        }),
    ];
};

/** No checks, unless a pool exports to S3. */
export const exportChecks: StackChecker = async (context) =>
    isAnySentTo(context.config, 'user_activity', 's3') ? checkExports(context) : [];
