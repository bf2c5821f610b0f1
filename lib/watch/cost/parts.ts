/** The parts of the bill: for each, how many units a month has, and the price of one. Tests work each out by hand. */
import { type PriceName, scannedTb } from '../../aws/prices.ts';
import type { Volume } from './volume.ts';

/** Where user activity is exported to. */
export const DESTINATIONS = ['firehose', 'cloudwatch', 's3'] as const;
export type Destination = (typeof DESTINATIONS)[number];

/** Records of one kind on their way: delivery errors can only go to CloudWatch Logs. */
export type Flow = {
    readonly destination: Destination;
    /** A month's. */
    readonly events: number;
    /** Partitions that are written to at a time. */
    readonly partitions: number;
};

type Units = readonly (readonly [PriceName, number])[];

export const DAYS_OF_MONTH = 30;
const GB = 1024 ** 3;
const MINUTES = DAYS_OF_MONTH * 24 * 60;

/** A record that is put directly is billed in steps of 5 KB; vended logs are billed as they are, at a price of their own: aws.amazon.com/firehose/pricing. */
const BILLED_STEP_BYTES = 5 * 1024;
/** infra/streams.ts: what waits is written every five minutes, a file for each partition. */
const FILES_OF_A_PARTITION = MINUTES / 5;
/** infra/streams.ts: the function is called for every MiB, and once a minute. */
const CALL_BYTES = 1024 ** 2;
const LAMBDA_GB = 0.5;
/** Of a small arm64 function: ten times what bench/transform.ts measures on a desk. */
const CALL_SECONDS = 0.02;
const EVENT_SECONDS = 0.0001;
/** The end of a Parquet file of 33 columns, whatever its rows: test/lib/watch/cost/volume.test.ts. */
export const FILE_BYTES = 4000;
/** infra/export-log-groups.ts. */
const LOG_DAYS = 30;
/** lib/transform/report-batch.ts: of each stream, besides those of pools. */
const METRICS = 24;

const perDay = (month: number): number => month / DAYS_OF_MONTH;

/** What Firehose takes in: events one by one, each in an envelope of its own, or packed by partition from exported objects. */
export const firehoseRecords = (
    { destination, events, partitions }: Flow,
    { eventBytes, gzipBytes }: Volume,
): { readonly records: number; readonly bytes: number } => {
    if (destination !== 's3') return { records: events, bytes: eventBytes };
    const records = Math.min(events, partitions * FILES_OF_A_PARTITION);
    return { records, bytes: records === 0 ? 0 : (events * gzipBytes) / records };
};

/** Bytes that are billed for records of a size. */
export const billedBytes = ({ records, bytes }: { readonly records: number; readonly bytes: number }): number =>
    records * Math.ceil(bytes / BILLED_STEP_BYTES) * BILLED_STEP_BYTES;

/** Files that a month adds: of every partition one each five minutes at most, and no more than there are events. */
export const filesOf = ({ events, partitions }: Flow): number => Math.min(events, partitions * FILES_OF_A_PARTITION);

export const vendedLogs = ({ destination, events }: Flow, { eventBytes }: Volume): Units => [
    [`vended_logs_to_${destination}_gb`, (events * eventBytes) / GB],
];

/**
 * Cognito's own delivery to a stream is of vended logs (AWSServiceRoleForLogDelivery writes them); what a filter or the import puts there is not.
 * docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-Firehose.html
 */
export const ingestion = (flow: Flow, volume: Volume): Units =>
    flow.destination === 'firehose'
        ? [['firehose_vended_logs_gb', (flow.events * volume.eventBytes) / GB]]
        : [['firehose_ingestion_gb', billedBytes(firehoseRecords(flow, volume)) / GB]];

/** Billed in steps of 5 KB too, of vended logs as well, and by what is converted: packed events have been unpacked by then. */
export const conversion = (flow: Flow, volume: Volume): Units => [
    [
        'firehose_conversion_gb',
        Math.max(billedBytes(firehoseRecords(flow, volume)), flow.events * volume.lineBytes) / GB,
    ],
];

export const partitioning = (flow: Flow, { lineBytes }: Volume, files = filesOf(flow)): Units => [
    ['firehose_partitioning_gb', (flow.events * lineBytes) / GB],
    ['firehose_partitioning_1000_objects', files / 1000],
];

export const lambda = (flow: Flow, volume: Volume): Units => {
    const { records, bytes } = firehoseRecords(flow, volume);
    const calls = Math.max(Math.min(records, MINUTES), (records * bytes) / CALL_BYTES);
    return [
        ['lambda_million_requests', calls / 1e6],
        ['lambda_arm_gb_second', (calls * CALL_SECONDS + flow.events * EVENT_SECONDS) * LAMBDA_GB],
    ];
};

/** The raw backup and the export write an object every five minutes, or one an event. */
export const puts = (flow: Flow, { rawDays, pools }: Volume, files = filesOf(flow)): Units => {
    const raw = rawDays > 0 ? Math.min(flow.events, FILES_OF_A_PARTITION) : 0;
    const exported = flow.destination === 's3' ? Math.min(flow.events, pools * FILES_OF_A_PARTITION) : 0;
    return [['s3_1000_puts', (files + raw + exported) / 1000]];
};

const lakeBytesOfMonth = (flow: Flow, { rowBytes }: Volume, files: number): number =>
    flow.events * rowBytes + files * FILE_BYTES;

/** As it is when the oldest of it is deleted for the first time. */
export const storage = (flow: Flow, volume: Volume, files = filesOf(flow)): Units => {
    const raw = flow.destination === 's3' ? volume.gzipBytes : volume.eventBytes;
    const exported = flow.destination === 's3' ? volume.gzipBytes : 0;
    const bytes =
        perDay(lakeBytesOfMonth(flow, volume, files)) * volume.lakeDays +
        perDay(flow.events) * (raw * volume.rawDays + exported * volume.exportDays);
    return [['s3_storage_gb_month', bytes / GB]];
};

export const logStorage = ({ destination, events }: Flow, { gzipBytes }: Volume): Units => [
    [
        'cloudwatch_logs_storage_gb_month',
        destination === 'cloudwatch' ? (perDay(events) * gzipBytes * LOG_DAYS) / GB : 0,
    ],
];
/** Every query reads some days of a table whole: an upper bound, as they name columns. */
export const queries = (flow: Flow, volume: Volume, files = filesOf(flow)): Units => {
    const bytes = perDay(lakeBytesOfMonth(flow, volume, files)) * volume.daysPerQuery;
    return [['athena_tb_scanned', volume.queriesPerDay * DAYS_OF_MONTH * scannedTb(bytes)]];
};

export const watching = ({ alarms, pools }: Volume): Units => [
    ['cloudwatch_alarm_month', alarms],
    ['cloudwatch_dashboard_month', 1],
    ['cloudwatch_metric_month', METRICS + pools],
];

export const plusPlan = ({ activeUsers }: Volume): Units => [['cognito_plus_active_user', activeUsers]];
