/** Tests of calling the deployed bundle. */
import { beforeAll, describe, expect, test } from 'vitest';
import { toCallTransform, loadTransform, builtFile } from '../../../lib/firehose/call-transform.ts';
import { NO_INVOCATION_FAULTS, type PutOutcome } from '../../../lib/firehose/faults.ts';
import { notificationText, usualText } from '../../fixtures/records.ts';
import { makeInvocation } from '../../support/transform-batch.ts';
import { buildAll } from '../../support/run-replay.ts';
import { join } from 'node:path';
import { packageRoot } from '../../../lib/basics/package-root.ts';

beforeAll(buildAll);

const invocation = (...texts: readonly string[]): object =>
    makeInvocation(
        texts.map((text) => Buffer.from(text).toString('base64')),
        'local-user-activity',
        1767225605000,
    );

test('an invocation returns the reply, the counts and the re-ingested records', async () => {
    const { outcome, putCalls } = await loadTransform()(invocation(usualText, notificationText), NO_INVOCATION_FAULTS);

    expect(outcome).toMatchObject({
        reply: {
            records: [
                { recordId: 'record-0', result: 'Ok' },
                { recordId: 'record-1', result: 'Dropped' },
            ],
        },
        counts: { records: 2, events: 2, rows: 1, reingested_events: 1 },
    });
    expect(putCalls).toEqual([{ stream: 'local-user-notification', records: [expect.any(String)] }]);
});

test('the failure of a malformed invocation has a location, but no message: that may contain a record', async () => {
    const { outcome, putCalls } = await loadTransform()({ records: 'secret' }, NO_INVOCATION_FAULTS);

    expect(outcome).toEqual({ failedAt: expect.stringMatching(/^Error at .*transform\.cjs/) });
    expect([JSON.stringify(outcome).includes('secret'), putCalls]).toEqual([false, []]);
});

describe('a PutRecordBatch call', () => {
    const events = [usualText, usualText.replace('SignIn', 'SignUp'), '{'].join('\n');

    test.each<[PutOutcome, number[], number]>([
        ['accepted', [3], 0],
        ['partial', [1, 1, 0, 1], 0],
        ['rejected', [0, 3], 0],
        ['throws', [0, 3], 0],
        ['response_lost', [3, 3], 0],
    ])(
        'a call that is %s puts these records on the stream, attempt by attempt: %j',
        async (outcome, accepted, rejected) => {
            const result = await loadTransform()(invocation(events), {
                ...NO_INVOCATION_FAULTS,
                putOutcomes: [outcome, ...(outcome === 'partial' ? [outcome, outcome] : [])],
            });

            expect(result.putCalls.map(({ records }) => records.length)).toEqual(accepted);
            expect(result.outcome).toMatchObject({ counts: { rejected } });
        },
    );

    test('a call is retried only while time remains; then the record is rejected', async () => {
        const { outcome, putCalls } = await loadTransform()(invocation(events), {
            ...NO_INVOCATION_FAULTS,
            putOutcomes: ['rejected', 'rejected', 'rejected', 'rejected'],
            remainingMs: 350,
        });

        expect(putCalls).toHaveLength(3);
        expect(outcome).toMatchObject({ counts: { rejected_by_reason: { reingest_failed: 3 } } });
    });
});

test('a message that looks like a stack frame is not shown either', async () => {
    const { outcome } = await toCallTransform(
        () => async () => Promise.reject(new Error('x\n    at secret (ana)\n    at secret')),
    )({}, NO_INVOCATION_FAULTS);

    expect(outcome).toEqual({ failedAt: expect.stringMatching(/^Error at .*call-transform/) });
    expect(JSON.stringify(outcome)).not.toContain('secret');
});

test.each([
    ['throws no error', async () => Promise.reject(new Map()), 'a thrown value that is not an Error'],
    ['reports no counts', async () => ({ records: [] }), 'a handler that reports no counts'],
    [
        'throws an error without a stack',
        async () => Promise.reject(Object.assign(new TypeError('x'), { stack: undefined })),
        'TypeError',
    ],
])('the outcome of a handler that %s is a failure', async (_, handler, failedAt) => {
    expect(await toCallTransform(() => handler)({}, NO_INVOCATION_FAULTS)).toEqual({
        outcome: { failedAt },
        putCalls: [],
    });
});

test('builtFile finds a built file, and throws for a missing one with the command that builds it', () => {
    expect(builtFile('functions', 'transform.cjs')).toBe(join(packageRoot(), 'dist', 'functions', 'transform.cjs'));
    expect(() => builtFile('functions', 'none.cjs')).toThrow(
        `${join(packageRoot(), 'dist', 'functions', 'none.cjs')} does not exist. Build it with: npm run build`,
    );
});
