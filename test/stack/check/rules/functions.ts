/** What the functions and the queue need: docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html, lambda/latest/dg/invocation-recursion.html. */
import { when, type Finding, type Rule } from '../finding.ts';
import { get, list, ofType, text, texts, type Json, type Named, type Template } from '../template.ts';

const functionsOf = (template: Template): readonly Named[] => ofType(template, 'AWS::Lambda::Function');
const queuesOf = (template: Template): readonly Named[] => ofType(template, 'AWS::SQS::Queue');
const nameOf = ({ properties }: Named): string => text(get(properties, 'FunctionName'));

const statementsOf = (template: Template, target: Named): readonly Json[] => {
    const role = ofType(template, 'AWS::IAM::Role').find(({ id }) =>
        text(get(target.properties, 'Role')).endsWith(`/${id}`),
    );
    return list(get(role?.properties, 'Policies')).flatMap((each) => list(get(each, 'PolicyDocument', 'Statement')));
};

/** The report feeds no stream, and nobody waits for it. */
const isReport = (properties: Named['properties']): boolean =>
    get(properties, 'Handler') === 'dist/functions/report.handler';

/** The bundle that is in a function's zip. */
const BUNDLES = new Set([
    'dist/functions/transform.handler',
    'dist/functions/import.handler',
    'dist/functions/report.handler',
]);

const checkMapping = (mapping: Named, template: Template): readonly Finding[] => {
    const { id, properties } = mapping;
    const target = functionsOf(template).find((each) => nameOf(each) === get(properties, 'FunctionName'));
    const queue = queuesOf(template).find((each) =>
        text(get(properties, 'EventSourceArn')).endsWith(`:${text(get(each.properties, 'QueueName'))}`),
    );
    return [
        ...when(target === undefined || queue === undefined, id, 'leads from no queue, or to no function'),
        ...when(
            get(target?.properties, 'Handler') !== 'dist/functions/import.handler',
            id,
            'leads to another function than the import',
        ),
        ...when(get(queue?.properties, 'RedrivePolicy') === undefined, id, 'leads from a queue without dead letters'),
        ...when(
            get(target?.properties, 'Environment', 'Variables', 'IMPORT_QUEUE') !== get(queue?.properties, 'QueueName'),
            id,
            'leads to a function that goes on in another queue',
        ),
        ...when(
            !texts(get(properties, 'FunctionResponseTypes')).includes('ReportBatchItemFailures'),
            id,
            'fails a whole batch for one message',
        ),
        ...when(
            Number(get(properties, 'ScalingConfig', 'MaximumConcurrency')) !== 2,
            id,
            `runs ${text(get(properties, 'ScalingConfig', 'MaximumConcurrency'))} at once, of which AWS takes 2 at least and the streams 2 at most`,
        ),
        ...when(get(properties, 'Enabled') === false, id, 'is switched off'),
        ...when(
            Number(get(queue?.properties, 'VisibilityTimeout')) < 6 * Number(get(target?.properties, 'Timeout')),
            id,
            'shows a message again while it is worked on',
        ),
    ];
};

/** What the import needs, and on what: docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html. */
const QUEUE_ACTIONS = [
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:GetQueueUrl',
    'sqs:SendMessage',
];

/** The bucket that may tell a queue: one that is taken up is not in the template. */
const tellingBucket = (template: Template): string =>
    text(
        ofType(template, 'AWS::SQS::QueuePolicy').map(({ properties }) =>
            get(properties, 'PolicyDocument', 'Statement', 0, 'Condition', 'ArnLike', 'aws:SourceArn'),
        )[0],
    );

const checkImportRole = (mapping: Named, template: Template): readonly Finding[] => {
    const target = functionsOf(template).find((each) => nameOf(each) === get(mapping.properties, 'FunctionName'));
    const statements = target === undefined ? [] : statementsOf(template, target);
    const may = (action: string, arn: string): boolean =>
        statements.some(
            (statement) =>
                texts(get(statement, 'Action')).includes(action) &&
                texts(get(statement, 'Resource')).some((each) => each.startsWith(arn)),
        );
    const bucket = tellingBucket(template);
    return [
        ...QUEUE_ACTIONS.flatMap((action) =>
            when(
                !may(action, text(get(mapping.properties, 'EventSourceArn'))),
                mapping.id,
                `leads to a function that may not ${action} its queue`,
            ),
        ),
        ...when(
            !may('s3:GetObject', `${bucket}/AWSLogs/`),
            mapping.id,
            'leads to a function that may not read what is exported',
        ),
        // Without it an object that is gone is answered like one that is forbidden.
        ...when(
            !may('s3:ListBucket', bucket),
            mapping.id,
            'leads to a function that can not tell whether an object is gone',
        ),
    ];
};

const mayFeed = (template: Template, target: Named): boolean =>
    statementsOf(template, target).some((statement) => texts(get(statement, 'Action')).includes('sqs:SendMessage'));

export const functionRules: readonly Rule[] = [
    {
        name: 'a function runs a bundle that is packaged, on the declared runtime',
        find: (template) =>
            functionsOf(template).flatMap(({ id, properties }) => [
                ...when(
                    !BUNDLES.has(text(get(properties, 'Handler'))),
                    id,
                    `runs ${text(get(properties, 'Handler'))}, which is not in its zip`,
                ),
                ...when(
                    get(properties, 'Runtime') !== 'nodejs24.x' ||
                        texts(get(properties, 'Architectures')).join() !== 'arm64',
                    id,
                    `runs on ${text(get(properties, 'Runtime'))}`,
                ),
            ]),
    },
    {
        name: 'a function has the time that its caller waits, and memory for a batch',
        find: (template) =>
            functionsOf(template).flatMap(({ id, properties }) => [
                ...when(
                    !(
                        Number(get(properties, 'Timeout')) >= 60 &&
                        Number(get(properties, 'Timeout')) <= (isReport(properties) ? 900 : 300)
                    ),
                    id,
                    `has ${text(get(properties, 'Timeout'))} s`,
                ),
                ...when(
                    !(Number(get(properties, 'MemorySize')) >= 256),
                    id,
                    `has ${text(get(properties, 'MemorySize'))} MB`,
                ),
            ]),
    },
    {
        name: 'a function has a role of its own, and knows the streams by their names',
        find: (template) => {
            const streams = new Set(
                ofType(template, 'AWS::KinesisFirehose::DeliveryStream').map(({ properties }) =>
                    text(get(properties, 'DeliveryStreamName')),
                ),
            );
            const roles = functionsOf(template).map(({ properties }) => text(get(properties, 'Role')));
            return functionsOf(template).flatMap(({ id, properties }, index) => [
                ...when(
                    roles.indexOf(roles[index]!) < index || !roles[index]!.startsWith('arn:aws:iam::'),
                    id,
                    'has no role of its own',
                ),
                ...when(
                    !isReport(properties) &&
                        !statementsOf(template, functionsOf(template)[index]!).some((statement) =>
                            texts(get(statement, 'Action')).includes('firehose:PutRecordBatch'),
                        ),
                    id,
                    'may not firehose:PutRecordBatch',
                ),
                ...(isReport(properties) ? [] : ['ACTIVITY_STREAM', 'NOTIFICATION_STREAM']).flatMap((name) => {
                    const stream = text(get(properties, 'Environment', 'Variables', name));
                    return when(
                        !streams.has(stream) || stream.endsWith('notification') !== name.startsWith('NOTIFICATION'),
                        id,
                        `has ${name}=${stream}`,
                    );
                }),
            ]);
        },
    },
    {
        name: 'what a function logs goes in time',
        find: (template) =>
            functionsOf(template).flatMap((each) => {
                const group = ofType(template, 'AWS::Logs::LogGroup').find(
                    ({ properties }) => get(properties, 'LogGroupName') === `/aws/lambda/${nameOf(each)}`,
                );
                return when(
                    group === undefined || get(group.properties, 'RetentionInDays') === undefined,
                    each.id,
                    'logs for ever',
                );
            }),
    },
    {
        name: 'messages are answered one by one, two at a time, and not shown twice, by a function that may do all that it does',
        find: (template) =>
            ofType(template, 'AWS::Lambda::EventSourceMapping').flatMap((mapping) => [
                ...checkMapping(mapping, template),
                ...checkImportRole(mapping, template),
            ]),
    },
    {
        name: 'a function that feeds its own queue is let do so',
        find: (template) =>
            functionsOf(template)
                .filter((each) => mayFeed(template, each))
                .flatMap(({ id, properties }) =>
                    when(
                        get(properties, 'RecursiveLoop') !== 'Allow',
                        id,
                        'is stopped when it goes on in a new message',
                    ),
                ),
    },
    {
        name: 'a queue is encrypted by SQS, and what it can not deliver is kept',
        find: (template) =>
            queuesOf(template).flatMap(({ id, properties }) => {
                const target = text(get(properties, 'RedrivePolicy', 'deadLetterTargetArn'));
                const isLast = queuesOf(template).some((other) =>
                    text(get(other.properties, 'RedrivePolicy', 'deadLetterTargetArn')).endsWith(
                        `:${text(get(properties, 'QueueName'))}`,
                    ),
                );
                return [
                    ...when(
                        get(properties, 'SqsManagedSseEnabled') !== true ||
                            get(properties, 'KmsMasterKeyId') !== undefined,
                        id,
                        'is not encrypted by SQS, or by a key that S3 may not use',
                    ),
                    ...when(
                        !isLast &&
                            !queuesOf(template).some((other) =>
                                target.endsWith(`:${text(get(other.properties, 'QueueName'))}`),
                            ),
                        id,
                        'has no dead letters',
                    ),
                    ...when(
                        !isLast && !(Number(get(properties, 'RedrivePolicy', 'maxReceiveCount')) >= 3),
                        id,
                        'gives up too soon',
                    ),
                    ...when(
                        Number(get(properties, 'MessageRetentionPeriod')) < 1_209_600,
                        id,
                        'forgets within two weeks',
                    ),
                ];
            }),
    },
];
