/** The import: a queue of exported objects, and the function that reads them onto the streams. */
import { TABLE_NAMES } from '../schemas/columns.ts';
import { arn, bucketArn, isImporting, streamArn, type Blueprint } from './blueprint.ts';
import { allow, onBehalfOf, policy, role, writeLog } from './policy.ts';
import { attribute, ref, sub, type Resource, type Resources } from './resource.ts';

export const IMPORT_QUEUE_POLICY = 'ImportQueuePolicy';
export const IMPORT_DEAD_LETTERS = 'ImportDeadLetters';
export const IMPORT_ROLE = 'ImportRole';
const IMPORT_QUEUE = 'ImportQueue';

/** The logical id that the framework gives to the function `import`. */
export const IMPORT_FUNCTION = 'ImportLambdaFunction';

export const IMPORT_TIMEOUT_SECONDS = 300;
/** docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html: six times the function's time at least. */
const VISIBILITY_SECONDS = 6 * IMPORT_TIMEOUT_SECONDS;
/** The longest that SQS keeps a message. */
const DEAD_LETTER_SECONDS = 1_209_600;
const MAX_TRIES = 5;

/** Encrypted by SQS itself: with a key, messages of S3 would be dropped unless the key allowed it. */
const queue = (name: string, more: Readonly<Record<string, unknown>>): Resource => ({
    Type: 'AWS::SQS::Queue',
    Properties: { QueueName: name, SqsManagedSseEnabled: true, ...more },
});

const queues = ({ names }: Blueprint): Resources => ({
    [IMPORT_DEAD_LETTERS]: queue(names.importDeadLetters, { MessageRetentionPeriod: DEAD_LETTER_SECONDS }),
    [IMPORT_QUEUE]: queue(names.importQueue, {
        VisibilityTimeout: VISIBILITY_SECONDS,
        MessageRetentionPeriod: DEAD_LETTER_SECONDS,
        RedrivePolicy: { deadLetterTargetArn: attribute(IMPORT_DEAD_LETTERS, 'Arn'), maxReceiveCount: MAX_TRIES },
    }),
});

const queuePolicy = ({ names }: Blueprint): Resource => ({
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
        Queues: [ref(IMPORT_QUEUE)],
        PolicyDocument: policy([
            {
                Sid: 'ExportBucketTells',
                Effect: 'Allow',
                Principal: { Service: 's3.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Resource: sub(arn('sqs', names.importQueue)),
                Condition: onBehalfOf(bucketArn(names.exportBucket)),
            },
        ]),
    },
});

const importRole = ({ names }: Blueprint): Resource =>
    role({
        description: 'Reads exported objects and puts their records on the streams',
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
            // Without it an object that is gone is answered with 403 like one that is forbidden.
            allow(['s3:ListBucket'], [bucketArn(names.exportBucket)]),
            allow(
                ['firehose:PutRecordBatch'],
                TABLE_NAMES.map((table) => streamArn(names.streams[table])),
            ),
        ],
    });

const eventSource: Resource = {
    Type: 'AWS::Lambda::EventSourceMapping',
    // The mapping checks the role when it is made.
    DependsOn: [IMPORT_ROLE],
    Properties: {
        EventSourceArn: attribute(IMPORT_QUEUE, 'Arn'),
        FunctionName: ref(IMPORT_FUNCTION),
        BatchSize: 1,
        // The least that AWS takes. Each keeps to a quarter of what a stream takes: the direct export is to keep its share.
        ScalingConfig: { MaximumConcurrency: 2 },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
};

/** The queue, its dead letters, the role and the mapping; nothing where no pool exports to S3. */
export const importResources = (blueprint: Blueprint): Resources => {
    if (!isImporting(blueprint)) return {};
    return {
        ...queues(blueprint),
        [IMPORT_QUEUE_POLICY]: queuePolicy(blueprint),
        [IMPORT_ROLE]: importRole(blueprint),
        ImportEventSource: eventSource,
    };
};
