/** The metrics that there are, with their dimensions: those of AWS by their documentation, ours by what the functions publish. */

type Published = { readonly name: string; readonly dimensions: readonly string[] };

const named = (prefix: string, dimensions: readonly string[], names: readonly string[]): readonly Published[] =>
    names.map((name) => ({ name: `${prefix}/${name}`, dimensions }));

/** docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html, lambda/latest/dg/monitoring-metrics-types.html, AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html, athena/latest/ug/query-metrics-viewing.html. */
export const METRICS: readonly Published[] = [
    ...named(
        'AWS/Firehose',
        ['DeliveryStreamName'],
        [
            'DeliveryToS3.DataFreshness',
            'DeliveryToS3.Success',
            'DeliveryToS3.Records',
            'IncomingRecords',
            'IncomingBytes',
            'ThrottledRecords',
            'ExecuteProcessing.Success',
            'ExecuteProcessing.Duration',
            'SucceedConversion.Records',
            'FailedConversion.Records',
            'PartitionCount',
            'PartitionCountExceeded',
            'ActivePartitionsLimit',
        ],
    ),
    ...named(
        'AWS/Lambda',
        ['FunctionName'],
        ['Errors', 'Throttles', 'Duration', 'Invocations', 'ConcurrentExecutions'],
    ),
    ...named('AWS/SQS', ['QueueName'], ['ApproximateNumberOfMessagesVisible', 'ApproximateAgeOfOldestMessage']),
    ...named('AWS/Athena', ['WorkGroup'], ['ProcessedBytes', 'TotalExecutionTime']),
    // test/lib/transform/report-batch.test.ts holds what the transform publishes to this.
    ...named(
        'CognitoLogLake',
        ['service', 'stream'],
        [
            'arrivals',
            'kept',
            'set_aside',
            'refused',
            'taken_apart',
            'events',
            'rows',
            'refused_events',
            'put_back_events',
            'put_back_pieces',
            'unlisted_pool_events',
            'unknown_fields',
        ],
    ),
    ...named('CognitoLogLake', ['service', 'stream', 'reason'], ['refused_events']),
    // And test/functions/import.test.ts what the import does.
    ...named(
        'CognitoLogLake',
        ['service'],
        [
            'imported_objects',
            'continued_objects',
            'left_objects',
            'gone_objects',
            'failed_objects',
            'import_events',
            'import_put_events',
            'import_refused_events',
            'import_put_pieces',
        ],
    ),
    ...named('CognitoLogLake', ['service', 'user_pool_id'], ['rows']),
];
