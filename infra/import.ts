/** The import: a queue of exported objects, and the function that puts their events on the streams. */
import { TABLE_NAMES } from '../schemas/columns.ts';
import { arn, bucketArn, isImporting, streamArn, type Blueprint } from './blueprint.ts';
import { useKey } from './key-use.ts';
import { allow, onBehalfOf, policy, role, tlsOnly, writeLog, type Statement } from './policy.ts';
import { attribute, ref, sub, type Resource, type Resources } from './resource.ts';
import { IMPORT_TIMEOUT_SECONDS } from '../lib/deploy/config/function-timeouts.ts';

export const IMPORT_QUEUE_POLICY = 'ImportQueuePolicy';
const IMPORT_DEAD_LETTERS = 'ImportDeadLetters';
export const IMPORT_ROLE = 'ImportRole';
const IMPORT_QUEUE = 'ImportQueue';

/** The framework's logical id of the function `import`. */
export const IMPORT_FUNCTION = 'ImportLambdaFunction';

/** At least six times the function's timeout: docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html. */
const VISIBILITY_SECONDS = 6 * IMPORT_TIMEOUT_SECONDS;
/** The longest retention of SQS. */
const DEAD_LETTER_SECONDS = 1_209_600;
const MAX_TRIES = 5;

/** Encrypted with SQS's own key: with a customer managed key, S3 notifications are lost unless the key allows them. */
const queue = (name: string, properties: Readonly<Record<string, unknown>>): Resource => ({
    Type: 'AWS::SQS::Queue',
    Properties: { QueueName: name, SqsManagedSseEnabled: true, ...properties },
});

const queues = ({ names }: Blueprint): Resources => ({
    [IMPORT_DEAD_LETTERS]: queue(names.importDeadLetterQueue, { MessageRetentionPeriod: DEAD_LETTER_SECONDS }),
    [IMPORT_QUEUE]: queue(names.importQueue, {
        VisibilityTimeout: VISIBILITY_SECONDS,
        MessageRetentionPeriod: DEAD_LETTER_SECONDS,
        RedrivePolicy: { deadLetterTargetArn: attribute(IMPORT_DEAD_LETTERS, 'Arn'), maxReceiveCount: MAX_TRIES },
    }),
});

const queuePolicy = (logicalId: string, name: string, statements: readonly Statement[]): Resource => ({
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
        Queues: [ref(logicalId)],
        PolicyDocument: policy([...statements, tlsOnly('sqs:*', [arn('sqs', name)])]),
    },
});

const queuePolicies = ({ names }: Blueprint): Resources => ({
    ImportDeadLettersPolicy: queuePolicy(IMPORT_DEAD_LETTERS, names.importDeadLetterQueue, []),
    [IMPORT_QUEUE_POLICY]: queuePolicy(IMPORT_QUEUE, names.importQueue, [
        {
            Sid: 'ExportBucketSends',
            Effect: 'Allow',
            Principal: { Service: 's3.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: sub(arn('sqs', names.importQueue)),
            Condition: onBehalfOf(bucketArn(names.exportBucket)),
        },
    ]),
});

const importRole = (blueprint: Blueprint): Resource => {
    const { names } = blueprint;
    return role({
        description: 'Reads exported objects and puts their events on the streams',
        service: 'lambda.amazonaws.com',
        sourceArn: null,
        statements: [
            writeLog(names.importFunction),
            allow(
                [
                    'sqs:ReceiveMessage',
                    'sqs:DeleteMessage',
                    'sqs:ChangeMessageVisibility',
                    'sqs:GetQueueAttributes',
                    'sqs:GetQueueUrl',
                    'sqs:SendMessage',
                ],
                [arn('sqs', names.importQueue)],
            ),
            allow(['s3:GetObject'], [bucketArn(names.exportBucket, '/AWSLogs/${AWS::AccountId}/*')]),
            // Without it, S3 returns 403 instead of 404 for a missing object.
            allow(['s3:ListBucket'], [bucketArn(names.exportBucket)]),
            allow(
                ['firehose:PutRecordBatch'],
                TABLE_NAMES.map((table) => streamArn(names.streams[table])),
            ),
            ...useKey(blueprint, ['firehose']),
        ],
    });
};

const eventSource: Resource = {
    Type: 'AWS::Lambda::EventSourceMapping',
    // Lambda checks the role when it creates the mapping.
    DependsOn: [IMPORT_ROLE],
    Properties: {
        EventSourceArn: attribute(IMPORT_QUEUE, 'Arn'),
        FunctionName: ref(IMPORT_FUNCTION),
        BatchSize: 1,
        // The minimum of AWS. Each invocation uses at most a quarter of a stream's throughput,
        // so that the direct export keeps its share.
        ScalingConfig: { MaximumConcurrency: 2 },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
};

/** The queue, its dead-letter queue, the role and the event source mapping. Nothing if no pool exports to S3. */
export const importResources = (blueprint: Blueprint): Resources => {
    if (!isImporting(blueprint)) return {};
    return {
        ...queues(blueprint),
        ...queuePolicies(blueprint),
        [IMPORT_ROLE]: importRole(blueprint),
        ImportEventSource: eventSource,
    };
};
