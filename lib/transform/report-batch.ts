/** Reports a batch: one log line, and its counts as metrics in the embedded format. No payload, name, address or text of a record. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { BatchCounts } from './reply/batch-counts.ts';
import type { Handled } from './handle-batch.ts';
import type { Settings } from './settings.ts';
import { logger, metrics } from '../basics/telemetry.ts';

/** The counts that are metrics of a stream. docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html. */
const METRIC_NAMES = [
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
    'unknown_fields',
] as const satisfies readonly (keyof BatchCounts)[];

/** Unlisted pools that a line names. */
const MAX_POOLS = 5;

/** Rows of a batch that belong to a pool which the tables don't project: no query sees them. None where no pools are listed. */
const unlistedPools = ({ counts }: Handled, { listed_pools }: Settings): readonly (readonly [string, number])[] =>
    listed_pools === undefined ? [] : Object.entries(counts.rows_by_pool).filter(([pool]) => !listed_pools.has(pool));

/** A row for each listed pool of which activity came: the alarm for silence waits for it. An unlisted pool is no dimension: anybody could make any number of them. */
const publishPools = ({ counts, table }: Handled, { listed_pools }: Settings): void => {
    if (table !== 'user_activity') return;
    for (const [user_pool_id, rows] of Object.entries(counts.rows_by_pool)) {
        if (listed_pools?.has(user_pool_id))
            metrics.singleMetric().addDimensions({ user_pool_id }).addMetric('rows', MetricUnit.Count, rows);
    }
};

const publish = ({ counts, stream }: Handled, unlisted: number): void => {
    for (const name of METRIC_NAMES) metrics.addMetric(name, MetricUnit.Count, counts[name]);
    metrics.addMetric('unlisted_pool_events', MetricUnit.Count, unlisted);
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
    const {
        stream,
        table,
        counts: { rows_by_pool: _, ...counts },
    } = handled;
    const unlisted = unlistedPools(handled, settings);
    const unlisted_pools = unlisted.slice(0, MAX_POOLS).map(([pool]) => pool);
    logger.addContext(context);
    const level = counts.refused > 0 ? 'warn' : 'info';
    logger[level]('batch', { stream, table, ...counts, unlisted_pools, ...putBackHint(handled, settings) });
    publish(
        handled,
        unlisted.reduce((sum, [, rows]) => sum + rows, 0),
    );
    publishPools(handled, settings);
};
