/** Tests of a replay from end to end: real files, the bundle that is deployed, DuckDB, and the lake that comes out. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../../lib/basics/package-root.ts';
import { transformHere, type CallTransform } from '../../../../lib/firehose/call-transform.ts';
import { writeParcel } from '../../../../schemas/parcel.ts';
import { TABLES } from '../../../../schemas/columns.ts';
import { arrivalFixtures } from '../../../fixtures/arrivals.ts';
import { notificationText, recordFixtures, step, usualText } from '../../../fixtures/records.ts';
import {
    ask,
    buildAll,
    filesOf,
    givenFiles,
    NOW_MS,
    replayed,
    rowsOf,
    temporaryFolder,
} from '../../../support/given-replay.ts';

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

describe('what an input may be', () => {
    const two = [
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
        ['NDJSON', 'a', `${started}\n${usualText}\n`, two],
        ['NDJSON without a last newline and with CRLF', 'a', `${started}\r\n${usualText}`, two],
        ['NDJSON after a byte order mark', 'a', `\ufeff${started}\n${usualText}`, two],
        ['pretty-printed JSON', 'a', `${pretty(started)}\n${pretty(usualText)}\n`, two],
        ['JSON run together', 'a', started + usualText, two],
        ['gzip of NDJSON', 'a', gzipSync(`${started}\n${usualText}`), two],
        ['gzip of pretty-printed JSON, called .txt', 'a.txt', gzipSync(pretty(started) + pretty(usualText)), two],
        ['gzip members end to end', 'a', Buffer.concat([gzipSync(started), gzipSync(usualText)]), two],
        [
            'an object of an S3 export',
            EXPORT_KEY,
            gzipSync(`${started}\n${usualText}`),
            two.map((each) => ({ ...each, ingest_path: 's3_export' })),
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
        const done = await replayed({ [name]: bytes });

        expect(await rowsOf(done, 'user_activity', PATHS)).toEqual(expected);
        expect(done.summary).toMatchObject({
            files: 1,
            events: expected.length,
            refused: 0,
            unusable_count: 0,
            adds_up: true,
        });
    });

    test('a raw backup: members and plain JSON run together, parcels among them, an envelope within', async () => {
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

        const done = await replayed({ backup });

        expect(await rowsOf(done, 'user_activity', 'event_response, ingest_path, dt')).toEqual([
            { event_response: 'InProgress', ingest_path: 'cloudwatch_logs', dt: '2026-01-01' },
            { event_response: 'Pass', ingest_path: 'firehose', dt: '2026-01-01' },
            { event_response: 'Pass', ingest_path: 's3_export', dt: '2026-01-02' },
            { event_response: 'Pass', ingest_path: 's3_export', dt: '2026-01-02' },
        ]);
        expect(await rowsOf(done, 'user_notification', 'error_class')).toHaveLength(1);
    });

    test('rows of ours pass through as they are', async () => {
        const first = await replayed({ a: `${started}\n${usualText}\n${notificationText}` });
        const lines = (
            await Promise.all(
                (['user_activity', 'user_notification'] as const).map((table) =>
                    ask(
                        `select to_json(r) as line from (from read_parquet('${first.lake}/${table}/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)) r`,
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

        const again = await replayed({ rows: encoded.join('\n') });

        expect(await rowsOf(again)).toEqual(await rowsOf(first));
        expect(await rowsOf(again, 'user_notification')).toEqual(await rowsOf(first, 'user_notification'));
    });

    test.each([...arrivalFixtures()].filter(([, { base64, events }]) => base64 !== '' && events > 0))(
        'the arrival %s in a saved event: the counts add up',
        async (_, { base64, events }) => {
            const event = JSON.parse(saved('x', '')) as { records: { data: string }[] };
            event.records[0]!.data = base64;

            const { summary } = await replayed({ 'event.json': JSON.stringify(event) });

            expect(summary).toMatchObject({ arrivals: 1, events, adds_up: true });
        },
    );

    test('every form of a record becomes a row', async () => {
        const texts = [...recordFixtures().values()];

        const { summary } = await replayed({ 'all.ndjson': texts.map((text) => JSON.stringify(row(text))).join('\n') });

        expect(summary).toMatchObject({ events: texts.length, refused: 0, unusable_count: 0, adds_up: true });
    });

    test('a hostile name comes out whole', async () => {
        const name = '=1+1,\u001b[31m<b>|"\u009b';

        const done = await replayed({ a: usualText.replace('"ana"', JSON.stringify(name)) });

        expect(await rowsOf(done, 'user_activity', 'user_name')).toEqual([{ user_name: name }]);
    });

    test('a pool that is a path is refused, and nothing leaves the lake', async () => {
        const done = await replayed({ a: `${usualText.replaceAll('us-west-2_EXAMPLE', '../../x')}\n${usualText}` });

        expect(done.summary).toMatchObject({ events: 2, refused: 1, refused_by_reason: { bad_user_pool_id: 1 } });
        expect(
            filesOf(join(done.lake, '..')).every((path) =>
                /^lake\/(user_activity\/user_pool_id=us-west-2_EXAMPLE|errors)\//.test(path),
            ),
        ).toBe(true);
    });
});

describe('the arrival time', () => {
    const arrivedOf = async (bytes: string | Uint8Array, modifiedAt: Date, nowMs = NOW_MS): Promise<unknown> => {
        const folder = givenFiles({ a: bytes });
        utimesSync(join(folder, 'a'), modifiedAt, modifiedAt);
        const done = await replayed(folder, undefined, { nowMs });
        return (await rowsOf(done, 'user_activity', 'arrived_at::varchar as at'))[0]?.['at'];
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

    test('of a file unpacked with the year 1985 is the first that is believed', async () => {
        expect(await arrivedOf(timeless, new Date('1985-10-26T08:15:00Z'))).toBe('2020-01-01 00:00:00');
    });

    test('is the same on another day', async () => {
        const folder = givenFiles({
            a: `${usualText}\n${timeless}`,
            b: gzipSync(envelope(nextDay, notificationText)),
            [EXPORT_KEY]: gzipSync(started),
        });
        const today = await replayed(folder, undefined, { nowMs: NOW_MS });

        const later = await replayed(folder, undefined, { nowMs: NOW_MS + 400 * 86_400_000 });

        expect(await rowsOf(later)).toEqual(await rowsOf(today));
        expect(filesOf(later.lake)).toEqual(filesOf(today.lake));
    });
});

describe('what is not usable', () => {
    test('a file of other things is named, and the rest goes on', async () => {
        const { summary, folder } = await replayed({
            'a.ndjson': usualText,
            'b.txt': 'some\nnotes\n',
            'c.bin': Buffer.from([0xff, 0xfe, 0, 1, 2]),
            'd.json': '{"some":"thing"}',
        });

        expect(summary).toMatchObject({ files: 4, arrivals: 1, events: 1, refused: 0, unusable_count: 3 });
        expect(summary.unusable).toEqual(
            ['b.txt', 'c.bin', 'd.json'].map((name) => ({
                where: join(folder, name),
                why: 'holds nothing that Cognito’s logs come in',
            })),
        );
    });

    test('error objects of Firehose are named as such', async () => {
        const line =
            '{"rawData":"e30=","errorCode":"Lambda.ProcessingFailedStatus","attemptsMade":1,"arrivalTimestamp":1767225600123}\n';

        const { summary, folder } = await replayed({ errors: line.repeat(500) });

        expect(summary).toMatchObject({
            arrivals: 0,
            unusable: [
                { where: join(folder, 'errors'), why: 'holds error objects of Firehose: `redrive` takes those' },
            ],
        });
    });

    test('a line within is named by its number, and kept with its bytes', async () => {
        const done = await replayed({ a: `${started}\n\nnonsense\n${usualText}\n{"other":1}\n` });

        expect(done.summary).toMatchObject({
            events: 4,
            refused: 2,
            refused_by_reason: { not_json: 1, unknown_event_source: 1 },
            adds_up: true,
        });
        expect(done.summary.unusable).toEqual([
            { where: `${done.folder}/a, line 3`, why: 'is refused as not_json: the text is not JSON' },
            {
                where: `${done.folder}/a, line 5`,
                why: 'is refused as unknown_event_source: eventSource is neither user activity nor user notification',
            },
        ]);
        expect(await rowsOf(done)).toHaveLength(2);
    });

    test.each([1, 101, 30_000])('logs behind %d lines of other things are found, and these named', async (count) => {
        const { summary } = await replayed({ a: `${'{"other":"thing"}\n'.repeat(count)}${usualText}\n` });

        expect(summary).toMatchObject({
            events: count + 1,
            rows: { user_activity: 1 },
            refused: count,
            unusable_count: count,
            adds_up: true,
        });
    });

    test('a gzip file that is cut in the middle gives what is whole, and is named', async () => {
        const lines = Array.from({ length: 3000 }, (_, index) => usualText.replace('"ana"', `"ana${index}"`));
        const bytes = gzipSync(lines.join('\n'));

        const { summary, folder } = await replayed({ 'cut.gz': bytes.subarray(0, bytes.length / 2) });

        expect(summary.events).toBeGreaterThan(1000);
        expect(summary.events).toBeLessThan(2000);
        expect(summary).toMatchObject({
            refused: 0,
            adds_up: true,
            unusable: [
                { where: join(folder, 'cut.gz'), why: 'gzip data that is cut off: what was whole before it is used' },
            ],
        });
    });

    test('a link that leads nowhere and one that leads in a circle are named, and what lies behind a loop is read once', async () => {
        const folder = givenFiles({ 'in/a.ndjson': usualText });
        symlinkSync('..', join(folder, 'in', 'up'));
        symlinkSync('nowhere', join(folder, 'dangling'));
        symlinkSync('itself', join(folder, 'itself'));

        const { summary } = await replayed(folder);

        expect(summary).toMatchObject({
            files: 3,
            events: 1,
            unusable: [{ where: `${folder}/dangling` }, { where: `${folder}/itself` }],
        });
    });

    test('a record larger than Firehose takes is named; one that fits when compressed is handed on so', async () => {
        const large = usualText.replace('"ana"', `"${'a'.repeat(30_000_000)}"`);
        const noise = createHash('shake256', { outputLength: 3_000_000 }).update('x').digest('hex');

        const done = await replayed({
            'a.json': large,
            'b.json': usualText.replace('"ana"', `"${noise}"`),
            'c.json': usualText,
        });

        expect(done.summary).toMatchObject({
            arrivals: 2,
            events: 2,
            refused_by_reason: { too_large: 1 },
            adds_up: true,
        });
        expect(done.summary.unusable).toEqual([
            {
                where: `${done.folder}/b.json, line 1`,
                why: expect.stringMatching(/^a record of 600\d{4} bytes; Firehose takes at most 1024000$/),
            },
            {
                where: `${done.folder}/a.json, line 1`,
                why: 'is refused as too_large: a single event too large to be answered or put back',
            },
        ]);
    });

    test('what the function refuses though it could be used is told as refused, without a reason', async () => {
        const call = transformHere();
        const refusing: CallTransform = async (event, fate) => {
            const { outcome, putBack } = await call(event, fate);
            if (!('answer' in outcome)) return { outcome, putBack };
            const { records } = outcome.answer as { records: readonly { recordId: string }[] };
            const refused = records.map(({ recordId }) => ({
                recordId,
                result: 'ProcessingFailed',
                data: Buffer.from(usualText).toString('base64'),
            }));
            return { outcome: { ...outcome, answer: { records: refused } }, putBack };
        };

        const done = await replayed({ a: usualText }, undefined, { call: refusing });

        expect(done.summary.unusable).toEqual([{ where: `${done.folder}/a, line 1`, why: 'is refused' }]);
        expect(await rowsOf(done, 'user_activity', PATHS)).toEqual([]);
    });

    test('zeros at the end of a file are nothing', async () => {
        const { summary } = await replayed({ a: Buffer.concat([gzipSync(usualText), Buffer.alloc(512)]) });

        expect(summary).toMatchObject({ events: 1, refused: 0, unusable_count: 0 });
    });
});

describe('the lake', () => {
    test('has a folder for each partition, and tables of both kinds from one envelope', async () => {
        const done = await replayed({ a: gzipSync(envelope(started, nextDay, notificationText)) });

        expect(filesOf(done.lake).map((path) => path.replace(/[0-9a-f]{16}-1\.parquet$/, '*'))).toEqual([
            'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01/*',
            'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-02/*',
            'user_notification/user_pool_id=us-west-2_EXAMPLE/event_type=DeliveryError/dt=2026-01-01/*',
        ]);
        expect(done.summary).toMatchObject({
            arrivals: 1,
            events: 3,
            put_back: 3,
            set_aside: 1,
            rows: { user_activity: 2, user_notification: 1 },
            adds_up: true,
        });
    });

    test.each(['user_activity', 'user_notification'] as const)(
        '%s has exactly the types of its Glue table',
        async (table) => {
            const { lake } = await replayed({ a: `${usualText}\n${notificationText}` });

            const schema = await ask(
                `select name, type, converted_type from parquet_schema('${lake}/${table}/**/*.parquet')`,
            );
            const compressions = await ask(
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

    test('a timestamp is in UTC, to the millisecond', async () => {
        const done = await replayed({ a: usualText.replace('1767225604000', '1767225604123') });

        expect(
            await rowsOf(done, 'user_activity', 'event_at::varchar as at, epoch_ms(event_at)::varchar as ms'),
        ).toEqual([{ at: '2026-01-01 00:00:04.123', ms: '1767225604123' }]);
    });

    test('is private to its owner', async () => {
        const before = process.umask(0o022);
        const { lake } = await replayed({ a: `${usualText}\n{"eventSource":"x"}` });
        process.umask(before);

        const modes = filesOf(lake).flatMap((path) =>
            path.split('/').map((_, index, parts) => {
                const { mode } = statSync(join(lake, ...parts.slice(0, index + 1)));
                return (mode & 0o777).toString(8);
            }),
        );

        expect(new Set([...modes, (statSync(lake).mode & 0o777).toString(8)])).toEqual(new Set(['700', '600']));
    });

    test('has a refused arrival as an error object of Firehose, with its bytes and under its hour', async () => {
        const nobody = usualText.replaceAll(/"userPoolId":"[^"]*"/g, '"userPoolId":null');

        const { lake } = await replayed({
            a: `${usualText}\n${nobody}`,
            b: saved('x-user-notification', notificationText, 'nonsense'),
        });

        const errors = filesOf(join(lake, 'errors'));
        expect(errors.map((path) => path.replace(/-[0-9a-f]{16}$/, '-*'))).toEqual([
            'local-user-activity/processing-failed/2026/01/01/00/local-user-activity-*',
            'local-user-notification/processing-failed/2026/01/01/00/local-user-notification-*',
        ]);
        expect(JSON.parse(readFileSync(join(lake, 'errors', errors[0]!), 'utf8'))).toEqual({
            rawData: Buffer.from(nobody).toString('base64'),
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

    test('is the very same after the same input comes again', async () => {
        const samples = join(packageRoot(), 'samples', 'exports');
        const { lake } = await replayed(samples);
        const before = filesOf(lake).map((path) => [path, readFileSync(join(lake, path), 'base64')]);

        const { summary } = await replayed(samples, lake);

        expect(summary.adds_up).toBe(true);
        expect(filesOf(lake).map((path) => [path, readFileSync(join(lake, path), 'base64')])).toEqual(before);
    });

    test('is left out where it lies in the folder that is replayed', async () => {
        const folder = givenFiles({ 'a.ndjson': usualText });
        await replayed(folder, join(folder, 'lake'));

        const { summary } = await replayed(folder, join(folder, 'lake'));

        expect(summary).toMatchObject({ files: 1, events: 1 });
    });

    test('has nothing of a run that is stopped, nor of one that fails', async () => {
        const lake = join(temporaryFolder(), 'new', 'lake');
        const files = { a: usualText };

        await expect(replayed(files, lake, { signal: AbortSignal.abort() })).rejects.toThrow(
            'Stopped. Nothing of this run is in the lake.',
        );
        await expect(
            replayed(files, lake, { call: async () => Promise.reject(new Error('The transform is ill.')) }),
        ).rejects.toThrow('The transform is ill.');

        expect(filesOf(join(lake, '..', '..'))).toEqual([]);
        expect(() => statSync(join(lake, '..'))).toThrow(/ENOENT/);
    });
});

test('an event of 900 KB, and an envelope that inflates to 10 MB for both tables, are kept whole', async () => {
    const large = usualText.replace(
        '"ana"',
        `"${'é"\\\\'.repeat(150_000)}"`.replaceAll('"', (quote, at: number, all: string) =>
            at === 0 || at === all.length - 1 ? quote : '\\"',
        ),
    );
    const texts = Array.from({ length: 9000 }, (_, index) =>
        index % 10 === 0 ? notificationText : usualText.replace('"ana"', `"ana${index}"`),
    );

    const done = await replayed({
        [EXPORT_KEY]: gzipSync(large),
        'large.json': large,
        'envelope.gz': gzipSync(envelope(...texts)),
    });

    expect(done.summary).toMatchObject({
        events: 9002,
        refused: 0,
        unusable_count: 0,
        rows: { user_activity: 8102, user_notification: 900 },
        adds_up: true,
    });
});
