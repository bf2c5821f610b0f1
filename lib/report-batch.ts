/** Reports a batch: one log line, and its counts as metrics in the embedded format. No payload, name, address or text of a record. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { BatchCounts } from './batch-counts.ts';
import type { Handled } from './handle-batch.ts';
import type { Settings } from './settings.ts';

const SERVICE = 'cognito-log-lake';
const logger = new Logger({ serviceName: SERVICE });
const metrics = new Metrics({ namespace: 'CognitoLogLake', serviceName: SERVICE });

/** The counts that are metrics of a stream. docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html. */
const METRIC_NAMES = [
    'arrivals', 'kept', 'set_aside', 'refused', 'taken_apart', 'events', 'rows', 'refused_events', 'put_back_events', 'put_back_pieces',
] as const satisfies readonly (keyof BatchCounts)[];

const publish = ({ counts, stream }: Handled): void => {
    for (const name of METRIC_NAMES) metrics.addMetric(name, MetricUnit.Count, counts[name]);
    metrics.addDimensions({ stream });
    metrics.publishStoredMetrics();
    for (const [reason, count] of Object.entries(counts.refused_by_reason)) {
        metrics.singleMetric().addDimensions({ stream, reason }).addMetric('refused_events', MetricUnit.Count, count);
    }
};

/** What to do about arrivals that could not be put back; nothing where none was. */
const putBackHint = ({ counts }: Handled, settings: Settings): { hint?: string } => {
    if (counts.refused_by_reason.put_back_failed === undefined) return {};
    const isNamed = settings.user_activity !== null && settings.user_notification !== null;
    return {
        hint: isNamed
            ? 'Firehose did not take what was put back; the arrivals are in the error prefix: redrive them'
            : 'No stream to put back to: set ACTIVITY_STREAM and NOTIFICATION_STREAM to the names of the two streams',
    };
};

/** Writes the line and the metrics of a batch to standard output. */
export const reportBatch = (handled: Handled, settings: Settings, context: Context): void => {
    const { stream, table, counts } = handled;
    logger.addContext(context);
    const level = counts.refused > 0 ? 'warn' : 'info';
    logger[level]('batch', { stream, table, ...counts, ...putBackHint(handled, settings) });
    publish(handled);
};

/** Writes a line of records that a stream did not take, with the codes of their errors: they will be tried again. */
export const reportFailedPut = (stream: string, codes: readonly string[]): void => {
    logger.warn('put_back', { stream, failed_records: codes.length, error_codes: [...new Set(codes)] });
};
