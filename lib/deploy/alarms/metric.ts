/** The metrics of the alarms and the dashboard. */
import { SERVICE } from '../config/stack-names.ts';

export type Metric = {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly statistic: 'Sum' | 'Maximum' | 'Average' | 'SampleCount';
};

/** A metric that the functions publish (lib/transform/report-batch.ts); all have the dimension `service`. */
export const ownMetric = (name: string, dimensions: Readonly<Record<string, string>>): Metric => ({
    namespace: 'CognitoLogLake',
    name,
    dimensions: { service: SERVICE, ...dimensions },
    statistic: 'Sum',
});

/** docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html. */
export const streamMetric = (name: string, stream: string, statistic: Metric['statistic']): Metric => ({
    namespace: 'AWS/Firehose',
    name,
    dimensions: { DeliveryStreamName: stream },
    statistic,
});

export const functionMetric = (name: string, functionName: string, statistic: Metric['statistic']): Metric => ({
    namespace: 'AWS/Lambda',
    name,
    dimensions: { FunctionName: functionName },
    statistic,
});

export const queueMetric = (name: string, queue: string): Metric => ({
    namespace: 'AWS/SQS',
    name,
    dimensions: { QueueName: queue },
    statistic: 'Maximum',
});

/**
 * Firehose is the value of DestinationType for a stream:
 * docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html.
 */
export const filterMetric = (name: string, LogGroupName: string, FilterName: string): Metric => ({
    namespace: 'AWS/Logs',
    name,
    dimensions: { LogGroupName, DestinationType: 'Firehose', FilterName },
    statistic: 'Sum',
});

export const logGroupMetric = (name: string, LogGroupName: string): Metric => ({
    namespace: 'AWS/Logs',
    name,
    dimensions: { LogGroupName },
    statistic: 'Sum',
});

/** docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html. */
export const scheduleMetric = (name: string, group: string): Metric => ({
    namespace: 'AWS/Scheduler',
    name,
    dimensions: { ScheduleGroup: group },
    statistic: 'Sum',
});
