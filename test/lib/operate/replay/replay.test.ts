/** End-to-end tests of `replay`: real files, the deployed bundle, DuckDB, and the resulting lake. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../../lib/basics/package-root.ts';
import { loadTransform, type CallTransform } from '../../../../lib/firehose/call-transform.ts';
import { writeParcel } from '../../../../schemas/parcel.ts';
import { TABLES } from '../../../../schemas/columns.ts';
import { REJECTION_REASONS } from '../../../../schemas/rejection-reasons.ts';
import { arrivalFixtures } from '../../../fixtures/arrivals.ts';
import { notificationText, recordFixtures, step, usualText } from '../../../fixtures/records.ts';
import {
    runDuckdb,
    buildAll,
    listFiles,
    writeInputFiles,
    NOW_MS,
    runReplay,
    readTable,
    temporaryFolder,
} from '../../../support/run-replay.ts';

beforeAll(buildAll);

const started = usualText.replace('"Pass"', '"InProgress"').replace('1767225604000', '1767225600000');
const nextDay = usualText.replace('Thu Jan 01', 'Fri Jan 02').replace('1767225604000', '1767312004000');
const pretty = (text: string): string => JSON.stringify(JSON.parse(text), null, 4);
const logEvent = (text: string, index = 0): object => ({
    id: `3930${index}`,
    timestamp: step.atMs + 500 + index,
    message: text,
});
const envelope = (...texts: readonly string[]): string =>
    JSON.stringify({
        messageType: 'DATA_MESSAGE',
        owner: '123456789012',
        logGroup: 'g',
        logStream: 's',
        subscriptionFilters: ['f'],
        logEvents: texts.map(logEvent),
    });
const saved = (stream: string, ...data: readonly (string | Uint8Array)[]): string =>
    JSON.stringify({
        invocationId: 'i',
        region: 'us-west-2',
        deliveryStreamArn: `arn:aws:firehose:us-west-2:123456789012:deliverystream/${stream}`,
        records: data.map((bytes, index) => ({
            recordId: String(index),
            approximateArrivalTimestamp: 1767225607000 + index,
            data: Buffer.from(bytes).toString('base64'),
        })),
    });
const row = (text: string): object => JSON.parse(text);
const EXPORT_KEY = 'AWSLogs/123456789012/AWSCognitoServiceLogs/us-west-2/us-west-2_EXAMPLE/USER_AUTH_EVENTS/x.log.gz';
const PATHS = 'user_name, event_response, ingest_path, arrived_at::varchar as arrived_at';
const pass = { user_name: 'ana', event_response: 'Pass' };
const inProgress = { user_name: 'ana', event_response: 'InProgress' };

describe('replay reads', () => {
    const twoRows = [
        { ...inProgress, ingest_path: 'firehose', arrived_at: '2026-01-01 00:00:00' },
        { ...pass, ingest_path: 'firehose', arrived_at: '2026-01-01 00:00:04' },
    ];
    const fromLogs = (...responses: readonly object[]): readonly object[] =>
        responses.map((response) => ({
            ...response,
            ingest_path: 'cloudwatch_logs',
            arrived_at:
                responses.length === 1 ? '2026-01-01 00:00:04.5' : `2026-01-01 00:00:04.50${responses.length - 1}`,
        }));

    test.each<[string, string, string | Uint8Array, readonly object[]]>([
        ['NDJSON', 'a', `${started}\n${usualText}\n`, twoRows],
        ['NDJSON without a last newline and with CRLF', 'a', `${started}\r\n${usualText}`, twoRows],
        ['NDJSON after a byte order mark', 'a', `\ufeff${started}\n${usualText}`, twoRows],
        ['pretty-printed JSON', 'a', `${pretty(started)}\n${pretty(usualText)}\n`, twoRows],
        ['concatenated JSON', 'a', started + usualText, twoRows],
        ['gzip of NDJSON', 'a', gzipSync(`${started}\n${usualText}`), twoRows],
        ['gzip of pretty-printed JSON, called .txt', 'a.txt', gzipSync(pretty(started) + pretty(usualText)), twoRows],
        ['gzip members end to end', 'a', Buffer.concat([gzipSync(started), gzipSync(usualText)]), twoRows],
        [
            'an object of an S3 export',
            EXPORT_KEY,
            gzipSync(`${started}\n${usualText}`),
            twoRows.map((each) => ({ ...each, ingest_path: 's3_export' })),
        ],
        ['an envelope of CloudWatch Logs', 'a', gzipSync(envelope(started, usualText)), fromLogs(inProgress, pass)],
        ['an envelope that is not compressed', 'a', envelope(usualText), fromLogs(pass)],
        [
            'the event of a Lambda function behind a subscription',
            'a.json',
            JSON.stringify({ awslogs: { data: gzipSync(envelope(started, usualText)).toString('base64') } }),
            fromLogs(inProgress, pass),
        ],
        [
            'a parcel',
            'a',
            writeParcel({ text: usualText, arrivedAt: 1767225609123, ingestPath: 's3_export', logEventId: null }),
            [{ ...pass, ingest_path: 's3_export', arrived_at: '2026-01-01 00:00:09.123' }],
        ],
        [
            'a saved Firehose event',
            'a',
            pretty(saved('x', started, usualText)),
            [
                { ...inProgress, ingest_path: 'firehose', arrived_at: '2026-01-01 00:00:07' },
                { ...pass, ingest_path: 'firehose', arrived_at: '2026-01-01 00:00:07.001' },
            ],
        ],
        [
            'a saved Firehose event of envelopes',
            'a',
            saved('x', gzipSync(envelope(usualText))),
            [{ ...pass, ingest_path: 'cloudwatch_logs', arrived_at: '2026-01-01 00:00:07' }],
        ],
    ])('%s', async (_, name, bytes, expected) => {
        const done = await runReplay({ [name]: bytes });

        expect(await readTable(done, 'user_activity', PATHS)).toEqual(expected);
        expect(done.summary).toMatchObject({
            files: 1,
            events: expected.length,
            rejected: 0,
            unusable_count: 0,
            adds_up: true,
        });
    });

    test('a raw backup with concatenated gzip members, plain JSON, parcels and an envelope', async () => {
        const parcelled = writeParcel({
            text: nextDay,
            arrivedAt: 1767312009000,
            ingestPath: 's3_export',
            logEventId: null,
        });
        const backup = Buffer.concat([
            gzipSync(envelope(started)),
            Buffer.from(usualText),
            Buffer.from(`${parcelled}\n`),
            gzipSync(`${parcelled}\n`),
            Buffer.from(notificationText),
        ]);

        const done = await runReplay({ backup });

        expect(await readTable(done, 'user_activity', 'event_response, ingest_path, dt')).toEqual([
            { event_response: 'InProgress', ingest_path: 'cloudwatch_logs', dt: '2026-01-01' },
            { event_response: 'Pass', ingest_path: 'firehose', dt: '2026-01-01' },
            { event_response: 'Pass', ingest_path: 's3_export', dt: '2026-01-02' },
            { event_response: 'Pass', ingest_path: 's3_export', dt: '2026-01-02' },
        ]);
        expect(await readTable(done, 'user_notification', 'error_class')).toHaveLength(1);
    });

    test('its own rows in parcels without changing them', async () => {
        const first = await runReplay({ a: `${started}\n${usualText}\n${notificationText}` });
        const lines = (
            await Promise.all(
                (['user_activity', 'user_notification'] as const).map((table) =>
                    runDuckdb(
                        `select to_json(r) as line from (from read_parquet('${first.lake}/${table}/**/*.parquet',
                            hive_partitioning = true, hive_types_autocast = false)) r`,
                    ),
                ),
            )
        ).flat();
        const timestamps = /"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d+)?"/g;
        const encoded = lines.map(({ line }) =>
            String(line)
                .replace(timestamps, (_, seconds: string, ms = '.') => `"${seconds}${String(ms).padEnd(4, '0')}"`)
                .replaceAll(/"\w+":(null|\[\]),|,"\w+":(null|\[\])/g, ''),
        );

        const parcels = encoded.map((text) =>
            writeParcel({ text, arrivedAt: Date.now(), ingestPath: 'firehose', logEventId: null }),
        );

        const again = await runReplay({ rows: parcels.join('\n') });

        expect(await readTable(again)).toEqual(await readTable(first));
        expect(await readTable(again, 'user_notification')).toEqual(await readTable(first, 'user_notification'));
    });

    test.each([...arrivalFixtures()].filter(([, { base64, events }]) => base64 !== '' && events > 0))(
        'the record %s in a saved event, and the counts add up',
        async (_, { base64, events }) => {
            const event = JSON.parse(saved('x', '')) as { records: { data: string }[] };
            event.records[0]!.data = base64;

            const { summary } = await runReplay({ 'event.json': JSON.stringify(event) });

            expect(summary).toMatchObject({ records: 1, events, adds_up: true });
        },
    );

    test('every known form of an event as a row', async () => {
        const texts = [...recordFixtures().values()];

        const { summary } = await runReplay({
            'all.ndjson': texts.map((text) => JSON.stringify(row(text))).join('\n'),
        });

        expect(summary).toMatchObject({ events: texts.length, rejected: 0, unusable_count: 0, adds_up: true });
    });

    test('a hostile user name without changing it', async () => {
        const name = '=1+1,\u001b[31m<b>|"\u009b';

        const done = await runReplay({ a: usualText.replace('"ana"', JSON.stringify(name)) });

        expect(await readTable(done, 'user_activity', 'user_name')).toEqual([{ user_name: name }]);
    });

    test('a pool id that is a path as a rejected event, and writes nothing outside the lake', async () => {
        const done = await runReplay({ a: `${usualText.replaceAll('us-west-2_EXAMPLE', '../../x')}\n${usualText}` });

        expect(done.summary).toMatchObject({ events: 2, rejected: 1, rejected_by_reason: { bad_user_pool_id: 1 } });
        expect(
            listFiles(join(done.lake, '..')).every((path) =>
                /^lake\/(user_activity\/user_pool_id=us-west-2_EXAMPLE|errors)\//.test(path),
            ),
        ).toBe(true);
    });
});

describe('the arrival time', () => {
    const arrivedOf = async (bytes: string | Uint8Array, modifiedAt: Date, nowMs = NOW_MS): Promise<unknown> => {
        const folder = writeInputFiles({ a: bytes });
        utimesSync(join(folder, 'a'), modifiedAt, modifiedAt);
        const done = await runReplay(folder, undefined, { nowMs });
        return (await readTable(done, 'user_activity', 'arrived_at::varchar as at'))[0]?.['at'];
    };
    const timeless = usualText
        .replace('"1767225604000"', 'null')
        .replace(/"creationDate":"[^"]*"/, '"creationDate":null');
    const JUNE = new Date('2025-06-01T00:00:00Z');

    test.each<[string, string | Uint8Array, string]>([
        ['of a saved event is its own', saved('x', usualText), '2026-01-01 00:00:07'],
        ['of an envelope is that of its last event', gzipSync(envelope(started, usualText)), '2026-01-01 00:00:04.501'],
        ['of an event is its own time', usualText, '2026-01-01 00:00:04'],
        [
            'of an event without one is the start of its attempt',
            usualText.replace('"1767225604000"', 'null'),
            '2026-01-01 00:00:00',
        ],
        ['of an event without any time is that of the file', timeless, '2025-06-01 00:00:00'],
    ])('%s', async (_, bytes, expected) => {
        expect(await arrivedOf(bytes, JUNE)).toBe(expected);
    });

    test('of a file from 1985 is the earliest valid time', async () => {
        expect(await arrivedOf(timeless, new Date('1985-10-26T08:15:00Z'))).toBe('2020-01-01 00:00:00');
    });

    test('does not depend on the day of the replay', async () => {
        const folder = writeInputFiles({
            a: `${usualText}\n${timeless}`,
            b: gzipSync(envelope(nextDay, notificationText)),
            [EXPORT_KEY]: gzipSync(started),
        });
        const today = await runReplay(folder, undefined, { nowMs: NOW_MS });

        const later = await runReplay(folder, undefined, { nowMs: NOW_MS + 400 * 86_400_000 });

        expect(await readTable(later)).toEqual(await readTable(today));
        expect(listFiles(later.lake)).toEqual(listFiles(today.lake));
    });
});

describe('replay lists', () => {
    test('a file of another format, and reads the others', async () => {
        const { summary, folder } = await runReplay({
            'a.ndjson': usualText,
            'b.txt': 'some\nnotes\n',
            'c.bin': Buffer.from([0xff, 0xfe, 0, 1, 2]),
            'd.json': '{"some":"thing"}',
        });

        expect(summary).toMatchObject({ files: 4, records: 1, events: 1, rejected: 0, unusable_count: 3 });
        expect(summary.unusable).toEqual(
            ['b.txt', 'c.bin', 'd.json'].map((name) => ({
                where: join(folder, name),
                why: 'not a recognised Cognito log format',
            })),
        );
    });

    test('Firehose error objects with a hint', async () => {
        const line =
            '{"rawData":"e30=","errorCode":"Lambda.ProcessingFailedStatus",' +
            '"attemptsMade":1,"arrivalTimestamp":1767225600123}\n';

        const { summary, folder } = await runReplay({ errors: line.repeat(500) });

        expect(summary).toMatchObject({
            records: 0,
            unusable: [{ where: join(folder, 'errors'), why: 'contains Firehose error objects: use `redrive`' }],
        });
    });

    test('an unusable line by its number, and stores its bytes', async () => {
        const done = await runReplay({ a: `${started}\n\nnonsense\n${usualText}\n{"other":1}\n` });

        expect(done.summary).toMatchObject({
            events: 4,
            rejected: 2,
            rejected_by_reason: { not_json: 1, unknown_event_source: 1 },
            adds_up: true,
        });
        expect(done.summary.unusable).toEqual([
            { where: `${done.folder}/a, line 3`, why: 'rejected as not_json: The text of the event is not JSON' },
            {
                where: `${done.folder}/a, line 5`,
                why: `rejected as unknown_event_source: ${REJECTION_REASONS.unknown_event_source.meaning}`,
            },
        ]);
        expect(await readTable(done)).toHaveLength(2);
    });

    test.each([1, 101, 30_000])('%d lines of another format, and reads the logs after them', async (count) => {
        const { summary } = await runReplay({ a: `${'{"other":"thing"}\n'.repeat(count)}${usualText}\n` });

        expect(summary).toMatchObject({
            events: count + 1,
            rows: { user_activity: 1 },
            rejected: count,
            unusable_count: count,
            adds_up: true,
        });
    });

    test('a gzip file that is cut off, and reads the part before', async () => {
        const lines = Array.from({ length: 3000 }, (_, index) => usualText.replace('"ana"', `"ana${index}"`));
        const bytes = gzipSync(lines.join('\n'));

        const { summary, folder } = await runReplay({ 'cut.gz': bytes.subarray(0, bytes.length / 2) });

        expect(summary.events).toBeGreaterThan(1000);
        expect(summary.events).toBeLessThan(2000);
        expect(summary).toMatchObject({
            rejected: 0,
            adds_up: true,
            unusable: [
                {
                    where: join(folder, 'cut.gz'),
                    why: 'the gzip data is truncated; everything before the damage was read',
                },
            ],
        });
    });

    test('broken and circular links, and reads a file behind a loop once', async () => {
        const folder = writeInputFiles({ 'in/a.ndjson': usualText });
        symlinkSync('..', join(folder, 'in', 'up'));
        symlinkSync('nowhere', join(folder, 'dangling'));
        symlinkSync('itself', join(folder, 'itself'));

        const { summary } = await runReplay(folder);

        expect(summary).toMatchObject({
            files: 3,
            events: 1,
            unusable: [{ where: `${folder}/dangling` }, { where: `${folder}/itself` }],
        });
    });

    test('a record above the Firehose limit, and compresses one that then fits', async () => {
        const large = usualText.replace('"ana"', `"${'a'.repeat(15_000_000)}"`);
        const noise = createHash('shake256', { outputLength: 3_000_000 }).update('x').digest('hex');

        const done = await runReplay({
            'a.json': large,
            'b.json': usualText.replace('"ana"', `"${noise}"`),
            'c.json': usualText,
        });

        expect(done.summary).toMatchObject({
            records: 2,
            events: 2,
            rejected_by_reason: { too_large: 1 },
            adds_up: true,
        });
        expect(done.summary.unusable).toEqual([
            {
                where: `${done.folder}/b.json, line 1`,
                why: expect.stringMatching(/^record of 600\d{4} bytes; the Firehose limit is 1024000$/),
            },
            {
                where: `${done.folder}/a.json, line 1`,
                why: `rejected as too_large: ${REJECTION_REASONS.too_large.meaning}`,
            },
        ]);
    });

    test('a usable record that the function rejects, without a reason', async () => {
        const call = loadTransform();
        const rejecting: CallTransform = async (event, faults) => {
            const { outcome, putCalls } = await call(event, faults);
            if (!('reply' in outcome)) return { outcome, putCalls };
            const { records } = outcome.reply as { records: readonly { recordId: string }[] };
            const rejected = records.map(({ recordId }) => ({
                recordId,
                result: 'ProcessingFailed',
                data: Buffer.from(usualText).toString('base64'),
            }));
            return { outcome: { ...outcome, reply: { records: rejected } }, putCalls };
        };

        const done = await runReplay({ a: usualText }, undefined, { call: rejecting });

        expect(done.summary.unusable).toEqual([{ where: `${done.folder}/a, line 1`, why: 'rejected' }]);
        expect(await readTable(done, 'user_activity', PATHS)).toEqual([]);
    });

    test('no zero bytes at the end of a file', async () => {
        const { summary } = await runReplay({ a: Buffer.concat([gzipSync(usualText), Buffer.alloc(512)]) });

        expect(summary).toMatchObject({ events: 1, rejected: 0, unusable_count: 0 });
    });
});

describe('the lake', () => {
    test('has a folder per partition, and both tables from one envelope', async () => {
        const done = await runReplay({ a: gzipSync(envelope(started, nextDay, notificationText)) });

        expect(listFiles(done.lake).map((path) => path.replace(/compact-[0-9a-f]{16}\.parquet$/, '*'))).toEqual([
            'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01/*',
            'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-02/*',
            'user_notification/user_pool_id=us-west-2_EXAMPLE/event_type=DeliveryError/dt=2026-01-01/*',
        ]);
        expect(done.summary).toMatchObject({
            records: 1,
            events: 3,
            reingested: 3,
            dropped: 1,
            rows: { user_activity: 2, user_notification: 1 },
            adds_up: true,
        });
    });

    test.each(['user_activity', 'user_notification'] as const)(
        'has the types of the Glue table in %s',
        async (table) => {
            const { lake } = await runReplay({ a: `${usualText}\n${notificationText}` });

            const schema = await runDuckdb(
                `select name, type, converted_type from parquet_schema('${lake}/${table}/**/*.parquet')`,
            );
            const compressions = await runDuckdb(
                `select distinct compression from parquet_metadata('${lake}/${table}/**/*.parquet')`,
            );

            const GLUE = {
                string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
                timestamp: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
                boolean: { type: 'BOOLEAN', converted_type: null },
                'array<string>': { type: null, converted_type: 'LIST' },
            };
            expect(schema.filter(({ name }) => !['duckdb_schema', 'list', 'element'].includes(String(name)))).toEqual(
                TABLES[table].map(({ name, type }) => ({ name, ...GLUE[type] })),
            );
            expect(compressions).toEqual([{ compression: 'ZSTD' }]);
        },
    );

    test('has timestamps in UTC with milliseconds', async () => {
        const done = await runReplay({ a: usualText.replace('1767225604000', '1767225604123') });

        expect(
            await readTable(done, 'user_activity', 'event_at::varchar as at, epoch_ms(event_at)::varchar as ms'),
        ).toEqual([{ at: '2026-01-01 00:00:04.123', ms: '1767225604123' }]);
    });

    test('is private to its owner', async () => {
        const before = process.umask(0o022);
        const { lake } = await runReplay({ a: `${usualText}\n{"eventSource":"x"}` });
        process.umask(before);

        const modes = listFiles(lake).flatMap((path) =>
            path.split('/').map((_, index, parts) => {
                const { mode } = statSync(join(lake, ...parts.slice(0, index + 1)));
                return (mode & 0o777).toString(8);
            }),
        );

        expect(new Set([...modes, (statSync(lake).mode & 0o777).toString(8)])).toEqual(new Set(['700', '600']));
    });

    test('has a rejected record as a Firehose error object, with its bytes and under its hour', async () => {
        const withoutPool = usualText.replaceAll(/"userPoolId":"[^"]*"/g, '"userPoolId":null');

        const { lake } = await runReplay({
            a: `${usualText}\n${withoutPool}`,
            b: saved('x-user-notification', notificationText, 'nonsense'),
        });

        const errors = listFiles(join(lake, 'errors'));
        expect(errors.map((path) => path.replace(/-[0-9a-f]{16}$/, '-*'))).toEqual([
            'local-user-activity/processing-failed/2026/01/01/00/local-user-activity-*',
            'local-user-notification/processing-failed/2026/01/01/00/local-user-notification-*',
        ]);
        expect(JSON.parse(readFileSync(join(lake, 'errors', errors[0]!), 'utf8'))).toEqual({
            rawData: Buffer.from(withoutPool).toString('base64'),
            errorCode: 'Lambda.ProcessingFailedStatus',
            errorMessage: expect.any(String),
            attemptsMade: 1,
            arrivalTimestamp: 1767225604000,
            attemptEndingTimestamp: 1767225604000,
            lambdaARN: expect.stringMatching(/^arn:aws:lambda:/),
        });
        expect(
            Buffer.from(
                JSON.parse(readFileSync(join(lake, 'errors', errors[1]!), 'utf8')).rawData,
                'base64',
            ).toString(),
        ).toBe('nonsense');
    });

    test('is byte-identical after a second replay of the same input', async () => {
        const samples = join(packageRoot(), 'samples', 'exports');
        const { lake } = await runReplay(samples);
        const before = listFiles(lake).map((path) => [path, readFileSync(join(lake, path), 'base64')]);

        const { summary } = await runReplay(samples, lake);

        expect(summary.adds_up).toBe(true);
        expect(listFiles(lake).map((path) => [path, readFileSync(join(lake, path), 'base64')])).toEqual(before);
    });

    test('is not read if it is in the replayed folder', async () => {
        const folder = writeInputFiles({ 'a.ndjson': usualText });
        await runReplay(folder, join(folder, 'lake'));

        const { summary } = await runReplay(folder, join(folder, 'lake'));

        expect(summary).toMatchObject({ files: 1, events: 1 });
    });

    test('has nothing of a stopped or failed run', async () => {
        const lake = join(temporaryFolder(), 'new', 'lake');
        const files = { a: usualText };

        await expect(runReplay(files, lake, { signal: AbortSignal.abort() })).rejects.toThrow(
            'Stopped. The lake is unchanged.',
        );
        await expect(
            runReplay(files, lake, { call: async () => Promise.reject(new Error('The transform failed.')) }),
        ).rejects.toThrow('The transform failed.');

        expect(listFiles(join(lake, '..', '..'))).toEqual([]);
        expect(() => statSync(join(lake, '..'))).toThrow(/ENOENT/);
    });
});

test('an event of 900 KB and an envelope of 10 MB for both tables are stored completely', async () => {
    const large = usualText.replace(
        '"ana"',
        `"${'é"\\\\'.repeat(150_000)}"`.replaceAll('"', (quote, at: number, all: string) =>
            at === 0 || at === all.length - 1 ? quote : '\\"',
        ),
    );
    const texts = Array.from({ length: 9000 }, (_, index) =>
        index % 10 === 0 ? notificationText : usualText.replace('"ana"', `"ana${index}"`),
    );

    const done = await runReplay({
        [EXPORT_KEY]: gzipSync(large),
        'large.json': large,
        'envelope.gz': gzipSync(envelope(...texts)),
    });

    expect(done.summary).toMatchObject({
        events: 9002,
        rejected: 0,
        unusable_count: 0,
        rows: { user_activity: 8102, user_notification: 900 },
        adds_up: true,
    });
});
