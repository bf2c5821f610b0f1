/** Tests of the fuzzer: it finds no violation in the handler, and every planted bug. */
import { describe, expect, test } from 'vitest';
import { handlerWith } from '../../functions/transform.ts';
import type { HandledBatch } from '../../lib/transform/handle-batch.ts';
import type { FirehoseReply } from '../../schemas/firehose-event.ts';
import { Dice } from '../../lib/generate/dice.ts';
import { base64 } from '../support/transform-batch.ts';
import { CORPUS_EVENTS } from './corpus.ts';
import { FORGED_USER } from './forged-user.ts';
import { makeFuzzBatch } from './make-fuzz-batch.ts';
import { makePoison } from './make-poison.ts';
import { runBatch, type MakeTransformHandler } from './run-batch.ts';
import { shrinkBatch } from './shrink-batch.ts';

const SEED = 20_260_101;
const BATCHES = 250;

const violationsOf = async (makeHandler: MakeTransformHandler, batches = BATCHES): Promise<readonly string[]> => {
    const violations: string[] = [];
    for (let number = 0; number < batches; number += 1)
        violations.push(...(await runBatch(makeHandler, makeFuzzBatch(SEED, number))).violations);
    return [...new Set(violations)];
};

test('the handler has no violations', async () => {
    expect(await violationsOf(handlerWith)).toEqual([]);
});

test('the same seed and number give the same batch', () => {
    expect(makeFuzzBatch(SEED, 7)).toEqual(makeFuzzBatch(SEED, 7));
    expect(makeFuzzBatch(SEED, 7)).not.toEqual(makeFuzzBatch(SEED, 8));
});

test('poison records have no violations', async () => {
    const violations: string[] = [];
    for (let number = 0; number < 120; number += 1) {
        const { bytes, events } = makePoison(new Dice(SEED, number));
        const good = CORPUS_EVENTS.slice(0, 3).map((text) => base64(text));
        const batch = {
            ...makeFuzzBatch(SEED, 0),
            data: [base64(bytes), ...good],
            events: events === null ? null : events + good.length,
            puts: 'accepted',
        } as const;
        violations.push(...(await runBatch(handlerWith, batch)).violations);
    }

    expect(violations).toEqual([]);
});

test('many batches have a known number of events', () => {
    const batches = Array.from({ length: 500 }, (_, number) => makeFuzzBatch(SEED, number));

    expect(batches.filter(({ events }) => events !== null && events > 0).length).toBeGreaterThan(100);
});

type Records = FirehoseReply['records'];
type Change = (records: Records) => Records;

/** The handler with a bug in its reply. */
const withReply =
    (change: Change): MakeTransformHandler =>
    (dependencies) =>
    async (invocation, context) => ({
        records: change((await handlerWith(dependencies)(invocation, context)).records),
    });

const inOkRecords =
    (change: (record: Records[number]) => Records[number]): Change =>
    (records) =>
        records.map((record) => (record.result === 'Ok' ? change(record) : record));
const inLines = (change: (text: string) => string): Change =>
    inOkRecords((record) => ({
        ...record,
        data: Buffer.from(change(Buffer.from(record.data, 'base64').toString())).toString('base64'),
    }));

/** The handler with a bug in its counts. */
const withCounts =
    (change: (handled: HandledBatch) => HandledBatch): MakeTransformHandler =>
    (dependencies) =>
        handlerWith({
            ...dependencies,
            report: (handled, settings, context) => dependencies.report(change(handled), settings, context),
        });

describe('a handler with a bug', () => {
    test.each<[string, MakeTransformHandler, RegExp]>([
        ['omits a reply record', withReply((records) => records.slice(1)), /^wrong ids or order$/],
        ['replies in another order', withReply((records) => records.toReversed()), /^wrong ids or order$/],
        ['replies twice', withReply((records) => [...records, ...records]), /^wrong ids or order$/],
        [
            'returns an unknown result',
            withReply((records) => records.map((record) => ({ ...record, result: 'OK' as 'Ok' }))),
            /^not a result: OK$/,
        ],
        ['loses a line', withReply(inLines((text) => text.replace(/^.*\n(?=.)/, ''))), /^rows are not in the reply$/],
        ['omits the last newline', withReply(inLines((text) => text.trimEnd())), /^last line without a newline$/],
        [
            'writes a newline inside a line',
            withReply(inLines((text) => text.replace('{', '{\n'))),
            /^thrown: SyntaxError/,
        ],
        [
            'writes an unknown column',
            withReply(inLines((text) => text.replaceAll('{"record_id"', '{"other":1,"record_id"'))),
            /^other is not a column$/,
        ],
        [
            'writes a lone surrogate',
            withReply(inLines((text) => text.replaceAll(/"user_name":"/g, '$&\\ud800'))),
            /^user_name is /,
        ],
        [
            'replies without base64',
            withReply(inOkRecords((record) => ({ ...record, data: `${record.data}*` }))),
            /^ok without base64$/,
        ],
        [
            'returns another partition',
            withReply(
                inOkRecords((record) => ({
                    ...record,
                    metadata: { partitionKeys: { ...record.metadata?.partitionKeys, dt: '2026-01-31' } },
                })),
            ),
            /^row in the wrong partition$/,
        ],
        [
            'escapes its folder',
            withReply(
                inOkRecords((record) => ({
                    ...record,
                    metadata: { partitionKeys: { ...record.metadata?.partitionKeys, user_pool_id: '../x_1' } },
                })),
            ),
            /^the partition key user_pool_id is/,
        ],
        [
            'rejects with other bytes',
            withReply((records) =>
                records.map((record) => (record.result === 'ProcessingFailed' ? { ...record, data: '' } : record)),
            ),
            /^failed with other bytes$/,
        ],
        [
            'accepts a row without a parcel',
            withReply(inLines((text) => text.replaceAll(/"user_name":"[^"]*"/g, `"user_name":"${FORGED_USER}"`))),
            /^a forged row was accepted$/,
        ],
        ['throws', () => async () => Promise.reject(new Error('x')), /^thrown: Error: x$/],
        [
            'does not count an event',
            withCounts((handled) => ({ ...handled, counts: { ...handled.counts, events: handled.counts.events - 1 } })),
            /^events do not add up$/,
        ],
        [
            'loses events before counting',
            withCounts((handled) => ({
                ...handled,
                counts: {
                    ...handled.counts,
                    events: 0,
                    rows: 0,
                    rejected_events: 0,
                    reingested_events: 0,
                    rejected_by_reason: {},
                },
            })),
            /^\d+ events went in, 0 were found$/,
        ],
        [
            'does not re-ingest a piece',
            (dependencies) =>
                handlerWith({
                    ...dependencies,
                    portsOf: (context) => ({
                        ...dependencies.portsOf(context),
                        put: async (_stream, pieces) => pieces.map(() => true),
                    }),
                }),
            /^\d+ events in, \d+ rows and \d+ rejected$/,
        ],
        [
            're-ingests on an unknown stream',
            (dependencies) =>
                handlerWith({ ...dependencies, settings: { user_activity: 'a', user_notification: 'b' } }),
            /^put on a$/,
        ],
    ])('a handler is caught that %s', async (_, makeHandler, expected) => {
        const violations = await violationsOf(makeHandler, 120);

        expect(violations.filter((violation) => expected.test(violation)).length).toBeGreaterThan(0);
    });
});

test('a failing batch is shrunk', async () => {
    const isFailing = async ({ data }: { readonly data: readonly string[] }): Promise<boolean> =>
        data.some((each) => Buffer.from(each, 'base64').includes('"userName"'));
    const batch = await (async () => {
        for (let number = 0; ; number += 1)
            if (makeFuzzBatch(SEED, number).data.length > 3 && (await isFailing(makeFuzzBatch(SEED, number))))
                return makeFuzzBatch(SEED, number);
    })();

    const small = await shrinkBatch(batch, isFailing);

    expect(small.data).toHaveLength(1);
    expect(small.data[0]?.length).toBeLessThan(100);
});
