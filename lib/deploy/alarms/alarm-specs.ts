/** The alarms as data: metric, threshold, and what to do. */
import { MANY_PARTITIONS } from '../plan/partition-warnings.ts';
import type { TableName } from '../../../schemas/columns.ts';
import type { LakeConfig } from '../config/lake-config.ts';
import type { StackNames } from '../config/stack-names.ts';
import { ownMetric, streamMetric, type Metric } from './metric.ts';
import type { RunbookHeading } from './runbook-heading.ts';

export type AlarmSpec = {
    /** Part of the alarm's name and logical id. */
    readonly name: string;
    readonly metric: Metric;
    /** The alarm fires above this value, or below it if `isBelow`. */
    readonly threshold: number;
    /** Whether values below the threshold are wrong. Missing data then counts as wrong too. */
    readonly isBelow?: true;
    /** What is wrong and what to do; part of the e-mail. */
    readonly description: string;
    /** Where docs/runbook.md has the steps. */
    readonly heading: RunbookHeading;
    /** How many periods in a row must be wrong; default 1. */
    readonly periods?: number;
    /** Length of a period; default five minutes. */
    readonly periodSeconds?: number;
};

/** Three times the buffering, but no less: then the delivery is stuck. */
const MIN_LATE_SECONDS = 900;
const BUFFERS_UNTIL_LATE = 3;

/** What the alarms of a stream need: names, and a text that says where rejected bytes are. */
type StreamContext = {
    readonly stream: string;
    readonly prefix: string;
    readonly lateSeconds: number;
    readonly errors: string;
    readonly logGroup: string;
};

/** Events that the transform could not turn into rows. */
const rejectionAlarms = ({ stream, prefix, errors }: StreamContext): readonly AlarmSpec[] => [
    {
        name: `${prefix}-rejected`,
        metric: ownMetric('rejected_events', { stream }),
        threshold: 0,
        heading: 'Events are rejected',
        description:
            `Events were rejected: ${errors}, the log of the transform has the reasons. ` +
            'Replay them when the cause is fixed.',
    },
    {
        name: `${prefix}-reingest-failed`,
        metric: ownMetric('rejected_events', { stream, reason: 'reingest_failed' }),
        threshold: 0,
        heading: 'Events are rejected',
        description:
            `Split records could not be re-ingested: ${errors}. ` +
            'Check the stream for throttling, then replay them.',
    },
];

/** Problems of Firehose itself. */
const deliveryAlarms = ({ stream, prefix, errors, logGroup, lateSeconds }: StreamContext): readonly AlarmSpec[] => [
    {
        name: `${prefix}-late`,
        metric: streamMetric('DeliveryToS3.DataFreshness', stream, 'Maximum'),
        threshold: lateSeconds,
        periods: 3,
        heading: 'Records arrive late',
        description:
            `Records wait for more than ${lateSeconds} s; after 24 hours they are lost. ` +
            `See the log group ${logGroup}.`,
    },
    {
        name: `${prefix}-throttled`,
        metric: streamMetric('ThrottledRecords', stream, 'Sum'),
        threshold: 0,
        heading: 'Records arrive late',
        description:
            'The stream rejected records, because more arrive than it takes. Cognito writes with best effort: ' +
            'what it does not send again is lost. Ask AWS for a higher limit of the stream.',
    },
    {
        name: `${prefix}-not-converted`,
        metric: streamMetric('FailedConversion.Records', stream, 'Sum'),
        threshold: 0,
        heading: 'Rows are not converted to Parquet',
        description: `Rows could not be converted to Parquet: ${errors}. Run doctor: it checks the Glue table.`,
    },
    {
        name: `${prefix}-many-partitions`,
        metric: streamMetric('PartitionCount', stream, 'Maximum'),
        threshold: MANY_PARTITIONS,
        heading: 'A stream has too many partitions',
        description:
            `The stream has more than ${MANY_PARTITIONS} active partitions of 500 allowed. ` +
            'Ask AWS for more, or import history in smaller steps.',
    },
    {
        name: `${prefix}-partitions-exceeded`,
        metric: streamMetric('PartitionCountExceeded', stream, 'Maximum'),
        threshold: 0,
        heading: 'A stream has too many partitions',
        description: `The limit of active partitions was exceeded: ${errors}. Ask AWS for more, then replay them.`,
    },
];

/** Events that the config or the schema does not cover. */
const contentAlarms = ({ stream, prefix }: StreamContext): readonly AlarmSpec[] => [
    {
        name: `${prefix}-unlisted-pool`,
        metric: ownMetric('unlisted_pool_events', { stream }),
        threshold: 0,
        heading: 'Events arrive from an unlisted pool',
        description:
            'Events arrived from a pool that the config does not list. They are stored, but queries ignore them. ' +
            'Add the pool and deploy.',
    },
    {
        name: `${prefix}-unknown-fields`,
        metric: ownMetric('unknown_fields', { stream }),
        threshold: 0,
        heading: 'Cognito writes unknown fields',
        description:
            'Cognito writes fields that have no column: they are stored in the extra columns. ' +
            'The check fields_known names them. Look for a newer version.',
    },
];

/** The alarms of a stream. */
export const streamAlarms = (
    names: StackNames,
    table: TableName,
    { bufferSeconds }: Pick<LakeConfig, 'bufferSeconds'>,
): readonly AlarmSpec[] => {
    const stream = names.streams[table];
    const context = {
        stream,
        prefix: stream.slice(names.prefix.length + 1),
        errors: `the objects under errors/${stream}/ have the bytes`,
        logGroup: names.streamLogGroups[table],
        lateSeconds: Math.max(MIN_LATE_SECONDS, BUFFERS_UNTIL_LATE * bufferSeconds),
    };
    return [...rejectionAlarms(context), ...deliveryAlarms(context), ...contentAlarms(context)];
};

export const HOUR_SECONDS = 3600;

/** Fires if a pool has no row for this many hours. */
export const silenceAlarm = (pool: string, hours: number): AlarmSpec => ({
    name: `silent-${pool}`,
    metric: ownMetric('rows', { user_pool_id: pool }),
    threshold: 1,
    isBelow: true,
    periods: hours,
    periodSeconds: HOUR_SECONDS,
    heading: 'A pool is silent',
    description:
        `No user activity arrived from ${pool} for ${hours} hours. ` +
        "Run doctor: it checks the log delivery, the stream's tag and the subscription filters.",
});
