/** Rules about functions and queues: docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html. */
import { problemIf, type TemplateProblem, type TemplateRule } from '../template-rule.ts';
import { get, list, resourcesOfType, text, texts, type Json, type NamedResource, type Template } from '../template.ts';

const functionsOf = (template: Template): readonly NamedResource[] =>
    resourcesOfType(template, 'AWS::Lambda::Function');
const queuesOf = (template: Template): readonly NamedResource[] => resourcesOfType(template, 'AWS::SQS::Queue');
const nameOf = ({ properties }: NamedResource): string => text(get(properties, 'FunctionName'));

const statementsOf = (template: Template, target: NamedResource): readonly Json[] => {
    const role = resourcesOfType(template, 'AWS::IAM::Role').find(({ id }) =>
        text(get(target.properties, 'Role')).endsWith(`/${id}`),
    );
    return list(get(role?.properties, 'Policies')).flatMap((each) => list(get(each, 'PolicyDocument', 'Statement')));
};

/** The report writes to no stream, and may run longer. */
const isReportFunction = (properties: NamedResource['properties']): boolean =>
    get(properties, 'Handler') === 'dist/functions/report.handler';

/** The handlers in the packaged bundles. */
const HANDLERS = new Set([
    'dist/functions/transform.handler',
    'dist/functions/import.handler',
    'dist/functions/report.handler',
]);

const checkMapping = (mapping: NamedResource, template: Template): readonly TemplateProblem[] => {
    const { id, properties } = mapping;
    const target = functionsOf(template).find((each) => nameOf(each) === get(properties, 'FunctionName'));
    const queue = queuesOf(template).find((each) =>
        text(get(properties, 'EventSourceArn')).endsWith(`:${text(get(each.properties, 'QueueName'))}`),
    );
    return [
        ...problemIf(target === undefined || queue === undefined, id, 'has no queue or no function'),
        ...problemIf(
            get(target?.properties, 'Handler') !== 'dist/functions/import.handler',
            id,
            'does not call the import function',
        ),
        ...problemIf(
            get(queue?.properties, 'RedrivePolicy') === undefined,
            id,
            'reads a queue without a dead-letter queue',
        ),
        ...problemIf(
            get(target?.properties, 'Environment', 'Variables', 'IMPORT_QUEUE') !== get(queue?.properties, 'QueueName'),
            id,
            'calls a function that continues in another queue',
        ),
        ...problemIf(
            !texts(get(properties, 'FunctionResponseTypes')).includes('ReportBatchItemFailures'),
            id,
            'fails a whole batch for one message',
        ),
        ...problemIf(
            Number(get(properties, 'ScalingConfig', 'MaximumConcurrency')) !== 2,
            id,
            `has the concurrency ${text(get(properties, 'ScalingConfig', 'MaximumConcurrency'))}, not 2`,
        ),
        ...problemIf(get(properties, 'Enabled') === false, id, 'is disabled'),
        ...problemIf(
            Number(get(queue?.properties, 'VisibilityTimeout')) < 6 * Number(get(target?.properties, 'Timeout')),
            id,
            'has a visibility timeout below six times the timeout of the function',
        ),
    ];
};

/** The actions of the import on its queue: docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html. */
const QUEUE_ACTIONS = [
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:GetQueueUrl',
    'sqs:SendMessage',
];

/** The bucket that may notify a queue. An existing bucket is not in the template. */
const notifyingBucketArn = (template: Template): string =>
    text(
        resourcesOfType(template, 'AWS::SQS::QueuePolicy')
            .map(({ properties }) =>
                get(properties, 'PolicyDocument', 'Statement', 0, 'Condition', 'ArnLike', 'aws:SourceArn'),
            )
            .find((arn) => arn !== undefined),
    );

/** docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html. */
const isTlsOnly = (statement: Json, queueName: string): boolean =>
    get(statement, 'Effect') === 'Deny' &&
    get(statement, 'Principal') === '*' &&
    texts(get(statement, 'Action')).join() === 'sqs:*' &&
    texts(get(statement, 'Resource')).some((arn) => arn.endsWith(`:${queueName}`)) &&
    text(get(statement, 'Condition', 'Bool', 'aws:SecureTransport')) === 'false';

const policyStatementsFor = (template: Template, queueName: string): readonly Json[] =>
    resourcesOfType(template, 'AWS::SQS::QueuePolicy')
        .filter(({ properties }) => texts(get(properties, 'Queues')).some((url) => url.endsWith(`/${queueName}`)))
        .flatMap(({ properties }) => list(get(properties, 'PolicyDocument', 'Statement')));

const checkImportRole = (mapping: NamedResource, template: Template): readonly TemplateProblem[] => {
    const target = functionsOf(template).find((each) => nameOf(each) === get(mapping.properties, 'FunctionName'));
    const statements = target === undefined ? [] : statementsOf(template, target);
    const may = (action: string, arn: string): boolean =>
        statements.some(
            (statement) =>
                texts(get(statement, 'Action')).includes(action) &&
                texts(get(statement, 'Resource')).some((each) => each.startsWith(arn)),
        );
    const bucket = notifyingBucketArn(template);
    return [
        ...QUEUE_ACTIONS.flatMap((action) =>
            problemIf(
                !may(action, text(get(mapping.properties, 'EventSourceArn'))),
                mapping.id,
                `calls a function that lacks ${action} on its queue`,
            ),
        ),
        ...problemIf(
            !may('s3:GetObject', `${bucket}/AWSLogs/`),
            mapping.id,
            'calls a function that may not read exported objects',
        ),
        // Without it, S3 returns 403 instead of 404 for a missing object.
        ...problemIf(!may('s3:ListBucket', bucket), mapping.id, 'calls a function that cannot detect missing objects'),
    ];
};

const canSendToQueue = (template: Template, target: NamedResource): boolean =>
    statementsOf(template, target).some((statement) => texts(get(statement, 'Action')).includes('sqs:SendMessage'));

export const functionRules: readonly TemplateRule[] = [
    {
        name: 'a function runs a packaged bundle on the declared runtime',
        findProblems: (template) =>
            functionsOf(template).flatMap(({ id, properties }) => [
                ...problemIf(
                    !HANDLERS.has(text(get(properties, 'Handler'))),
                    id,
                    `runs ${text(get(properties, 'Handler'))}, which is not in its zip file`,
                ),
                ...problemIf(
                    get(properties, 'Runtime') !== 'nodejs24.x' ||
                        texts(get(properties, 'Architectures')).join() !== 'arm64',
                    id,
                    `runs on ${text(get(properties, 'Runtime'))}`,
                ),
            ]),
    },
    {
        name: 'a function has a valid timeout, and memory for a batch',
        findProblems: (template) =>
            functionsOf(template).flatMap(({ id, properties }) => [
                ...problemIf(
                    !(
                        Number(get(properties, 'Timeout')) >= 60 &&
                        Number(get(properties, 'Timeout')) <= (isReportFunction(properties) ? 900 : 300)
                    ),
                    id,
                    `has ${text(get(properties, 'Timeout'))} s`,
                ),
                ...problemIf(
                    !(Number(get(properties, 'MemorySize')) >= 256),
                    id,
                    `has ${text(get(properties, 'MemorySize'))} MB`,
                ),
            ]),
    },
    {
        name: 'a function has its own role, and the names of the streams in its environment',
        findProblems: (template) => {
            const streams = new Set(
                resourcesOfType(template, 'AWS::KinesisFirehose::DeliveryStream').map(({ properties }) =>
                    text(get(properties, 'DeliveryStreamName')),
                ),
            );
            const roles = functionsOf(template).map(({ properties }) => text(get(properties, 'Role')));
            return functionsOf(template).flatMap(({ id, properties }, index) => [
                ...problemIf(
                    roles.indexOf(roles[index]!) < index || !roles[index]!.startsWith('arn:aws:iam::'),
                    id,
                    'does not have its own role',
                ),
                ...problemIf(
                    !isReportFunction(properties) &&
                        !statementsOf(template, functionsOf(template)[index]!).some((statement) =>
                            texts(get(statement, 'Action')).includes('firehose:PutRecordBatch'),
                        ),
                    id,
                    'lacks the permission firehose:PutRecordBatch',
                ),
                ...(isReportFunction(properties) ? [] : ['ACTIVITY_STREAM', 'NOTIFICATION_STREAM']).flatMap((name) => {
                    const stream = text(get(properties, 'Environment', 'Variables', name));
                    return problemIf(
                        !streams.has(stream) || stream.endsWith('notification') !== name.startsWith('NOTIFICATION'),
                        id,
                        `has ${name}=${stream}`,
                    );
                }),
            ]);
        },
    },
    {
        name: 'the log of a function has a retention',
        findProblems: (template) =>
            functionsOf(template).flatMap((each) => {
                const group = resourcesOfType(template, 'AWS::Logs::LogGroup').find(
                    ({ properties }) => get(properties, 'LogGroupName') === `/aws/lambda/${nameOf(each)}`,
                );
                return problemIf(
                    group === undefined || get(group.properties, 'RetentionInDays') === undefined,
                    each.id,
                    'has a log without retention',
                );
            }),
    },
    {
        name: 'the event source of the import has partial responses, concurrency 2 and a function with permissions',
        findProblems: (template) =>
            resourcesOfType(template, 'AWS::Lambda::EventSourceMapping').flatMap((mapping) => [
                ...checkMapping(mapping, template),
                ...checkImportRole(mapping, template),
            ]),
    },
    {
        name: 'a function that sends to its own queue allows recursive calls',
        findProblems: (template) =>
            functionsOf(template)
                .filter((each) => canSendToQueue(template, each))
                .flatMap(({ id, properties }) =>
                    problemIf(get(properties, 'RecursiveLoop') !== 'Allow', id, 'does not allow recursive calls'),
                ),
    },
    {
        name: 'a queue rejects requests without TLS',
        findProblems: (template) =>
            queuesOf(template).flatMap(({ id, properties }) => {
                const queueName = text(get(properties, 'QueueName'));
                return problemIf(
                    !policyStatementsFor(template, queueName).some((statement) => isTlsOnly(statement, queueName)),
                    id,
                    'allows requests without TLS',
                );
            }),
    },
    {
        name: 'a function reserves concurrency only if the config does, and then at least one invocation',
        findProblems: (template) =>
            functionsOf(template).flatMap(({ id, properties }) => {
                const reserved = get(properties, 'ReservedConcurrentExecutions');
                return problemIf(
                    reserved !== undefined &&
                        !(get(properties, 'Handler') === 'dist/functions/transform.handler' && Number(reserved) >= 1),
                    id,
                    `reserves ${text(reserved)} invocations`,
                );
            }),
    },
    {
        name: 'a queue is encrypted by SQS, has a dead-letter queue and a long retention',
        findProblems: (template) =>
            queuesOf(template).flatMap(({ id, properties }) => {
                const target = text(get(properties, 'RedrivePolicy', 'deadLetterTargetArn'));
                const isLast = queuesOf(template).some((other) =>
                    text(get(other.properties, 'RedrivePolicy', 'deadLetterTargetArn')).endsWith(
                        `:${text(get(properties, 'QueueName'))}`,
                    ),
                );
                return [
                    ...problemIf(
                        get(properties, 'SqsManagedSseEnabled') !== true ||
                            get(properties, 'KmsMasterKeyId') !== undefined,
                        id,
                        'is not encrypted by SQS',
                    ),
                    ...problemIf(
                        !isLast &&
                            !queuesOf(template).some((other) =>
                                target.endsWith(`:${text(get(other.properties, 'QueueName'))}`),
                            ),
                        id,
                        'has no dead-letter queue',
                    ),
                    ...problemIf(
                        !isLast && !(Number(get(properties, 'RedrivePolicy', 'maxReceiveCount')) >= 3),
                        id,
                        'retries less than three times',
                    ),
                    ...problemIf(
                        Number(get(properties, 'MessageRetentionPeriod')) < 1_209_600,
                        id,
                        'has a retention below two weeks',
                    ),
                ];
            }),
    },
];
