/** Tests of each bill line against an example calculated by hand. */
import { describe, expect, test } from 'vitest';
import {
    conversion,
    filesOf,
    firehoseRecords,
    billedBytes,
    ingestion,
    lambda,
    logStorage,
    partitioning,
    plusPlan,
    s3Requests,
    athenaQueries,
    s3Storage,
    vendedLogs,
    monitoring,
    type EventFlow,
} from '../../../../lib/watch/cost/bill-lines.ts';
import type { Volume } from '../../../../lib/watch/cost/volume.ts';

const GB = 1024 ** 3;
const MEBI = 1024 ** 2;

/** 1,024 bytes an event, 2,048 a line, 256 a row, 128 packed; two pools. */
const volume: Volume = {
    activityPerDay: 0,
    notificationsPerDay: 0,
    eventBytes: 1024,
    lineBytes: 2048,
    rowBytes: 256,
    gzipBytes: 128,
    filesPerDay: null,
    activeUsers: 5000,
    pools: 2,
    lakeDays: 60,
    rawDays: 30,
    exportDays: 15,
    queriesPerDay: 10,
    daysPerQuery: 3,
    alarms: 21,
    bufferSeconds: 300,
};
const flow = (destination: EventFlow['destination'], events = MEBI, partitions = 10): EventFlow => ({
    destination,
    events,
    partitions,
});

describe('a month of 1,048,576 events of 1 KB', () => {
    test('is one GB of vended logs, at the price of its destination', () => {
        expect(vendedLogs(flow('firehose'), volume)).toEqual([['vended_logs_to_firehose_gb', 1]]);
        expect(vendedLogs(flow('cloudwatch'), volume)).toEqual([['vended_logs_to_cloudwatch_gb', 1]]);
        expect(vendedLogs(flow('s3'), volume)).toEqual([['vended_logs_to_s3_gb', 1]]);
    });

    test('is one GB of vended logs to Firehose if Cognito delivers it', () => {
        expect(ingestion(flow('firehose'), volume)).toEqual([['firehose_vended_logs_gb', 1]]);
    });

    test('is billed by Firehose as 5 GB from a subscription filter, because a record of 1 KB counts as 5 KB', () => {
        expect(ingestion(flow('cloudwatch'), volume)).toEqual([['firehose_ingestion_gb', 5]]);
    });

    test('from S3 is packed: 86,400 records of 1,554 bytes, billed as 5 KB each', () => {
        // 10 partitions, 8,640 times a month.
        // 1,048,576 x 128 / 86,400 = 1,553.4 bytes: one step. 86,400 x 5,120 bytes = 442,368,000 bytes.
        expect(firehoseRecords(flow('s3'), volume).records).toBe(86_400);
        expect(ingestion(flow('s3'), volume)).toEqual([['firehose_ingestion_gb', 442_368_000 / GB]]);
    });

    test('is converted by billed bytes, or by the bytes of its lines if these are more', () => {
        expect(conversion(flow('firehose'), volume)).toEqual([['firehose_conversion_gb', 5]]);
        // 1,048,576 lines of 2 KB are 2 GB; the packed records are 0.41 GB.
        expect(conversion(flow('s3'), volume)).toEqual([['firehose_conversion_gb', 2]]);
    });

    test('is partitioned as 2 GB of lines and 86,400 files', () => {
        expect(partitioning(flow('firehose'), volume)).toEqual([
            ['firehose_partitioning_gb', 2],
            ['firehose_partitioning_1000_objects', 86.4],
        ]);
        expect(partitioning(flow('firehose'), volume, 3000)).toEqual([
            ['firehose_partitioning_gb', 2],
            ['firehose_partitioning_1000_objects', 3],
        ]);
    });

    test('calls the function every minute: 43,200 times, for 20 ms and 0.1 ms an event, with 0.5 GB', () => {
        // 43,200 x 0.02 s = 864 s; 1,048,576 x 0.0001 s = 104.8576 s; half of 968.8576.
        const [requests, seconds] = lambda(flow('firehose'), volume);

        expect(requests).toEqual(['lambda_million_requests', 0.0432]);
        expect(seconds?.[0]).toBe('lambda_arm_gb_second');
        expect(seconds?.[1]).toBeCloseTo(484.4288, 9);
    });

    test('puts 86,400 files, 8,640 of raw/ and, from S3, 17,280 exported objects of two pools', () => {
        expect(s3Requests(flow('firehose'), volume)).toEqual([['s3_1000_puts', 95.04]]);
        expect(s3Requests(flow('s3'), volume)).toEqual([['s3_1000_puts', 112.32]]);
        expect(s3Requests(flow('firehose'), { ...volume, rawDays: 0 })).toEqual([['s3_1000_puts', 86.4]]);
    });

    test('fills two months of rows and files, a month of raw/ and half a month of exports', () => {
        // Two months of 256 MiB and 86,400 x 4,000 bytes = 2 x (268,435,456 + 345,600,000) = 1,228,070,912; raw/ 1 GB.
        expect(s3Storage(flow('firehose'), volume)).toEqual([['s3_storage_gb_month', (1_228_070_912 + GB) / GB]]);
        // From S3 raw/ has packed events, 128 MiB; and 15 days of exports are 64 MiB.
        expect(s3Storage(flow('s3'), volume)).toEqual([
            ['s3_storage_gb_month', (1_228_070_912 + 134_217_728 + 67_108_864) / GB],
        ]);
    });

    test('keeps a month of packed log events in CloudWatch Logs, and nothing there for the others', () => {
        expect(logStorage(flow('cloudwatch'), volume)).toEqual([['cloudwatch_logs_storage_gb_month', 0.125]]);
        expect(logStorage(flow('firehose'), volume)).toEqual([['cloudwatch_logs_storage_gb_month', 0]]);
    });

    test('has 300 queries that each scan three days: a tenth of 614,035,456 bytes', () => {
        const [[name, terabytes] = []] = athenaQueries(flow('firehose'), volume);

        expect(name).toBe('athena_tb_scanned');
        expect(terabytes).toBeCloseTo((300 * 61_403_545.6) / 1024 ** 4, 12);
    });
});

test('a query that scans almost nothing is billed as 10 MB', () => {
    expect(athenaQueries(flow('firehose', 30), volume)).toEqual([['athena_tb_scanned', (300 * 10 * MEBI) / 1024 ** 4]]);
});

test('fewer events than files make one file each, and no events make no files', () => {
    expect(filesOf(flow('firehose', 100), volume)).toBe(100);
    expect(firehoseRecords(flow('s3', 0), volume)).toEqual({ records: 0, bytes: 0 });
    expect(billedBytes({ records: 2, bytes: 5121 })).toBe(20_480);
    expect(billedBytes({ records: 2, bytes: 5120 })).toBe(10_240);
});

test('a longer buffer makes fewer files', () => {
    const files = filesOf(flow('firehose'), volume);

    expect(filesOf(flow('firehose'), { ...volume, bufferSeconds: 900 })).toBe(files / 3);
});

test('a large flow calls the function for every MiB', () => {
    // 100 Mi events of 1 KB are 100 GiB: 102,400 calls.
    expect(lambda(flow('firehose', 100 * MEBI), volume)[0]).toEqual(['lambda_million_requests', 0.1024]);
});

test('monitoring is 21 alarms, a dashboard and 26 metrics; the Plus plan is billed per active user', () => {
    expect(monitoring(volume)).toEqual([
        ['cloudwatch_alarm_month', 21],
        ['cloudwatch_dashboard_month', 1],
        ['cloudwatch_metric_month', 26],
    ]);
    expect(plusPlan(volume)).toEqual([['cognito_plus_active_user', 5000]]);
});
