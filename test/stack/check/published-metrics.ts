/** All published metrics with their dimensions: those of AWS from its documentation, and those of our functions. */

type PublishedMetric = { readonly name: string; readonly dimensions: readonly string[] };

const withPrefix = (
    prefix: string,
    dimensions: readonly string[],
    names: readonly string[],
): readonly PublishedMetric[] => names.map((name) => ({ name: `${prefix}/${name}`, dimensions }));

/**
 * docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html,
 * lambda/latest/dg/monitoring-metrics-types.html,
 * AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html,
 * athena/latest/ug/query-metrics-viewing.html,
 * AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html,
 * scheduler/latest/UserGuide/monitoring-cloudwatch.html.
 */
export const PUBLISHED_METRICS: readonly PublishedMetric[] = [
    ...withPrefix(
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
            'KMSKeyAccessDenied',
            'KMSKeyDisabled',
            'KMSKeyInvalidState',
            'KMSKeyNotFound',
        ],
    ),
    ...withPrefix(
        'AWS/Lambda',
        ['FunctionName'],
        ['Errors', 'Throttles', 'Duration', 'Invocations', 'ConcurrentExecutions'],
    ),
    ...withPrefix('AWS/SQS', ['QueueName'], ['ApproximateNumberOfMessagesVisible', 'ApproximateAgeOfOldestMessage']),
    ...withPrefix(
        'AWS/Logs',
        ['LogGroupName', 'DestinationType', 'FilterName'],
        ['DeliveryErrors', 'DeliveryThrottling'],
    ),
    ...withPrefix('AWS/Scheduler', ['ScheduleGroup'], ['TargetErrorCount', 'InvocationDroppedCount']),
    ...withPrefix('AWS/Athena', ['WorkGroup'], ['ProcessedBytes', 'TotalExecutionTime']),
    // test/lib/transform/report-batch.test.ts compares the metrics of the transform with this list.
    ...withPrefix(
        'CognitoLogLake',
        ['service', 'stream'],
        [
            'records',
            'ok',
            'dropped',
            'rejected',
            'split',
            'events',
            'rows',
            'rejected_events',
            'reingested_events',
            'reingested_pieces',
            'unlisted_pool_events',
            'unknown_fields',
        ],
    ),
    ...withPrefix('CognitoLogLake', ['service', 'stream', 'reason'], ['rejected_events']),
    // test/functions/import.test.ts does the same for the import.
    ...withPrefix(
        'CognitoLogLake',
        ['service'],
        [
            'imported_objects',
            'continued_objects',
            'skipped_objects',
            'missing_objects',
            'failed_objects',
            'import_events',
            'import_put_events',
            'import_rejected_events',
            'import_put_records',
        ],
    ),
    ...withPrefix('CognitoLogLake', ['service', 'user_pool_id'], ['rows']),
];
