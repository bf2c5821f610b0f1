/** The lines of the bill: for each, the billed units of a month with their price names. */
import { type PriceName, billedScanTb } from '../../aws/prices.ts';
import type { Volume } from './volume.ts';

/** The destinations for exported user activity. */
export const EXPORT_DESTINATIONS = ['firehose', 'cloudwatch', 's3'] as const;
export type ExportDestination = (typeof EXPORT_DESTINATIONS)[number];

/** Events with the same destination. Delivery errors can only go to CloudWatch Logs. */
export type EventFlow = {
    readonly destination: ExportDestination;
    /** Events per month. */
    readonly events: number;
    /** Partitions written at the same time. */
    readonly partitions: number;
};

type BilledUnits = readonly (readonly [PriceName, number])[];

export const DAYS_PER_MONTH = 30;
const GB = 1024 ** 3;
const MINUTES_PER_MONTH = DAYS_PER_MONTH * 24 * 60;

/**
 * Firehose bills a direct put in steps of 5 KB, and vended logs by their bytes at a separate price:
 * aws.amazon.com/firehose/pricing.
 */
const BILLED_STEP_BYTES = 5 * 1024;
/** Cognito exports an object every five minutes. */
const EXPORTED_OBJECTS = MINUTES_PER_MONTH / 5;
/** Firehose flushes its buffer after `bufferSeconds`, one file per partition. */
const filesPerPartition = ({ bufferSeconds }: Volume): number => (MINUTES_PER_MONTH * 60) / bufferSeconds;
/** infra/streams.ts: Firehose calls the function for every MiB, and at least once a minute. */
const CALL_BYTES = 1024 ** 2;
const LAMBDA_GB = 0.5;
/** For a small arm64 function: ten times the time that bench/transform.ts measures on a desktop. */
const CALL_SECONDS = 0.02;
const EVENT_SECONDS = 0.0001;
/** The footer of a Parquet file with 33 columns, for any number of rows: test/lib/watch/cost/volume.test.ts. */
export const FILE_OVERHEAD_BYTES = 4000;
/** infra/export-log-groups.ts. */
const LOG_RETENTION_DAYS = 30;
/** lib/transform/report-batch.ts: metrics of the streams, besides those of the pools. */
const STREAM_METRICS = 24;

const perDay = (perMonth: number): number => perMonth / DAYS_PER_MONTH;

/** The records that Firehose receives: one event each, or packed by partition if they come from exported objects. */
export const firehoseRecords = (
    { destination, events, partitions }: EventFlow,
    { eventBytes, gzipBytes }: Volume,
): { readonly records: number; readonly bytes: number } => {
    if (destination !== 's3') return { records: events, bytes: eventBytes };
    const records = Math.min(events, partitions * EXPORTED_OBJECTS);
    return { records, bytes: records === 0 ? 0 : (events * gzipBytes) / records };
};

/** Billed bytes for records of a size. */
export const billedBytes = ({ records, bytes }: { readonly records: number; readonly bytes: number }): number =>
    records * Math.ceil(bytes / BILLED_STEP_BYTES) * BILLED_STEP_BYTES;

/** Files written per month: at most one per partition and flush, and at most one per event. */
export const filesOf = ({ events, partitions }: EventFlow, volume: Volume): number =>
    Math.min(events, partitions * filesPerPartition(volume));

export const vendedLogs = ({ destination, events }: EventFlow, { eventBytes }: Volume): BilledUnits => [
    [`vended_logs_to_${destination}_gb`, (events * eventBytes) / GB],
];

/**
 * Cognito’s own delivery to a stream counts as vended logs (AWSServiceRoleForLogDelivery writes them).
 * Puts by a subscription filter or the import do not.
 * docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-Firehose.html
 */
export const ingestion = (flow: EventFlow, volume: Volume): BilledUnits =>
    flow.destination === 'firehose'
        ? [['firehose_vended_logs_gb', (flow.events * volume.eventBytes) / GB]]
        : [['firehose_ingestion_gb', billedBytes(firehoseRecords(flow, volume)) / GB]];

/** Also billed in steps of 5 KB, even for vended logs, or by converted bytes: packed events are already unpacked. */
export const conversion = (flow: EventFlow, volume: Volume): BilledUnits => [
    [
        'firehose_conversion_gb',
        Math.max(billedBytes(firehoseRecords(flow, volume)), flow.events * volume.lineBytes) / GB,
    ],
];

export const partitioning = (flow: EventFlow, volume: Volume, files = filesOf(flow, volume)): BilledUnits => [
    ['firehose_partitioning_gb', (flow.events * volume.lineBytes) / GB],
    ['firehose_partitioning_1000_objects', files / 1000],
];

export const lambda = (flow: EventFlow, volume: Volume): BilledUnits => {
    const { records, bytes } = firehoseRecords(flow, volume);
    const calls = Math.max(Math.min(records, MINUTES_PER_MONTH), (records * bytes) / CALL_BYTES);
    return [
        ['lambda_million_requests', calls / 1e6],
        ['lambda_arm_gb_second', (calls * CALL_SECONDS + flow.events * EVENT_SECONDS) * LAMBDA_GB],
    ];
};

/** The raw backup writes one object per flush, the export one every five minutes; at most one per event. */
export const s3Requests = (flow: EventFlow, volume: Volume, files = filesOf(flow, volume)): BilledUnits => {
    const { rawDays, pools } = volume;
    const raw = rawDays > 0 ? Math.min(flow.events, filesPerPartition(volume)) : 0;
    const exported = flow.destination === 's3' ? Math.min(flow.events, pools * EXPORTED_OBJECTS) : 0;
    return [['s3_1000_puts', (files + raw + exported) / 1000]];
};

const monthlyLakeBytes = (flow: EventFlow, { rowBytes }: Volume, files: number): number =>
    flow.events * rowBytes + files * FILE_OVERHEAD_BYTES;

/** Storage in steady state, when the retention period is full. */
export const s3Storage = (flow: EventFlow, volume: Volume, files = filesOf(flow, volume)): BilledUnits => {
    const raw = flow.destination === 's3' ? volume.gzipBytes : volume.eventBytes;
    const exported = flow.destination === 's3' ? volume.gzipBytes : 0;
    const bytes =
        perDay(monthlyLakeBytes(flow, volume, files)) * volume.lakeDays +
        perDay(flow.events) * (raw * volume.rawDays + exported * volume.exportDays);
    return [['s3_storage_gb_month', bytes / GB]];
};

export const logStorage = ({ destination, events }: EventFlow, { gzipBytes }: Volume): BilledUnits => [
    [
        'cloudwatch_logs_storage_gb_month',
        destination === 'cloudwatch' ? (perDay(events) * gzipBytes * LOG_RETENTION_DAYS) / GB : 0,
    ],
];

/** Assumes that each query reads all columns of its days: an upper bound, as queries select columns. */
export const athenaQueries = (flow: EventFlow, volume: Volume, files = filesOf(flow, volume)): BilledUnits => {
    const bytes = perDay(monthlyLakeBytes(flow, volume, files)) * volume.daysPerQuery;
    return [['athena_tb_scanned', volume.queriesPerDay * DAYS_PER_MONTH * billedScanTb(bytes)]];
};

export const monitoring = ({ alarms, pools }: Volume): BilledUnits => [
    ['cloudwatch_alarm_month', alarms],
    ['cloudwatch_dashboard_month', 1],
    ['cloudwatch_metric_month', STREAM_METRICS + pools],
];

export const plusPlan = ({ activeUsers }: Volume): BilledUnits => [['cognito_plus_active_user', activeUsers]];
