/** The alarms: what is watched, from when on it is wrong, and what to do then. */
import { MANY_PARTITIONS } from '../lib/deploy/plan/partition-warnings.ts';
import { TABLE_NAMES, type TableName } from '../schemas/columns.ts';
import { isImporting, type Blueprint } from './blueprint.ts';
import { functionMetric, ownMetric, queueMetric, streamMetric, type Metric } from './metric.ts';
import { REPORT_TIMEOUT_SECONDS } from './report.ts';
import { logicalId, ref, type Resource, type Resources } from './resource.ts';
import { TOPIC } from './topic.ts';

type Alarm = {
    /** Goes into the alarm's name and logical id. */
    readonly name: string;
    readonly metric: Metric;
    /** Alarms above this. */
    readonly above: number;
    /** What is wrong and what to do, as it is mailed. */
    readonly about: string;
    /** Periods of five minutes, all of which must be above; one by default. */
    readonly periods?: number;
};

const FIVE_MINUTES = 300;
const HOUR = 3600;
/** Files are written every five minutes; three times that means that something is stuck. */
const LATE_SECONDS = 900;
/** Firehose waits so long, and then fails the batch whole. */
const FUNCTION_SECONDS = 300;
/** Of a function's time: beyond, it soon is not enough. */
const SLOW_SHARE = 0.8;

/** The alarms of a stream. */
const streamAlarms = ({ names }: Blueprint, table: TableName): readonly Alarm[] => {
    const stream = names.streams[table];
    const prefix = stream.slice(names.prefix.length + 1);
    const errors = `the objects under errors/${stream}/ have the bytes`;
    return [
        {
            name: `${prefix}-refused`,
            metric: ownMetric('refused_events', { stream }),
            above: 0,
            about: `Records were refused: ${errors}, the log of the transform has the reasons. Replay them when the reason is gone.`,
        },
        {
            name: `${prefix}-put-back-failed`,
            metric: ownMetric('refused_events', { stream, reason: 'put_back_failed' }),
            above: 0,
            about: `Arrivals could not be put back on their stream: ${errors}. Look for throttling of the stream, then replay them.`,
        },
        {
            name: `${prefix}-late`,
            metric: streamMetric('DeliveryToS3.DataFreshness', stream, 'Maximum'),
            above: LATE_SECONDS,
            periods: 3,
            about: `Records wait for longer than ${LATE_SECONDS} s; after 24 hours they are lost. Look at the log group ${names.streamLogGroups[table]}.`,
        },
        {
            name: `${prefix}-not-converted`,
            metric: streamMetric('FailedConversion.Records', stream, 'Sum'),
            above: 0,
            about: `Rows could not be written as Parquet: ${errors}. Compare the Glue table with the deployed function; doctor does.`,
        },
        {
            name: `${prefix}-many-partitions`,
            metric: streamMetric('PartitionCount', stream, 'Maximum'),
            above: MANY_PARTITIONS,
            about: `More than ${MANY_PARTITIONS} partitions are open at once, of 500 that are allowed. Ask AWS for more, or import history in smaller steps.`,
        },
        {
            name: `${prefix}-partitions-exceeded`,
            metric: streamMetric('PartitionCountExceeded', stream, 'Maximum'),
            above: 0,
            about: `Too many partitions were open: ${errors}. Replay them, and ask AWS for more partitions.`,
        },
        {
            name: `${prefix}-unlisted-pool`,
            metric: ownMetric('unlisted_pool_events', { stream }),
            above: 0,
            about: 'Records came of a pool that the settings do not list: they are kept, but no query sees them. Add the pool and deploy.',
        },
        {
            name: `${prefix}-unknown-fields`,
            metric: ownMetric('unknown_fields', { stream }),
            above: 0,
            about: 'Cognito writes fields that the lake has no column for: they are in the extra columns. The check fields_known names them; look for a newer version.',
        },
    ];
};

/** The alarms of a function. */
const functionAlarms = (name: string, functionName: string, seconds = FUNCTION_SECONDS): readonly Alarm[] => [
    {
        name: `${name}-errors`,
        metric: functionMetric('Errors', functionName, 'Sum'),
        above: 0,
        about: `The function failed as a whole; what called it tries again. Look at the log group /aws/lambda/${functionName}.`,
    },
    {
        name: `${name}-throttles`,
        metric: functionMetric('Throttles', functionName, 'Sum'),
        above: 0,
        about: "The account's concurrency is used up: Lambda refused to run the function. Ask for more, or reserve some for it.",
    },
    {
        name: `${name}-slow`,
        metric: functionMetric('Duration', functionName, 'Maximum'),
        above: seconds * SLOW_SHARE * 1000,
        about: `The function took longer than ${seconds * SLOW_SHARE} s of its ${seconds}. Give it more memory, or less to do.`,
    },
];

const importAlarms = ({ names }: Blueprint): readonly Alarm[] => [
    ...functionAlarms('import', names.importFunction),
    {
        name: 'import-left',
        metric: ownMetric('left_objects', {}),
        above: 0,
        about: 'Exported objects older than two days came: they are not imported, the log of the import names each with the replay that takes it.',
    },
    {
        name: 'import-gone',
        metric: ownMetric('gone_objects', {}),
        above: 0,
        about: 'Exported objects were deleted before they were imported: the log of the import names them. Look who deletes in the export bucket.',
    },
    {
        name: 'import-refused',
        metric: ownMetric('import_refused_events', {}),
        above: 0,
        about: 'Events of exported objects are too large for a stream: they stay in the objects alone, which the log of the import names.',
    },
    {
        name: 'import-dead-letters',
        metric: queueMetric('ApproximateNumberOfMessagesVisible', names.importDeadLetters),
        above: 0,
        about: `Exported objects could not be imported: the queue ${names.importDeadLetters} names them. Start its redrive when the reason is gone.`,
    },
];

const dimensionsOf = ({ dimensions }: Metric) => Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

type Timing = {
    readonly AlarmDescription: string;
    readonly Period: number;
    readonly EvaluationPeriods: number;
    readonly Threshold: number;
    readonly ComparisonOperator: string;
    readonly TreatMissingData: string;
};

const alarmOf = ({ names }: Blueprint, name: string, metric: Metric, timing: Timing): Resource => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
        AlarmName: `${names.prefix}-${name}`,
        Namespace: metric.namespace,
        MetricName: metric.name,
        Dimensions: dimensionsOf(metric),
        Statistic: metric.statistic,
        DatapointsToAlarm: timing.EvaluationPeriods,
        ...timing,
        AlarmActions: [ref(TOPIC)],
        OKActions: [ref(TOPIC)],
    },
});

const above = (blueprint: Blueprint, { name, metric, above: limit, about, periods = 1 }: Alarm): Resource =>
    alarmOf(blueprint, name, metric, {
        AlarmDescription: about,
        Period: FIVE_MINUTES,
        EvaluationPeriods: periods,
        Threshold: limit,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
    });

/** A pool without a row for so many hours: no data at all is what it looks for. */
const silent = (blueprint: Blueprint, pool: string, hours: number): Resource =>
    alarmOf(blueprint, `silent-${pool}`, ownMetric('rows', { user_pool_id: pool }), {
        AlarmDescription: `Nothing came of the user activity of ${pool} for ${hours} hours. Ask doctor whether its delivery, the stream's tag and the filters are as they were.`,
        Period: HOUR,
        EvaluationPeriods: hours,
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
    });

const silences = (blueprint: Blueprint): Resources =>
    Object.fromEntries(
        blueprint.config.pools.flatMap(
            ({ id, userActivity, silenceHours = blueprint.config.silenceHours }): [string, Resource][] =>
                userActivity === 'none' || silenceHours === 'none'
                    ? []
                    : [[`AlarmSilent${logicalId(id)}`, silent(blueprint, id, silenceHours)]],
        ),
    );

/** Every alarm of the stack. */
export const alarms = (blueprint: Blueprint): Resources => {
    const all = [
        ...TABLE_NAMES.flatMap((table) => streamAlarms(blueprint, table)),
        ...functionAlarms('transform', blueprint.names.transformFunction),
        ...(isImporting(blueprint) ? importAlarms(blueprint) : []),
        ...(blueprint.config.report === undefined
            ? []
            : functionAlarms('report', blueprint.names.reportFunction, REPORT_TIMEOUT_SECONDS)),
    ];
    return {
        ...Object.fromEntries(all.map((alarm) => [`Alarm${logicalId(alarm.name)}`, above(blueprint, alarm)])),
        ...silences(blueprint),
    };
};
