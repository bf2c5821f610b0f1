/** Tests of the fuzzer: it finds nothing in the handler, and every mistake that is planted in one. */
import { describe, expect, test } from 'vitest';
import { handlerWith } from '../../functions/transform.ts';
import type { Handled } from '../../lib/transform/handle-batch.ts';
import type { FirehoseAnswer } from '../../schemas/firehose-event.ts';
import { fuzzedBatch } from './fuzzed-batch.ts';
import { runBatch, type HandlerWith } from './run-batch.ts';
import { shrink } from './shrink.ts';

const SEED = 20_260_101;
const BATCHES = 250;

const faultsOf = async (wrong: HandlerWith, batches = BATCHES): Promise<readonly string[]> => {
    const faults: string[] = [];
    for (let number = 0; number < batches; number += 1)
        faults.push(...(await runBatch(wrong, fuzzedBatch(SEED, number))).faults);
    return [...new Set(faults)];
};

test('nothing is found in the handler', async () => {
    expect(await faultsOf(handlerWith)).toEqual([]);
});

test('a batch is made anew from its seed and number', () => {
    expect(fuzzedBatch(SEED, 7)).toEqual(fuzzedBatch(SEED, 7));
    expect(fuzzedBatch(SEED, 7)).not.toEqual(fuzzedBatch(SEED, 8));
});

test('most batches hold events, and many a known number of them', () => {
    const batches = Array.from({ length: 500 }, (_, number) => fuzzedBatch(SEED, number));

    expect(batches.filter(({ events }) => events !== null && events > 0).length).toBeGreaterThan(100);
});

type Records = FirehoseAnswer['records'];
type Change = (records: Records) => Records;

/** The handler with a mistake in what it answers. */
const answering =
    (change: Change): HandlerWith =>
    (door) =>
    async (invocation, context) => ({ records: change((await handlerWith(door)(invocation, context)).records) });

const kept =
    (change: (record: Records[number]) => Records[number]): Change =>
    (records) =>
        records.map((record) => (record.result === 'Ok' ? change(record) : record));
const inLines = (change: (text: string) => string): Change =>
    kept((record) => ({
        ...record,
        data: Buffer.from(change(Buffer.from(record.data, 'base64').toString())).toString('base64'),
    }));

/** The handler with a mistake in what it counts. */
const counting =
    (change: (handled: Handled) => Handled): HandlerWith =>
    (door) =>
        handlerWith({
            ...door,
            report: (handled, settings, context) => door.report(change(handled), settings, context),
        });

describe('a handler is found out that', () => {
    test.each<[string, HandlerWith, RegExp]>([
        ['leaves out an answer', answering((records) => records.slice(1)), /^not the ids, in order$/],
        ['answers in another order', answering((records) => records.toReversed()), /^not the ids, in order$/],
        ['answers twice', answering((records) => [...records, ...records]), /^not the ids, in order$/],
        [
            'says a word that Firehose does not know',
            answering((records) => records.map((record) => ({ ...record, result: 'OK' as 'Ok' }))),
            /^no result word: OK$/,
        ],
        [
            'loses a line',
            answering(inLines((text) => text.replace(/^.*\n(?=.)/, ''))),
            /^rows that are not in the answer$/,
        ],
        ['forgets the last newline', answering(inLines((text) => text.trimEnd())), /^a last line without its end$/],
        ['puts a newline into a line', answering(inLines((text) => text.replace('{', '{\n'))), /^thrown: SyntaxError/],
        [
            'writes a column that is none',
            answering(inLines((text) => text.replaceAll('{"record_id"', '{"other":1,"record_id"'))),
            /^other is no column$/,
        ],
        [
            'writes half a character',
            answering(inLines((text) => text.replaceAll(/"user_name":"/g, '$&\\ud800'))),
            /^user_name is /,
        ],
        [
            'answers without base64',
            answering(kept((record) => ({ ...record, data: `${record.data}*` }))),
            /^kept without base64$/,
        ],
        [
            'names another partition',
            answering(
                kept((record) => ({
                    ...record,
                    metadata: { partitionKeys: { ...record.metadata?.partitionKeys, dt: '2026-01-31' } },
                })),
            ),
            /^not of its partition$/,
        ],
        [
            'leaves its folder',
            answering(
                kept((record) => ({
                    ...record,
                    metadata: { partitionKeys: { ...record.metadata?.partitionKeys, user_pool_id: '../x_1' } },
                })),
            ),
            /^the partition key user_pool_id is/,
        ],
        [
            'refuses with other bytes',
            answering((records) =>
                records.map((record) => (record.result === 'ProcessingFailed' ? { ...record, data: '' } : record)),
            ),
            /^failed with other bytes$/,
        ],
        ['throws', () => async () => Promise.reject(new Error('x')), /^thrown: Error: x$/],
        [
            'does not count an event',
            counting((handled) => ({ ...handled, counts: { ...handled.counts, events: handled.counts.events - 1 } })),
            /^the identity of events$/,
        ],
        [
            'loses an event before it counts',
            counting((handled) => ({
                ...handled,
                counts: {
                    ...handled.counts,
                    events: 0,
                    rows: 0,
                    refused_events: 0,
                    put_back_events: 0,
                    refused_by_reason: {},
                },
            })),
            /^\d+ events went in, 0 were found$/,
        ],
        [
            'does not put a piece back',
            (door) =>
                handlerWith({
                    ...door,
                    portsOf: (context) => ({
                        ...door.portsOf(context),
                        put: async (_stream, pieces) => pieces.map(() => true),
                    }),
                }),
            /^\d+ events in, \d+ rows and \d+ refused$/,
        ],
        [
            'puts pieces back on a stream of its own',
            (door) => handlerWith({ ...door, settings: { user_activity: 'a', user_notification: 'b' } }),
            /^put on a$/,
        ],
    ])('%s', async (_, wrong, told) => {
        const faults = await faultsOf(wrong, 120);

        expect(faults.filter((fault) => told.test(fault)).length).toBeGreaterThan(0);
    });
});

test('a failing batch is made small', async () => {
    const isFailing = async ({ data }: { readonly data: readonly string[] }): Promise<boolean> =>
        data.some((each) => Buffer.from(each, 'base64').includes('"userName"'));
    const batch = await (async () => {
        for (let number = 0; ; number += 1)
            if (fuzzedBatch(SEED, number).data.length > 3 && (await isFailing(fuzzedBatch(SEED, number))))
                return fuzzedBatch(SEED, number);
    })();

    const small = await shrink(batch, isFailing);

    expect(small.data).toHaveLength(1);
    expect(small.data[0]?.length).toBeLessThan(100);
});
