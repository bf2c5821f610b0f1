import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { answerable } from '../../../../lib/transform/answerable.ts';
import { unwrap } from '../../../../lib/transform/decode/unwrap.ts';
import { transformHere, type CallTransform } from '../../../../lib/firehose/call-transform.ts';
import { CALM_FATE, NO_FAULTS, type Faults } from '../../../../lib/firehose/faults.ts';
import type { Destination } from '../../../../lib/operate/redrive/destination.ts';
import { idsIn } from '../../../../lib/operate/redrive/failed-events.ts';
import { lakeDestination } from '../../../../lib/operate/redrive/lake-destination.ts';
import { writeParcel } from '../../../../schemas/parcel.ts';
import { notificationText } from '../../../fixtures/records.ts';
import {
    buildAll,
    filesOf,
    givenFiles,
    replayed,
    rowsOf,
    temporaryFolder,
    type Row,
} from '../../../support/given-replay.ts';
import { ARRIVED_AT, errorLine, event, PATH, redriven } from '../../../support/given-errors.ts';

beforeAll(buildAll);

const newLake = (): string => join(temporaryFolder(), 'lake');

describe('what is shown', () => {
    const folder = (): string =>
        givenFiles({
            [PATH]:
                errorLine(event('a')) +
                errorLine('{"no":"event"}', { errorCode: 'Lambda.ProcessingFailedStatus' }) +
                errorLine(event('b'), { arrivalTimestamp: ARRIVED_AT + 5000 }),
            'errors/dev-user-activity/format-conversion-failed/2026/01/02/03/y': errorLine(
                `${event('c')}\n${event('d')}\n{}`,
                { errorCode: 'DataFormatConversion.MalformedData' },
            ),
            'errors/dev-user-activity/decompression-failed/2026/01/02/03/z': errorLine('', {
                errorCode: 'Decompression.Failed',
            }),
        });

    test('are the errors by type, code and reason, with counts, the first and the last; nothing is changed', async () => {
        const errors = folder();
        const before = filesOf(errors).map((path) => readFileSync(join(errors, path), 'utf8'));

        const { groups, lines, destination, fates, adds_up } = await redriven(errors, null);

        const at = new Date(ARRIVED_AT).toISOString();
        expect({ lines, destination, adds_up, events: fates.events }).toEqual({
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
                last: new Date(ARRIVED_AT + 5000).toISOString(),
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
        expect(filesOf(errors).map((path) => readFileSync(join(errors, path), 'utf8'))).toEqual(before);
    });

    test.each([
        ['type', { types: ['format-conversion-failed'] }, 3],
        ['code', { codes: ['Lambda.FunctionTimedOut'] }, 2],
        ['reason', { reasons: ['unknown_event_source'] }, 2],
        ['the time from which on they arrived', { from: ARRIVED_AT + 1 }, 1],
        ['the time before which they arrived', { until: ARRIVED_AT + 1 }, 5],
    ])('may be picked by %s', async (_, pick, events) => {
        expect((await redriven(folder(), null, { pick })).fates.events).toBe(events);
    });

    test('a line that is no error object is named, and the rest goes on', async () => {
        const errors = givenFiles({
            [PATH]: `${errorLine(event('a'))}notes\n{"errorCode":1}\n${errorLine(event('b'))}`,
            'errors/image.parquet': 'PAR1',
        });

        const { lines, unusable } = await redriven(errors, null);

        expect(lines).toBe(2);
        expect(unusable).toEqual([
            { where: `${errors}/${PATH}, line 2`, why: 'is no line of an error object' },
            { where: `${errors}/${PATH}, line 3`, why: 'is no line of an error object' },
            { where: `${errors}/errors/image.parquet, line 1`, why: 'is no line of an error object' },
        ]);
    });

    test('an object that is gzipped, cut off, or run together is read as far as it goes', async () => {
        const whole = gzipSync(errorLine(event('a')) + errorLine(event('b')));
        const errors = givenFiles({
            'errors/a.gz': whole,
            'errors/b.gz': whole.subarray(0, whole.length - 4),
            'errors/c': errorLine(event('c')).trim() + errorLine(event('d')).trim(),
        });

        const { lines, unusable } = await redriven(errors, null);

        expect(lines).toBe(6);
        expect(unusable).toEqual([{ where: `${errors}/errors/b.gz`, why: expect.stringContaining('cut off') }]);
    });
});

describe('what comes to a lake', () => {
    test('is the row of the first arrival, in whatever form its bytes are', async () => {
        const [row] = unwrap({
            recordId: '',
            arrivedAt: 1767240000000,
            data: Buffer.from(event('row')).toString('base64'),
        }).map(answerable);
        const envelope = {
            messageType: 'DATA_MESSAGE',
            owner: '1',
            logGroup: 'g',
            logStream: 's',
            subscriptionFilters: [],
            logEvents: [{ id: '31', timestamp: 1, message: notificationText }],
        };
        const errors = givenFiles({
            [PATH]: [
                errorLine(event('a')),
                errorLine(gzipSync(event('zipped'))),
                errorLine(
                    writeParcel({
                        text: event('parcel'),
                        arrivedAt: 1767230000000,
                        ingestPath: 's3_export',
                        logEventId: null,
                    }),
                ),
                errorLine(row !== undefined && 'line' in row ? row.line.join('') : '', {
                    errorCode: 'DataFormatConversion.ParseError',
                }),
                errorLine(gzipSync(JSON.stringify(envelope))),
            ].join(''),
        });
        const lake = newLake();

        const { fates } = await redriven(errors, lake);

        const rows = await rowsOf({ lake }, 'user_activity', 'user_name, arrived_at, ingest_path');
        expect(fates).toMatchObject({ sent: 5, events: 5 });
        expect(rows).toEqual([
            { user_name: 'a', arrived_at: '2026-01-02 03:04:05.678', ingest_path: 'firehose' },
            { user_name: 'parcel', arrived_at: '2026-01-01 01:13:20', ingest_path: 's3_export' },
            { user_name: 'row', arrived_at: '2026-01-01 04:00:00', ingest_path: 'firehose' },
            { user_name: 'zipped', arrived_at: '2026-01-02 03:04:05.678', ingest_path: 'firehose' },
        ]);
        expect(await rowsOf({ lake }, 'user_notification', 'arrived_at, ingest_path')).toEqual([
            { arrived_at: '2026-01-02 03:04:05.678', ingest_path: 'cloudwatch_logs' },
        ]);
    });

    test('is there once, however often it is sent, from however many lines', async () => {
        const errors = givenFiles({ [PATH]: errorLine(event('a')) + errorLine(event('a')) + errorLine(event('b')) });
        const lake = newLake();

        const first = await redriven(errors, lake);
        const files = filesOf(lake);
        const second = await redriven(errors, lake);

        expect(first.fates).toMatchObject({ events: 3, sent: 2, twice: 1 });
        expect(second.fates).toMatchObject({ events: 3, sent: 0, sent_before: 3 });
        expect([first.adds_up, second.adds_up]).toEqual([true, true]);
        expect(filesOf(lake)).toEqual(files);
        expect(await rowsOf({ lake })).toHaveLength(2);
    });

    test('is sent again when that is asked for; the views remove it', async () => {
        const errors = givenFiles({ [PATH]: errorLine(event('a')) });
        const lake = newLake();
        await redriven(errors, lake);

        const { fates } = await redriven(errors, lake, { isAgain: true });

        expect(fates).toMatchObject({ sent: 1, sent_before: 0 });
        // The same rows make the same file.
        expect(await rowsOf({ lake })).toHaveLength(1);
    });

    test('that failed once more is told, and not sent round and round', async () => {
        const errors = givenFiles({ [PATH]: errorLine(event('a')) });
        const lake = newLake();
        await redriven(errors, lake);
        const parcel = writeParcel({
            text: event('a'),
            arrivedAt: ARRIVED_AT,
            ingestPath: 'firehose',
            logEventId: null,
        });
        appendFileSync(join(errors, PATH), errorLine(parcel, { arrivalTimestamp: ARRIVED_AT + 86_400_000 }));

        const { fates } = await redriven(errors, lake);

        expect(fates).toMatchObject({ events: 2, sent: 0, sent_before: 1, came_back: 1 });
    });

    test('of a line with good and bad events is the good ones; the bad are told each time', async () => {
        const errors = givenFiles({ [PATH]: errorLine(`${event('a')}\n{"broken\n${event('b')}\n`) });
        const lake = newLake();

        const [first, second] = [await redriven(errors, lake), await redriven(errors, lake)];

        expect(first.fates).toMatchObject({ events: 3, sent: 2, still_bad: 1, still_bad_by_reason: { not_json: 1 } });
        expect(second.fates).toMatchObject({ events: 3, sent_before: 2, still_bad: 1 });
        expect(filesOf(lake).filter((path) => path.startsWith('errors'))).toEqual([]);
    });

    test('is nothing when nothing is good: no lake is made', async () => {
        const errors = givenFiles({ [PATH]: errorLine('{"broken') });
        const lake = newLake();

        await redriven(errors, lake);

        expect(filesOf(lake)).toEqual([]);
    });

    test('is picked as it is shown', async () => {
        const errors = givenFiles({
            [PATH]: errorLine(event('a')) + errorLine(event('b'), { errorCode: 'Lambda.Other' }),
        });
        const lake = newLake();

        await redriven(errors, lake, { pick: { codes: ['Lambda.Other'] } });

        expect(await rowsOf({ lake }, 'user_activity', 'user_name')).toEqual([{ user_name: 'b' }]);
    });

    test('a ledger that was cut off costs a second delivery, never a loss', async () => {
        const errors = givenFiles({ [PATH]: errorLine(event('a')) + errorLine(event('b')) });
        const lake = newLake();
        await redriven(errors, lake);
        const ledger = join(
            lake,
            filesOf(lake).find((path) => path.startsWith('.redriven'))!,
        );
        writeFileSync(ledger, readFileSync(ledger, 'utf8').slice(0, -10));

        const { fates } = await redriven(errors, lake);

        expect(fates).toMatchObject({ sent: 1, sent_before: 1 });
        expect(await rowsOf({ lake }, 'user_activity', 'distinct user_name')).toHaveLength(2);
    });

    test('a run that ends before its ledger is written is run again, and the rows lie in the same files', async () => {
        const errors = givenFiles({ [PATH]: errorLine(event('a')) + errorLine(event('b')) });
        const lake = newLake();
        const destination = await lakeDestination(lake, transformHere());
        const failing = {
            ...destination,
            ledger: { ...destination.ledger, note: async () => Promise.reject(new Error('the power went out')) },
        };
        await expect(redriven(errors, null, { destination: failing })).rejects.toThrow('the power went out');
        const files = filesOf(lake);

        const { fates } = await redriven(errors, lake);

        expect(fates).toMatchObject({ sent: 2 });
        expect(filesOf(lake).filter((path) => !path.startsWith('.redriven'))).toEqual(files);
    });
});

describe('together with replay', () => {
    const tables = ['user_activity', 'user_notification'] as const;
    /** What the views show: each row once. */
    const distinct = async (lake: string): Promise<readonly (readonly Row[])[]> =>
        Promise.all(tables.map(async (table) => rowsOf({ lake }, table, 'distinct *')));

    test('batches that failed, whatever befell them, give after a redrive the lake of a run without failures, to the last column', async () => {
        const calm = await replayed('samples/exports');
        const undisturbed = await distinct(calm.lake);
        const fate = fc.record({
            end: fc.constantFrom('dies' as const, 'times_out' as const, 'answers' as const),
            putsBeforeEnd: fc.nat(2),
        });
        const faults: fc.Arbitrary<Faults> = fc
            .array(
                fc.record({
                    fates: fc.array(fate, { minLength: 4, maxLength: 4 }),
                    isTwice: fc.boolean(),
                    overtakenBy: fc.nat(2),
                }),
                { minLength: 10, maxLength: 40 },
            )
            .map((batches) => ({
                ...NO_FAULTS,
                batchArrivals: 7,
                batches: batches.map((batch) => ({
                    ...batch,
                    fates: batch.fates.map((each) => ({ ...CALM_FATE, ...each })),
                })),
            }));

        let failed = 0;
        await fc.assert(
            fc.asyncProperty(faults, fc.constantFrom(3, Infinity), async (given, activePartitions) => {
                const { lake, summary } = await replayed('samples/exports', newLake(), {
                    faults: { ...given, activePartitions },
                });
                failed += summary.failed;

                const done = await redriven(lake, lake);
                const again = await redriven(lake, lake);

                expect(await distinct(lake)).toEqual(undisturbed);
                expect(done.adds_up && again.adds_up).toBe(true);
                expect(again.fates.sent + again.fates.not_taken).toBe(0);
                expect(again.fates.still_bad).toBe(done.fates.still_bad);
            }),
            { numRuns: 3 },
        );
        expect(failed).toBeGreaterThan(0);
    });

    test('what is truly bad stays: a redrive of a replay’s errors sends nothing and writes nothing', async () => {
        const { lake, summary } = await replayed('samples/exports');
        const files = filesOf(lake);

        const { fates } = await redriven(lake, lake);

        expect(fates).toMatchObject({ sent: 0, still_bad: summary.refused });
        expect(filesOf(lake)).toEqual(files);
    });

    test('replay tells whom to give error objects to', async () => {
        const { summary } = await replayed({ errors: errorLine(event('a')) });

        expect(summary.unusable.map(({ why }) => why)).toEqual([
            'holds error objects of Firehose: `redrive` takes those',
        ]);
    });
});

describe('a run that is stopped', () => {
    test('says what became of it: nothing, where nothing was sent for good', async () => {
        const errors = givenFiles({ [PATH]: errorLine(event('a')) });
        const lake = newLake();

        await expect(redriven(errors, null, { signal: AbortSignal.abort() })).rejects.toThrow(
            'Stopped. Nothing was changed.',
        );
        await expect(redriven(errors, lake, { signal: AbortSignal.abort() })).rejects.toThrow(
            'Stopped. Nothing was changed.',
        );
        expect(filesOf(lake)).toEqual([]);
    });

    test('tells of a destination that keeps what it has that the same again sends the rest', async () => {
        const destination: Destination = {
            name: 'stream x',
            ledger: { sent: new Map(), note: async () => undefined },
            takes: () => true,
            isForGood: true,
            send: async (pieces) => new Set(pieces),
            finish: async () => new Set(),
            close: async () => undefined,
        };

        await expect(
            redriven(givenFiles({ [PATH]: errorLine(event('a')) }), null, { destination, signal: AbortSignal.abort() }),
        ).rejects.toThrow('Stopped. What was sent is noted: run the same again for the rest.');
    });
});

describe('an event', () => {
    test('too large for any piece stays where it is, and those beside it are sent', async () => {
        const errors = givenFiles({
            [PATH]: [event('a'), event(randomBytes(1_000_000).toString('base64')), event('b')]
                .map((text) => errorLine(text))
                .join(''),
        });
        const lake = newLake();

        const { fates, adds_up } = await redriven(errors, lake);

        expect({ ...fates, adds_up }).toMatchObject({ events: 3, sent: 2, not_taken: 1, adds_up: true });
        expect(await rowsOf({ lake }, 'user_activity', 'user_name')).toEqual([{ user_name: 'a' }, { user_name: 'b' }]);
    });

    test('that waits with others of many bytes goes before them all are read', async () => {
        const [count, sizes] = [12, [] as number[]];
        const errors = givenFiles({
            [PATH]: Array.from({ length: count }, (_, index) =>
                errorLine(event(`${index}-${'x'.repeat(900_000)}`)),
            ).join(''),
        });
        const destination: Destination = {
            name: 'x',
            ledger: { sent: new Map(), note: async () => undefined },
            takes: () => true,
            isForGood: false,
            send: async (pieces) => {
                sizes.push(pieces.flatMap(({ bytes }) => idsIn(bytes)).length);
                return new Set(pieces);
            },
            finish: async () => new Set(),
            close: async () => undefined,
        };

        const { fates } = await redriven(errors, null, { destination });

        expect(fates).toMatchObject({ events: count, sent: count });
        expect(sizes).toEqual([10, 2]);
    });

    test('that the transform fails at is not taken, and the lake has none of it', async () => {
        const lake = newLake();
        const call: CallTransform = async () => ({ outcome: { failedAt: 'here' }, putBack: [] });
        const destination = await lakeDestination(lake, call);

        const { fates, adds_up } = await redriven(
            givenFiles({ [PATH]: errorLine(event('a')) + errorLine(event('b')) }),
            null,
            { destination },
        );

        expect({ ...fates, adds_up }).toMatchObject({ events: 2, sent: 0, not_taken: 2, adds_up: true });
        expect(await rowsOf({ lake })).toEqual([]);
    });

    test('whose error tells no time arrived when its object was written, also where that has no path', async () => {
        const line = errorLine(event('a'), { arrivalTimestamp: undefined, attemptEndingTimestamp: undefined });
        const input = {
            name: 'given',
            path: null,
            bytes: line.length,
            modifiedAt: ARRIVED_AT - 5,
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

        const { groups } = await redriven(givenFiles({ 'errors/x': '' }), null, { inputs });

        expect(groups).toMatchObject([{ first: new Date(ARRIVED_AT - 5).toISOString(), reason: 'usable' }]);
    });
});

test('what can’t be read for a reason that is not the object’s own ends the run', async () => {
    const failing = {
        name: 'given',
        path: 'given',
        bytes: 1,
        modifiedAt: 0,
        open: async function* open(): AsyncGenerator<Buffer> {
            yield Buffer.from('{');
            throw new TypeError('a mistake of ours');
        },
    };

    await expect(redriven(givenFiles({ 'errors/x': '' }), null, { inputs: [failing] })).rejects.toThrow(
        'a mistake of ours',
    );
});

test('bytes that are no text hold no event', () => {
    expect(idsIn(Buffer.of(0xff, 0xfe))).toEqual([]);
});
