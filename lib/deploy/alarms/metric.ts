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
