/** Handlers that lie: each loses or spoils something, and the law finds it. */
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallTransform, Invoked, PutBack } from '../../lib/firehose/call-transform.ts';
import { CALM_FATE, type Fate } from '../../lib/firehose/faults.ts';
import type { CheckedAnswer } from '../../lib/firehose/check-answer.ts';
import { calmRun, run, type Run } from './given-runs.ts';
import { faultsOf } from './judge.ts';
import { moduleCall, played } from './play.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const textOf = (data: string): string => {
    const bytes = Buffer.from(data, 'base64');
    return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
};

const recordsOf = (answer: unknown): readonly CheckedAnswer[] =>
    (answer as { records: readonly CheckedAnswer[] }).records;

/** A lie about the records of an answer. */
const answering =
    (lie: (record: CheckedAnswer, index: number) => object) =>
    ({ outcome, putBack }: Invoked): Invoked => {
        if ('failedAt' in outcome) return { outcome, putBack };
        return { outcome: { ...outcome, answer: { records: recordsOf(outcome.answer).map(lie) } }, putBack };
    };

const kept = (lie: (record: CheckedAnswer) => object) =>
    answering((record) => (record.result === 'Ok' ? lie(record) : record));
const putting =
    (lie: (records: readonly string[]) => readonly string[]) =>
    ({ outcome, putBack }: Invoked): Invoked => ({
        outcome,
        putBack: putBack.map(({ stream, records }): PutBack => ({ stream, records: lie(records) })),
    });
const lines = (data: string): readonly string[] => textOf(data).trimEnd().split('\n');

const LIES: readonly (readonly [string, (invoked: Invoked) => Invoked])[] = [
    ['leaves out a piece that it puts back', putting((records) => records.slice(1))],
    [
        'puts the first parcel of a piece back and forgets the rest',
        putting((records) => records.map((record) => base64(`${lines(record)[0] ?? ''}\n`))),
    ],
    [
        'puts back with another time of arrival',
        putting((records) =>
            records.map((record) => base64(textOf(record).replaceAll('"arrived_at":1', '"arrived_at":2'))),
        ),
    ],
    [
        'puts back with another path',
        putting((records) =>
            records.map((record) => base64(textOf(record).replaceAll('"cloudwatch_logs"', '"s3_export"'))),
        ),
    ],
    [
        'puts back the beginning of a text',
        putting((records) =>
            records.map((record) => base64(textOf(record).replace(/"text":"(.{8}).*"\}/, '"text":"$1"}'))),
        ),
    ],
    ['answers Ok without data', kept((record) => ({ ...record, data: '' }))],
    [
        'answers Ok with one line less',
        kept((record) => ({ ...record, data: base64(`${lines(record.data).slice(0, -1).join('\n')}\n`) })),
    ],
    ['answers Dropped for what it should keep', kept(({ recordId }) => ({ recordId, result: 'Dropped', data: '' }))],
    [
        'answers ProcessingFailed for what it should keep',
        kept(({ recordId }) => ({ recordId, result: 'ProcessingFailed', data: '' })),
    ],
    [
        'answers Dropped for what it refuses',
        answering((record) =>
            record.result === 'ProcessingFailed' ? { ...record, result: 'Dropped', data: '' } : record,
        ),
    ],
    [
        'keeps a row under another id',
        kept((record) => ({
            ...record,
            data: base64(textOf(record.data).replace(/"record_id":"./, '"record_id":"-')),
        })),
    ],
    [
        'keeps a row twice, once under another id',
        kept((record) => ({
            ...record,
            data: base64(textOf(record.data) + textOf(record.data).replace(/"record_id":"./, '"record_id":"-')),
        })),
    ],
    [
        'keeps a row with a column less',
        kept((record) => ({ ...record, data: base64(textOf(record.data).replace(/"event_at_source":"[a-z]+",/, '')) })),
    ],
    [
        'names another partition',
        kept((record) => ({
            ...record,
            metadata: { partitionKeys: { ...record.metadata?.partitionKeys, dt: '2026-01-09' } },
        })),
    ],
    [
        'exchanges the data of its answers',
        (invoked) => {
            if ('failedAt' in invoked.outcome) return invoked;
            const all = recordsOf(invoked.outcome.answer);
            return answering((record, index) => ({ ...record, data: all[(index + 1) % all.length]?.data ?? '' }))(
                invoked,
            );
        },
    ],
    [
        'leaves out an id',
        ({ outcome, putBack }) =>
            'failedAt' in outcome
                ? { outcome, putBack }
                : { outcome: { ...outcome, answer: { records: recordsOf(outcome.answer).slice(1) } }, putBack },
    ],
];

const isLawful = async (given: Run, call: CallTransform): Promise<boolean> => {
    try {
        return faultsOf(given, await played(given, call)).length === 0;
    } catch {
        return false;
    }
};

const SEARCH = { numRuns: 400, seed: 7, endOnFailure: true } as const;

describe('the law finds a handler that', () => {
    test.each(LIES)('%s', async (_, lie) => {
        const lying: CallTransform = async (event, fate) => lie(await moduleCall(event, fate));

        const { failed } = await fc.check(
            fc.asyncProperty(calmRun, async (given) => isLawful(given, lying)),
            SEARCH,
        );

        expect(failed).toBe(true);
    });

    test('does not look whether what it put back was taken', async () => {
        const lying: CallTransform = async (event, fate) => {
            const honest = await moduleCall(event, { ...fate, puts: [] });
            const taken: Fate = { ...CALM_FATE, puts: fate.puts };
            return {
                ...honest,
                putBack: honest.putBack.filter((_, call) => !['refused', 'throws'].includes(taken.puts[call] ?? '')),
            };
        };

        const { failed } = await fc.check(
            fc.asyncProperty(run, async (given) => isLawful(given, lying)),
            SEARCH,
        );

        expect(failed).toBe(true);
    });
});

test('the law finds nothing against an honest one in the same runs', async () => {
    await fc.assert(
        fc.asyncProperty(calmRun, async (given) => {
            expect(faultsOf(given, await played(given, moduleCall))).toEqual([]);
        }),
        { numRuns: 40, seed: 7 },
    );
});

test('what it finds shrinks to one arrival', async () => {
    const lying: CallTransform = async (event, fate) =>
        putting((records) => records.slice(1))(await moduleCall(event, fate));

    const { counterexample } = await fc.check(
        fc.asyncProperty(calmRun, async (given) => isLawful(given, lying)),
        { numRuns: 400, seed: 7 },
    );

    expect(counterexample?.[0].arrivals).toHaveLength(1);
});
