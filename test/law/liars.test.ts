/** Tests that the law catches handlers with a planted bug. */
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallTransform, TransformInvocation, PutCall } from '../../lib/firehose/call-transform.ts';
import { NO_INVOCATION_FAULTS, type InvocationFaults } from '../../lib/firehose/faults.ts';
import type { CheckedReplyRecord } from '../../lib/firehose/check-reply.ts';
import { faultlessRun, anyRun, type SimulatedRun } from './random-runs.ts';
import { findViolations } from './find-violations.ts';
import { callModule, simulateRun } from './simulate-run.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const textOf = (data: string): string => {
    const bytes = Buffer.from(data, 'base64');
    return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
};

const recordsOf = (reply: unknown): readonly CheckedReplyRecord[] =>
    (reply as { records: readonly CheckedReplyRecord[] }).records;

/** A bug in the records of a reply. */
const withReply =
    (change: (record: CheckedReplyRecord, index: number) => object) =>
    ({ outcome, putCalls }: TransformInvocation): TransformInvocation => {
        if (!('reply' in outcome)) return { outcome, putCalls };
        return { outcome: { ...outcome, reply: { records: recordsOf(outcome.reply).map(change) } }, putCalls };
    };

const inOkRecords = (change: (record: CheckedReplyRecord) => object) =>
    withReply((record) => (record.result === 'Ok' ? change(record) : record));
const inPuts =
    (change: (records: readonly string[]) => readonly string[]) =>
    ({ outcome, putCalls }: TransformInvocation): TransformInvocation => ({
        outcome,
        putCalls: putCalls.map(({ stream, records }): PutCall => ({ stream, records: change(records) })),
    });
const lines = (data: string): readonly string[] => textOf(data).trimEnd().split('\n');

const BUGS: readonly (readonly [string, (invoked: TransformInvocation) => TransformInvocation])[] = [
    ['omits a piece from re-ingestion', inPuts((records) => records.slice(1))],
    [
        're-ingests only the first parcel of a piece',
        inPuts((records) => records.map((record) => base64(`${lines(record)[0] ?? ''}\n`))),
    ],
    [
        're-ingests with another arrival time',
        inPuts((records) =>
            records.map((record) => base64(textOf(record).replaceAll('"arrived_at":1', '"arrived_at":2'))),
        ),
    ],
    [
        're-ingests with another ingest path',
        inPuts((records) =>
            records.map((record) => base64(textOf(record).replaceAll('"cloudwatch_logs"', '"s3_export"'))),
        ),
    ],
    [
        're-ingests only the beginning of a text',
        inPuts((records) =>
            records.map((record) => base64(textOf(record).replace(/"text":"(.{8}).*"\}/, '"text":"$1"}'))),
        ),
    ],
    ['replies Ok without data', inOkRecords((record) => ({ ...record, data: '' }))],
    [
        'replies Ok without the last line',
        inOkRecords((record) => ({ ...record, data: base64(`${lines(record.data).slice(0, -1).join('\n')}\n`) })),
    ],
    ['replies Dropped for an ok record', inOkRecords(({ recordId }) => ({ recordId, result: 'Dropped', data: '' }))],
    [
        'replies ProcessingFailed for an ok record',
        inOkRecords(({ recordId }) => ({ recordId, result: 'ProcessingFailed', data: '' })),
    ],
    [
        'replies Dropped for a rejected record',
        withReply((record) =>
            record.result === 'ProcessingFailed' ? { ...record, result: 'Dropped', data: '' } : record,
        ),
    ],
    [
        'writes a row with another record_id',
        inOkRecords((record) => ({
            ...record,
            data: base64(textOf(record.data).replace(/"record_id":"./, '"record_id":"-')),
        })),
    ],
    [
        'writes a row twice, once with another record_id',
        inOkRecords((record) => ({
            ...record,
            data: base64(textOf(record.data) + textOf(record.data).replace(/"record_id":"./, '"record_id":"-')),
        })),
    ],
    [
        'writes a row without a column',
        inOkRecords((record) => ({
            ...record,
            data: base64(textOf(record.data).replace(/"event_at_source":"[a-z]+",/, '')),
        })),
    ],
    [
        'returns another partition',
        inOkRecords((record) => ({
            ...record,
            metadata: { partitionKeys: { ...record.metadata?.partitionKeys, dt: '2026-01-09' } },
        })),
    ],
    [
        'swaps the data of reply records',
        (invoked) => {
            if (!('reply' in invoked.outcome)) return invoked;
            const all = recordsOf(invoked.outcome.reply);
            return withReply((record, index) => ({ ...record, data: all[(index + 1) % all.length]?.data ?? '' }))(
                invoked,
            );
        },
    ],
    [
        'omits a reply record',
        ({ outcome, putCalls }) =>
            'reply' in outcome
                ? { outcome: { ...outcome, reply: { records: recordsOf(outcome.reply).slice(1) } }, putCalls }
                : { outcome, putCalls },
    ],
];

const isLawful = async (run: SimulatedRun, call: CallTransform): Promise<boolean> => {
    try {
        return findViolations(run, await simulateRun(run, call)).length === 0;
    } catch {
        return false;
    }
};

const SEARCH = { numRuns: 400, seed: 7, endOnFailure: true } as const;

describe('a handler with a bug', () => {
    test.each(BUGS)('the law catches a handler that %s', async (_, change) => {
        const withBug: CallTransform = async (event, fate) => change(await callModule(event, fate));

        const { failed } = await fc.check(
            fc.asyncProperty(faultlessRun, async (run) => isLawful(run, withBug)),
            SEARCH,
        );

        expect(failed).toBe(true);
    });

    test('the law catches a handler that ignores rejected pieces', async () => {
        const withBug: CallTransform = async (event, fate) => {
            const correct = await callModule(event, { ...fate, putOutcomes: [] });
            const faults: InvocationFaults = { ...NO_INVOCATION_FAULTS, putOutcomes: fate.putOutcomes };
            return {
                ...correct,
                putCalls: correct.putCalls.filter(
                    (_, call) => !['rejected', 'throws'].includes(faults.putOutcomes[call] ?? ''),
                ),
            };
        };

        const { failed } = await fc.check(
            fc.asyncProperty(anyRun, async (run) => isLawful(run, withBug)),
            SEARCH,
        );

        expect(failed).toBe(true);
    });
});

test('the law finds no violation in the real handler in the same runs', async () => {
    await fc.assert(
        fc.asyncProperty(faultlessRun, async (run) => {
            expect(findViolations(run, await simulateRun(run, callModule))).toEqual([]);
        }),
        { numRuns: 40, seed: 7 },
    );
});

test('a violation shrinks to one record', async () => {
    const withBug: CallTransform = async (event, fate) =>
        inPuts((records) => records.slice(1))(await callModule(event, fate));

    const { counterexample } = await fc.check(
        fc.asyncProperty(faultlessRun, async (run) => isLawful(run, withBug)),
        { numRuns: 400, seed: 7 },
    );

    expect(counterexample?.[0].records).toHaveLength(1);
});
