/** Property of a replay: for any content of a file, the run ends and its counts add up. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { writeParcel } from '../../../../schemas/parcel.ts';
import { arrivalFixtures } from '../../../fixtures/arrivals.ts';
import { notificationText, recordFixtures, usualText } from '../../../fixtures/records.ts';
import { runDuckdb, buildAll, runReplay } from '../../../support/run-replay.ts';

beforeAll(buildAll);

const records = [...recordFixtures().values()].filter((text) => text.length < 10_000);
const recordData = [...arrivalFixtures()]
    .filter(([name]) => !name.includes('1000-kib') && !name.includes('bomb'))
    .map(([, { base64 }]) => base64);

const record = fc.constantFrom(...records, usualText, notificationText);
const damaged = fc
    .tuple(record, fc.nat(600), fc.constantFrom('', '\n', '{', '}', '"', '\\', '[', '\u0000', '1'))
    .map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + 1));
const parcelled = record.map((text) =>
    writeParcel({ text, arrivedAt: 1767225605000, ingestPath: 's3_export', logEventId: null }),
);
const envelope = fc.array(fc.oneof(record, damaged), { maxLength: 5 }).map((texts) =>
    JSON.stringify({
        messageType: 'DATA_MESSAGE',
        logEvents: texts.map((message, index) => ({ id: String(index), timestamp: 1767225605000, message })),
    }),
);
const saved = fc.array(fc.constantFrom(...recordData), { maxLength: 4 }).map((dataOfRecords) =>
    JSON.stringify(
        {
            deliveryStreamArn: 'arn:x/y',
            records: dataOfRecords.map((data, index) => ({
                recordId: String(index),
                approximateArrivalTimestamp: 1767225605000,
                data,
            })),
        },
        null,
        1,
    ),
);
const text = fc.oneof(
    record,
    damaged,
    parcelled,
    envelope,
    saved,
    fc.string(),
    fc.json(),
    fc.constantFrom('null', '[]', '\ufeff', '{"eventSource":"x"}'),
);
const bytes = fc.oneof(
    text.map((each) => Buffer.from(each)),
    text.map((each) => gzipSync(each)),
    fc.tuple(text, fc.nat(300)).map(([each, length]) => gzipSync(each).subarray(0, length)),
    fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each)),
);
const file = fc
    .array(fc.tuple(bytes, fc.constantFrom('', '\n', '\r\n', ' ')), { maxLength: 8 })
    .map((parts) => Buffer.concat(parts.flatMap(([each, between]) => [each, Buffer.from(between)])));

test('events are the sum of rows and rejected events, and the lake has as many rows', async () => {
    await fc.assert(
        fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 3 }), async (files) => {
            const { summary, lake } = await runReplay(
                Object.fromEntries(
                    files.map((each, index) => [`AWSLogs/123456789012/AWSCognitoServiceLogs/${index}`, each]),
                ),
            );

            const rows = summary.rows.user_activity + summary.rows.user_notification;
            const [result] =
                rows === 0
                    ? [{ rows: '0' }]
                    : await runDuckdb(
                          `select count(*)::varchar as rows from read_parquet('${lake}/user_*/**/*.parquet',
                              hive_partitioning = true, union_by_name = true)`,
                      );
            expect({ addsUp: summary.adds_up, rows: result?.['rows'] }).toEqual({ addsUp: true, rows: String(rows) });
        }),
        { numRuns: Number(process.env['RUNS'] ?? 60) },
    );
}, 600_000);
