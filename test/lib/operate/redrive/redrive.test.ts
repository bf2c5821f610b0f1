/** Tests of `redrive`: its report, and redrives to a lake. */
import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { toLine } from '../../../../lib/transform/to-line.ts';
import { decode } from '../../../../lib/transform/decode/decode.ts';
import { loadTransform, type CallTransform } from '../../../../lib/firehose/call-transform.ts';
import { NO_INVOCATION_FAULTS, NO_FAULTS, type Faults } from '../../../../lib/firehose/faults.ts';
import type { RedriveDestination } from '../../../../lib/operate/redrive/redrive-destination.ts';
import { eventIdsIn } from '../../../../lib/operate/redrive/failed-events.ts';
import { lakeDestination } from '../../../../lib/operate/redrive/lake-destination.ts';
import { openLake } from '../../../../lib/lake/open-lake.ts';
import { writeParcel } from '../../../../schemas/parcel.ts';
import { notificationText } from '../../../fixtures/records.ts';
import { lineOf } from '../../../support/sample-events.ts';
import {
    buildAll,
    listFiles,
    writeInputFiles,
    runReplay,
    readTable,
    temporaryFolder,
    type TableRow,
} from '../../../support/run-replay.ts';
import { queryOpenLake } from '../../../support/query-rows.ts';
import {
    ERROR_ARRIVED_AT,
    errorLine,
    eventOfUser,
    ERROR_OBJECT_KEY,
    redriveErrors,
} from '../../../support/redrive-errors.ts';

beforeAll(buildAll);

const RETURNED_KEY = 'errors/dev-user-activity/format-conversion-failed/2026/01/02/03/y';
const RETURNED = { errorCode: 'DataFormatConversion.ParseError' };
const PARCEL = { arrivedAt: ERROR_ARRIVED_AT, ingestPath: 's3_export', logEventId: null } as const;

/** A row with its first arrival. */
const rowText = (arrivedAt = '2026-01-01 04:00:00.000'): string =>
    lineOf(eventOfUser('row')).line.replace(/(?<="arrived_at":")[^"]*/, arrivedAt);

const newLake = (): string => join(temporaryFolder(), 'lake');

describe('the report', () => {
    const folder = (): string =>
        writeInputFiles({
            [ERROR_OBJECT_KEY]:
                errorLine(eventOfUser('a')) +
                errorLine('{"no":"event"}', { errorCode: 'Lambda.ProcessingFailedStatus' }) +
                errorLine(eventOfUser('b'), { arrivalTimestamp: ERROR_ARRIVED_AT + 5000 }),
            'errors/dev-user-activity/format-conversion-failed/2026/01/02/03/y': errorLine(
                `${eventOfUser('c')}\n${eventOfUser('d')}\n{}`,
                { errorCode: 'DataFormatConversion.MalformedData' },
            ),
            'errors/dev-user-activity/decompression-failed/2026/01/02/03/z': errorLine('', {
                errorCode: 'Decompression.Failed',
            }),
        });

    test('has the errors by type, code and reason with first and last arrival, and nothing is changed', async () => {
        const errors = folder();
        const before = listFiles(errors).map((path) => readFileSync(join(errors, path), 'utf8'));

        const { groups, lines, destination, counts, adds_up } = await redriveErrors(errors, null);

        const at = new Date(ERROR_ARRIVED_AT).toISOString();
        expect({ lines, destination, adds_up, events: counts.events }).toEqual({
            lines: 5,
            destination: null,
            adds_up: true,
            events: 6,
        });
        expect(groups).toEqual([
            {
                type: 'processing-failed',
                code: 'Lambda.FunctionTimedOut',
                reason: 'usable',
                lines: 2,
                events: 2,
                first: at,
                last: new Date(ERROR_ARRIVED_AT + 5000).toISOString(),
            },
            {
                type: 'format-conversion-failed',
                code: 'DataFormatConversion.MalformedData',
                reason: 'usable',
                lines: 1,
                events: 2,
                first: at,
                last: at,
            },
            {
                type: 'format-conversion-failed',
                code: 'DataFormatConversion.MalformedData',
                reason: 'unknown_event_source',
                lines: 1,
                events: 1,
                first: at,
                last: at,
            },
            {
                type: 'decompression-failed',
                code: 'Decompression.Failed',
                reason: 'no_events',
                lines: 1,
                events: 0,
                first: at,
                last: at,
            },
            {
                type: 'processing-failed',
                code: 'Lambda.ProcessingFailedStatus',
                reason: 'unknown_event_source',
                lines: 1,
                events: 1,
                first: at,
                last: at,
            },
        ]);
        expect(listFiles(errors).map((path) => readFileSync(join(errors, path), 'utf8'))).toEqual(before);
    });

    test.each([
        ['type', { types: ['format-conversion-failed'] }, 3],
        ['code', { codes: ['Lambda.FunctionTimedOut'] }, 2],
        ['reason', { reasons: ['unknown_event_source'] }, 2],
        ['first arrival time', { from: ERROR_ARRIVED_AT + 1 }, 1],
        ['last arrival time', { until: ERROR_ARRIVED_AT + 1 }, 5],
    ])('can be filtered by %s', async (_, filter, events) => {
        expect((await redriveErrors(folder(), null, { filter })).counts.events).toBe(events);
    });

    test('lists lines that are not error objects, and has the others', async () => {
        const errors = writeInputFiles({
            [ERROR_OBJECT_KEY]: `${errorLine(eventOfUser('a'))}notes\n{"errorCode":1}\n${errorLine(eventOfUser('b'))}`,
            'errors/image.parquet': 'PAR1',
        });

        const { lines, unusable } = await redriveErrors(errors, null);

        expect(lines).toBe(2);
        expect(unusable).toEqual([
            { where: `${errors}/${ERROR_OBJECT_KEY}, line 2`, why: 'not a line of a Firehose error object' },
            { where: `${errors}/${ERROR_OBJECT_KEY}, line 3`, why: 'not a line of a Firehose error object' },
            { where: `${errors}/errors/image.parquet, line 1`, why: 'not a line of a Firehose error object' },
        ]);
    });

    test('has the lines of gzipped, cut off and concatenated objects', async () => {
        const whole = gzipSync(errorLine(eventOfUser('a')) + errorLine(eventOfUser('b')));
        const errors = writeInputFiles({
            'errors/a.gz': whole,
            'errors/b.gz': whole.subarray(0, whole.length - 4),
            'errors/c': errorLine(eventOfUser('c')).trim() + errorLine(eventOfUser('d')).trim(),
        });

        const { lines, unusable } = await redriveErrors(errors, null);

        expect(lines).toBe(6);
        expect(unusable).toEqual([{ where: `${errors}/errors/b.gz`, why: expect.stringContaining('truncated') }]);
    });
});

describe('a redrive to a lake', () => {
    test('writes the row of the first arrival, for every form of the bytes', async () => {
        const [row] = decode({
            recordId: '',
            arrivedAt: 1767240000000,
            data: Buffer.from(eventOfUser('row')).toString('base64'),
        }).map(toLine);
        const envelope = {
            messageType: 'DATA_MESSAGE',
            owner: '1',
            logGroup: 'g',
            logStream: 's',
            subscriptionFilters: [],
            logEvents: [{ id: '31', timestamp: 1, message: notificationText }],
        };
        const errors = writeInputFiles({
            [ERROR_OBJECT_KEY]: [
                errorLine(eventOfUser('a')),
                errorLine(gzipSync(eventOfUser('zipped'))),
                errorLine(
                    writeParcel({
                        text: eventOfUser('parcel'),
                        arrivedAt: 1767230000000,
                        ingestPath: 's3_export',
                        logEventId: null,
                    }),
                ),
                errorLine(gzipSync(JSON.stringify(envelope))),
            ].join(''),
            [RETURNED_KEY]: errorLine(row !== undefined && 'line' in row ? row.line.join('') : '', RETURNED),
        });
        const lake = newLake();

        const { counts } = await redriveErrors(errors, lake);

        const rows = await readTable({ lake }, 'user_activity', 'user_name, arrived_at, ingest_path');
        expect(counts).toMatchObject({ sent: 5, events: 5 });
        expect(rows).toEqual([
            { user_name: 'a', arrived_at: '2026-01-02 03:04:05.678', ingest_path: 'firehose' },
            { user_name: 'parcel', arrived_at: '2026-01-01 01:13:20', ingest_path: 's3_export' },
            { user_name: 'row', arrived_at: '2026-01-01 04:00:00', ingest_path: 'firehose' },
            { user_name: 'zipped', arrived_at: '2026-01-02 03:04:05.678', ingest_path: 'firehose' },
        ]);
        expect(await readTable({ lake }, 'user_notification', 'arrived_at, ingest_path')).toEqual([
            { arrived_at: '2026-01-02 03:04:05.678', ingest_path: 'cloudwatch_logs' },
        ]);
    });

    test.each([
        ['format conversion', 'format-conversion-failed', 1],
        ['partitioning', 'partitioning-failed', 1],
        ['too many partitions', 'activePartitionExceeded', 1],
        ['the function', 'processing-failed', 0],
        ['an unknown reason', 'copied', 0],
    ])('a row that failed for %s is sent only if the function returned it', async (_, type, sent) => {
        const line = errorLine(rowText(), { errorCode: type === 'copied' ? 'Other' : 'Lambda.FunctionTimedOut' });
        const errors = writeInputFiles({ [`errors/dev-user-activity/${type}/x`]: line });
        const lake = newLake();

        const { counts } = await redriveErrors(errors, lake);

        expect(counts).toMatchObject({ sent, failed: 0, still_rejected: 1 - sent });
        expect(sent === 0 ? [] : await readTable({ lake })).toHaveLength(sent);
    });

    test.each([
        ['a log event', gzipSync(JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: [{ message: rowText() }] }))],
        ['a parcel of a bare text', writeParcel({ ...PARCEL, text: rowText(), isBare: true })],
        ['a parcel that is older than its row', writeParcel({ ...PARCEL, text: rowText('2026-01-03 00:00:00.000') })],
    ])('a row in %s is not sent, whatever its failure', async (_, bytes) => {
        const errors = writeInputFiles({ [RETURNED_KEY]: errorLine(bytes, RETURNED) });

        const { counts } = await redriveErrors(errors, newLake());

        expect(counts).toMatchObject({ sent: 0, still_rejected_by_reason: { bad_row: 1 } });
    });

    test('sends each event once, for several lines and several runs', async () => {
        const errors = writeInputFiles({
            [ERROR_OBJECT_KEY]: errorLine(eventOfUser('a')) + errorLine(eventOfUser('a')) + errorLine(eventOfUser('b')),
        });
        const lake = newLake();

        const first = await redriveErrors(errors, lake);
        const files = listFiles(lake);
        const second = await redriveErrors(errors, lake);

        expect(first.counts).toMatchObject({ events: 3, sent: 2, duplicates: 1 });
        expect(second.counts).toMatchObject({ events: 3, sent: 0, sent_before: 3 });
        expect([first.adds_up, second.adds_up]).toEqual([true, true]);
        expect(listFiles(lake)).toEqual(files);
        expect(await readTable({ lake })).toHaveLength(2);
    });

    test('the views do not double the good events of a record that was rejected for its many bad ones', async () => {
        const messages = [
            eventOfUser('a'),
            ...Array.from({ length: 501 }, (_, at) => `{"bad":${at}}`),
            eventOfUser('b'),
        ];
        const logEvents = messages.map((message, at) => ({ id: String(at), timestamp: ERROR_ARRIVED_AT, message }));
        const { lake, summary } = await runReplay({
            'logs.gz': gzipSync(JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents })),
        });

        const { counts, adds_up } = await redriveErrors(lake, lake);

        expect(summary).toMatchObject({ events: 503, rows: { user_activity: 2 }, rejected: 501, adds_up: true });
        expect([counts.events, counts.sent, counts.still_rejected, adds_up]).toEqual([503, 2, 501, true]);
        const opened = await openLake(lake);
        try {
            const rows = await queryOpenLake(opened, 'select user_name from auth_events order by user_name');
            expect(rows).toEqual([{ user_name: 'a' }, { user_name: 'b' }]);
        } finally {
            opened.close();
        }
    });

    test('sends an event again with --again', async () => {
        const errors = writeInputFiles({ [ERROR_OBJECT_KEY]: errorLine(eventOfUser('a')) });
        const lake = newLake();
        await redriveErrors(errors, lake);

        const { counts } = await redriveErrors(errors, lake, { isResend: true });

        expect(counts).toMatchObject({ sent: 1, sent_before: 0 });
        // The same rows make the same file.
        expect(await readTable({ lake })).toHaveLength(1);
    });

    test('counts an event that failed again, and does not send it in a loop', async () => {
        const errors = writeInputFiles({ [ERROR_OBJECT_KEY]: errorLine(eventOfUser('a')) });
        const lake = newLake();
        await redriveErrors(errors, lake);
        const parcel = writeParcel({
            text: eventOfUser('a'),
            arrivedAt: ERROR_ARRIVED_AT,
            ingestPath: 'firehose',
            logEventId: null,
        });
        appendFileSync(
            join(errors, ERROR_OBJECT_KEY),
            errorLine(parcel, { arrivalTimestamp: ERROR_ARRIVED_AT + 86_400_000 }),
        );

        const { counts } = await redriveErrors(errors, lake);

        expect(counts).toMatchObject({ events: 2, sent: 0, sent_before: 1, sent_from_other_line: 1 });
    });

    test('sends the usable events of a line, and counts the rejected ones in each run', async () => {
        const errors = writeInputFiles({
            [ERROR_OBJECT_KEY]: errorLine(`${eventOfUser('a')}\n{"broken\n${eventOfUser('b')}\n`),
        });
        const lake = newLake();

        const [first, second] = [await redriveErrors(errors, lake), await redriveErrors(errors, lake)];

        expect(first.counts).toMatchObject({
            events: 3,
            sent: 2,
            still_rejected: 1,
            still_rejected_by_reason: { not_json: 1 },
        });
        expect(second.counts).toMatchObject({ events: 3, sent_before: 2, still_rejected: 1 });
        expect(listFiles(lake).filter((path) => path.startsWith('errors'))).toEqual([]);
    });

    test('makes no lake without usable events', async () => {
        const errors = writeInputFiles({ [ERROR_OBJECT_KEY]: errorLine('{"broken') });
        const lake = newLake();

        await redriveErrors(errors, lake);

        expect(listFiles(lake)).toEqual([]);
    });

    test('sends only the selected events', async () => {
        const errors = writeInputFiles({
            [ERROR_OBJECT_KEY]:
                errorLine(eventOfUser('a')) + errorLine(eventOfUser('b'), { errorCode: 'Lambda.Other' }),
        });
        const lake = newLake();

        await redriveErrors(errors, lake, { filter: { codes: ['Lambda.Other'] } });

        expect(await readTable({ lake }, 'user_activity', 'user_name')).toEqual([{ user_name: 'b' }]);
    });

    test('sends an event again, and loses none, if its ledger entry was cut off', async () => {
        const errors = writeInputFiles({
            [ERROR_OBJECT_KEY]: errorLine(eventOfUser('a')) + errorLine(eventOfUser('b')),
        });
        const lake = newLake();
        await redriveErrors(errors, lake);
        const ledger = join(
            lake,
            listFiles(lake).find((path) => path.startsWith('.redriven'))!,
        );
        writeFileSync(ledger, readFileSync(ledger, 'utf8').slice(0, -10));

        const { counts } = await redriveErrors(errors, lake);

        expect(counts).toMatchObject({ sent: 1, sent_before: 1 });
        expect(await readTable({ lake }, 'user_activity', 'distinct user_name')).toHaveLength(2);
    });

    test('writes the same files again after a run that died before its ledger was written', async () => {
        const errors = writeInputFiles({
            [ERROR_OBJECT_KEY]: errorLine(eventOfUser('a')) + errorLine(eventOfUser('b')),
        });
        const lake = newLake();
        const destination = await lakeDestination(lake, loadTransform());
        const failing = {
            ...destination,
            ledger: { ...destination.ledger, append: async () => Promise.reject(new Error('power cut')) },
        };
        await expect(redriveErrors(errors, null, { destination: failing })).rejects.toThrow('power cut');
        const files = listFiles(lake);

        const { counts } = await redriveErrors(errors, lake);

        expect(counts).toMatchObject({ sent: 2 });
        expect(listFiles(lake).filter((path) => !path.startsWith('.redriven'))).toEqual(files);
    });
});

describe('a redrive after a replay', () => {
    const tables = ['user_activity', 'user_notification'] as const;
    /** Each row once, as in the views. */
    const distinct = async (lake: string): Promise<readonly (readonly TableRow[])[]> =>
        Promise.all(tables.map(async (table) => readTable({ lake }, table, 'distinct *')));

    test('gives the lake of a replay without faults, for any faults and in every column', async () => {
        const faultless = await runReplay('samples/exports');
        const expected = await distinct(faultless.lake);
        const invocation = fc.record({
            end: fc.constantFrom('crashes' as const, 'times_out' as const, 'replies' as const),
            putsBeforeEnd: fc.nat(2),
        });
        const faults: fc.Arbitrary<Faults> = fc
            .array(
                fc.record({
                    invocations: fc.array(invocation, { minLength: 4, maxLength: 4 }),
                    isDeliveredTwice: fc.boolean(),
                    overtakenBy: fc.nat(2),
                }),
                { minLength: 10, maxLength: 40 },
            )
            .map((batches) => ({
                ...NO_FAULTS,
                maxBatchRecords: 7,
                batches: batches.map((batch) => ({
                    ...batch,
                    invocations: batch.invocations.map((each) => ({ ...NO_INVOCATION_FAULTS, ...each })),
                })),
            }));

        let failed = 0;
        await fc.assert(
            fc.asyncProperty(faults, fc.constantFrom(3, Infinity), async (drawn, maxActivePartitions) => {
                const { lake, summary } = await runReplay('samples/exports', newLake(), {
                    faults: { ...drawn, maxActivePartitions },
                });
                failed += summary.failed;

                const done = await redriveErrors(lake, lake);
                const again = await redriveErrors(lake, lake);

                expect(await distinct(lake)).toEqual(expected);
                expect(done.adds_up && again.adds_up).toBe(true);
                expect(again.counts.sent + again.counts.failed).toBe(0);
                expect(again.counts.still_rejected).toBe(done.counts.still_rejected);
            }),
            { numRuns: 3 },
        );
        expect(failed).toBeGreaterThan(0);
    });

    test('sends and writes nothing if all errors are rejected events', async () => {
        const { lake, summary } = await runReplay('samples/exports');
        const files = listFiles(lake);

        const { counts } = await redriveErrors(lake, lake);

        expect(counts).toMatchObject({ sent: 0, still_rejected: summary.rejected });
        expect(listFiles(lake)).toEqual(files);
    });

    test('is what replay suggests for error objects', async () => {
        const { summary } = await runReplay({ errors: errorLine(eventOfUser('a')) });

        expect(summary.unusable.map(({ why }) => why)).toEqual(['contains Firehose error objects: use `redrive`']);
    });
});

describe('a stopped redrive', () => {
    test('says that nothing was changed, if nothing was sent durably', async () => {
        const errors = writeInputFiles({ [ERROR_OBJECT_KEY]: errorLine(eventOfUser('a')) });
        const lake = newLake();

        await expect(redriveErrors(errors, null, { signal: AbortSignal.abort() })).rejects.toThrow(
            'Stopped. Nothing was changed.',
        );
        await expect(redriveErrors(errors, lake, { signal: AbortSignal.abort() })).rejects.toThrow(
            'Stopped. Nothing was changed.',
        );
        expect(listFiles(lake)).toEqual([]);
    });

    test('says to run the same command again, if the destination is durable on send', async () => {
        const destination: RedriveDestination = {
            name: 'stream x',
            ledger: { sent: new Map(), append: async () => undefined },
            accepts: () => true,
            isDurableOnSend: true,
            send: async (pieces) => new Set(pieces),
            finish: async () => new Set(),
            close: async () => undefined,
        };

        await expect(
            redriveErrors(writeInputFiles({ [ERROR_OBJECT_KEY]: errorLine(eventOfUser('a')) }), null, {
                destination,
                signal: AbortSignal.abort(),
            }),
        ).rejects.toThrow('Stopped. Sent events are in the ledger. Run the same command again for the rest.');
    });
});

describe('a redriven event', () => {
    test('that is too large for a record fails, and the others are sent', async () => {
        const errors = writeInputFiles({
            [ERROR_OBJECT_KEY]: [
                eventOfUser('a'),
                eventOfUser(randomBytes(1_000_000).toString('base64')),
                eventOfUser('b'),
            ]
                .map((text) => errorLine(text))
                .join(''),
        });
        const lake = newLake();

        const { counts, adds_up } = await redriveErrors(errors, lake);

        expect({ ...counts, adds_up }).toMatchObject({ events: 3, sent: 2, failed: 1, adds_up: true });
        expect(await readTable({ lake }, 'user_activity', 'user_name')).toEqual([
            { user_name: 'a' },
            { user_name: 'b' },
        ]);
    });

    test('is sent before the input ends if the waiting events are large', async () => {
        const [count, sizes] = [12, [] as number[]];
        const errors = writeInputFiles({
            [ERROR_OBJECT_KEY]: Array.from({ length: count }, (_, index) =>
                errorLine(eventOfUser(`${index}-${'x'.repeat(900_000)}`)),
            ).join(''),
        });
        const destination: RedriveDestination = {
            name: 'x',
            ledger: { sent: new Map(), append: async () => undefined },
            accepts: () => true,
            isDurableOnSend: false,
            send: async (pieces) => {
                sizes.push(pieces.flatMap(({ bytes }) => eventIdsIn(bytes)).length);
                return new Set(pieces);
            },
            finish: async () => new Set(),
            close: async () => undefined,
        };

        const { counts } = await redriveErrors(errors, null, { destination });

        expect(counts).toMatchObject({ events: count, sent: count });
        expect(sizes).toEqual([10, 2]);
    });

    test('fails if the transform fails on its record, and the lake has no row of it', async () => {
        const lake = newLake();
        const transform = loadTransform();
        const call: CallTransform = async (event, faults) =>
            JSON.stringify(event).includes('"recordId":"0"')
                ? transform(event, faults)
                : { outcome: { failedAt: 'here' }, putCalls: [] };
        const destination = await lakeDestination(lake, call);

        const { counts, adds_up } = await redriveErrors(
            writeInputFiles({ [ERROR_OBJECT_KEY]: errorLine(eventOfUser('a')) + errorLine(eventOfUser('b')) }),
            null,
            { destination },
        );

        expect({ ...counts, adds_up }).toMatchObject({ events: 2, sent: 0, failed: 2, adds_up: true });
        expect(await readTable({ lake })).toEqual([]);
    });

    test('without an arrival time gets the time of its object, also for an input without a path', async () => {
        const line = errorLine(eventOfUser('a'), { arrivalTimestamp: undefined, attemptEndingTimestamp: undefined });
        const input = {
            name: 'input',
            path: null,
            bytes: line.length,
            modifiedAt: ERROR_ARRIVED_AT - 5,
            open: () => [Buffer.from(line)],
        };
        const inputs = [
            {
                ...input,
                open: async function* open() {
                    yield* input.open();
                },
            },
        ];

        const { groups } = await redriveErrors(writeInputFiles({ 'errors/x': '' }), null, { inputs });

        expect(groups).toMatchObject([{ first: new Date(ERROR_ARRIVED_AT - 5).toISOString(), reason: 'usable' }]);
    });
});

test('an error that is not specific to one input ends the run', async () => {
    const failing = {
        name: 'input',
        path: 'input',
        bytes: 1,
        modifiedAt: 0,
        open: async function* open(): AsyncGenerator<Buffer> {
            yield Buffer.from('{');
            throw new TypeError('a bug');
        },
    };

    await expect(redriveErrors(writeInputFiles({ 'errors/x': '' }), null, { inputs: [failing] })).rejects.toThrow(
        'a bug',
    );
});

test('bytes that are not text have no events', () => {
    expect(eventIdsIn(Buffer.of(0xff, 0xfe))).toEqual([]);
});
