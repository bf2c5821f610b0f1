/** The alarms as data: metric, threshold, and what to do. */
import { MANY_PARTITIONS } from '../plan/partition-warnings.ts';
import type { TableName } from '../../../schemas/columns.ts';
import type { StackNames } from '../config/stack-names.ts';
import { functionMetric, ownMetric, queueMetric, streamMetric, type Metric } from './metric.ts';
import { IMPORT_TIMEOUT_SECONDS } from '../config/function-timeouts.ts';

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
    /** How many periods in a row must be wrong; default 1. */
    readonly periods?: number;
    /** Length of a period; default five minutes. */
    readonly periodSeconds?: number;
};

/** Firehose writes files every five minutes; three times that means that the delivery is stuck. */
const LATE_SECONDS = 900;
/** The share of a function's timeout above which it is likely to time out soon. */
const SLOW_SHARE = 0.8;

/** What the alarms of a stream need: names, and a text that says where rejected bytes are. */
type StreamContext = {
    readonly stream: string;
    readonly prefix: string;
    readonly errors: string;
    readonly logGroup: string;
};

/** Events that the transform could not turn into rows. */
const rejectionAlarms = ({ stream, prefix, errors }: StreamContext): readonly AlarmSpec[] => [
    {
        name: `${prefix}-rejected`,
        metric: ownMetric('rejected_events', { stream }),
        threshold: 0,
        description:
            `Events were rejected: ${errors}, the log of the transform has the reasons. ` +
            'Replay them when the cause is fixed.',
    },
    {
        name: `${prefix}-reingest-failed`,
        metric: ownMetric('rejected_events', { stream, reason: 'reingest_failed' }),
        threshold: 0,
        description:
            `Split records could not be re-ingested: ${errors}. ` +
            'Check the stream for throttling, then replay them.',
    },
];

/** Problems of Firehose itself. */
const deliveryAlarms = ({ stream, prefix, errors, logGroup }: StreamContext): readonly AlarmSpec[] => [
    {
        name: `${prefix}-late`,
        metric: streamMetric('DeliveryToS3.DataFreshness', stream, 'Maximum'),
        threshold: LATE_SECONDS,
        periods: 3,
        description:
            `Records wait for more than ${LATE_SECONDS} s; after 24 hours they are lost. ` +
            `See the log group ${logGroup}.`,
    },
    {
        name: `${prefix}-not-converted`,
        metric: streamMetric('FailedConversion.Records', stream, 'Sum'),
        threshold: 0,
        description: `Rows could not be converted to Parquet: ${errors}. Run doctor: it checks the Glue table.`,
    },
    {
        name: `${prefix}-many-partitions`,
        metric: streamMetric('PartitionCount', stream, 'Maximum'),
        threshold: MANY_PARTITIONS,
        description:
            `The stream has more than ${MANY_PARTITIONS} active partitions of 500 allowed. ` +
            'Ask AWS for more, or import history in smaller steps.',
    },
    {
        name: `${prefix}-partitions-exceeded`,
        metric: streamMetric('PartitionCountExceeded', stream, 'Maximum'),
        threshold: 0,
        description: `The limit of active partitions was exceeded: ${errors}. Ask AWS for more, then replay them.`,
    },
];

/** Events that the config or the schema does not cover. */
const contentAlarms = ({ stream, prefix }: StreamContext): readonly AlarmSpec[] => [
    {
        name: `${prefix}-unlisted-pool`,
        metric: ownMetric('unlisted_pool_events', { stream }),
        threshold: 0,
        description:
            'Events arrived from a pool that the config does not list. They are stored, but queries ignore them. ' +
            'Add the pool and deploy.',
    },
    {
        name: `${prefix}-unknown-fields`,
        metric: ownMetric('unknown_fields', { stream }),
        threshold: 0,
        description:
            'Cognito writes fields that have no column: they are stored in the extra columns. ' +
            'The check fields_known names them. Look for a newer version.',
    },
];

/** The alarms of a stream. */
export const streamAlarms = (names: StackNames, table: TableName): readonly AlarmSpec[] => {
    const stream = names.streams[table];
    const context = {
        stream,
        prefix: stream.slice(names.prefix.length + 1),
        errors: `the objects under errors/${stream}/ have the bytes`,
        logGroup: names.streamLogGroups[table],
    };
    return [...rejectionAlarms(context), ...deliveryAlarms(context), ...contentAlarms(context)];
};

/** The alarms of a function. */
export const functionAlarms = (name: string, functionName: string, seconds: number): readonly AlarmSpec[] => [
    {
        name: `${name}-errors`,
        metric: functionMetric('Errors', functionName, 'Sum'),
        threshold: 0,
        description: `The function failed; its caller retries. See the log group /aws/lambda/${functionName}.`,
    },
    {
        name: `${name}-throttles`,
        metric: functionMetric('Throttles', functionName, 'Sum'),
        threshold: 0,
        description:
            "Lambda throttled the function: the account's concurrency is used up. " +
            'Ask AWS for more, or reserve concurrency for it.',
    },
    {
        name: `${name}-slow`,
        metric: functionMetric('Duration', functionName, 'Maximum'),
        threshold: seconds * SLOW_SHARE * 1000,
        description:
            `The function ran longer than ${seconds * SLOW_SHARE} s; its timeout is ${seconds} s. ` +
            'Give it more memory or less work.',
    },
];

/** The alarms of the import. */
export const importAlarms = (names: StackNames): readonly AlarmSpec[] => [
    ...functionAlarms('import', names.importFunction, IMPORT_TIMEOUT_SECONDS),
    {
        name: 'import-skipped',
        metric: ownMetric('skipped_objects', {}),
        threshold: 0,
        description:
            'Exported objects older than two days were skipped. ' +
            'The log of the import names each one, with the replay command that imports it.',
    },
    {
        name: 'import-missing',
        metric: ownMetric('missing_objects', {}),
        threshold: 0,
        description:
            'Exported objects were deleted before they were imported. The log of the import names them. ' +
            'Find out who deletes objects in the export bucket.',
    },
    {
        name: 'import-rejected',
        metric: ownMetric('import_rejected_events', {}),
        threshold: 0,
        description:
            'Events in exported objects are too large for a stream and were not imported. ' +
            'The log of the import names the objects.',
    },
    {
        name: 'import-dead-letters',
        metric: queueMetric('ApproximateNumberOfMessagesVisible', names.importDeadLetterQueue),
        threshold: 0,
        description:
            `Exported objects could not be imported. The queue ${names.importDeadLetterQueue} names them. ` +
            'Start its redrive when the cause is fixed.',
    },
];

const HOUR_SECONDS = 3600;

/** Fires if a pool has no row for this many hours. */
export const silenceAlarm = (pool: string, hours: number): AlarmSpec => ({
    name: `silent-${pool}`,
    metric: ownMetric('rows', { user_pool_id: pool }),
    threshold: 1,
    isBelow: true,
    periods: hours,
    periodSeconds: HOUR_SECONDS,
    description:
        `No user activity arrived from ${pool} for ${hours} hours. ` +
        "Run doctor: it checks the log delivery, the stream's tag and the subscription filters.",
});
