/** Reports a batch: one log line, and its counts as metrics in the embedded format, without any data of the records. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { BatchCounts } from './reply/count-batch.ts';
import type { HandledBatch } from './handle-batch.ts';
import type { Settings } from './settings.ts';
import { logger, metrics } from '../basics/telemetry.ts';

/**
 * The counts that are metrics of a stream.
 * docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html.
 */
const METRIC_NAMES = [
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
    'unknown_fields',
] as const satisfies readonly (keyof BatchCounts)[];

/** Maximum number of unlisted pools that a log line names. */
const MAX_POOLS = 5;

/** Rows by pool for pools that the tables do not project: queries ignore them. Empty if no pools are listed. */
const unlistedPools = ({ counts }: HandledBatch, { listed_pools }: Settings): readonly (readonly [string, number])[] =>
    listed_pools === undefined ? [] : Object.entries(counts.rows_by_pool).filter(([pool]) => !listed_pools.has(pool));

/**
 * Publishes the activity rows of each listed pool: the silence alarm watches this metric. An unlisted pool is no
 * dimension, because a sender could make up any number of them.
 */
const publishPools = ({ counts, table }: HandledBatch, { listed_pools }: Settings): void => {
    if (table !== 'user_activity') return;
    for (const [user_pool_id, rows] of Object.entries(counts.rows_by_pool)) {
        if (listed_pools?.has(user_pool_id))
            metrics.singleMetric().addDimensions({ user_pool_id }).addMetric('rows', MetricUnit.Count, rows);
    }
};

const publish = ({ counts, stream }: HandledBatch, unlisted: number): void => {
    for (const name of METRIC_NAMES) metrics.addMetric(name, MetricUnit.Count, counts[name]);
    metrics.addMetric('unlisted_pool_events', MetricUnit.Count, unlisted);
    metrics.addDimensions({ stream });
    metrics.publishStoredMetrics();
    for (const [reason, count] of Object.entries(counts.rejected_by_reason)) {
        metrics.singleMetric().addDimensions({ stream, reason }).addMetric('rejected_events', MetricUnit.Count, count);
    }
};

/** A hint for records that could not be re-ingested; empty if there are none. */
const reingestHint = ({ counts }: HandledBatch, settings: Settings): { hint?: string } => {
    if (counts.rejected_by_reason.reingest_failed === undefined) return {};
    const isNamed = settings.user_activity !== null && settings.user_notification !== null;
    return {
        hint: isNamed
            ? 'Firehose did not accept re-ingested records. They are in the error prefix: redrive them'
            : 'No stream to re-ingest to. Set ACTIVITY_STREAM and NOTIFICATION_STREAM to the names of the two streams',
    };
};

/** Writes the log line and the metrics of a batch to standard output. */
export const reportBatch = (handled: HandledBatch, settings: Settings, context: Context): void => {
    const {
        stream,
        table,
        counts: { rows_by_pool: _, ...counts },
    } = handled;
    const unlisted = unlistedPools(handled, settings);
    const unlisted_pools = unlisted.slice(0, MAX_POOLS).map(([pool]) => pool);
    logger.addContext(context);
    const level = counts.rejected > 0 ? 'warn' : 'info';
    logger[level]('batch', { stream, table, ...counts, unlisted_pools, ...reingestHint(handled, settings) });
    publish(
        handled,
        unlisted.reduce((sum, [, rows]) => sum + rows, 0),
    );
    publishPools(handled, settings);
};
