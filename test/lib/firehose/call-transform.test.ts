/** Tests of the call of the bundle that is deployed. */
import { beforeAll, describe, expect, test } from 'vitest';
import { callWith, transformHere, built } from '../../../lib/firehose/call-transform.ts';
import { CALM_FATE, type PutFate } from '../../../lib/firehose/faults.ts';
import { notificationText, usualText } from '../../fixtures/records.ts';
import { invocationOf } from '../../support/given-firehose.ts';
import { buildAll } from '../../support/given-replay.ts';
import { join } from 'node:path';
import { packageRoot } from '../../../lib/basics/package-root.ts';

beforeAll(buildAll);

const invocation = (...texts: readonly string[]): object =>
    invocationOf(
        texts.map((text) => Buffer.from(text).toString('base64')),
        'local-user-activity',
        1767225605000,
    );

test('an invocation gives the answer, the counts, and what was put back', async () => {
    const { outcome, putBack } = await transformHere()(invocation(usualText, notificationText), CALM_FATE);

    expect(outcome).toMatchObject({
        answer: {
            records: [
                { recordId: 'record-0', result: 'Ok' },
                { recordId: 'record-1', result: 'Dropped' },
            ],
        },
        counts: { arrivals: 2, events: 2, rows: 1, put_back_events: 1 },
    });
    expect(putBack).toEqual([{ stream: 'local-user-notification', records: [expect.any(String)] }]);
});

test('an invocation that is none of Firehose’s fails, and where is told, not why: a message may hold a piece of a record', async () => {
    const { outcome, putBack } = await transformHere()({ records: 'secret' }, CALM_FATE);

    expect(outcome).toEqual({ failedAt: expect.stringMatching(/^Error at .*transform\.cjs/) });
    expect([JSON.stringify(outcome).includes('secret'), putBack]).toEqual([false, []]);
});

describe('a call of PutRecordBatch', () => {
    const events = [usualText, usualText.replace('SignIn', 'SignUp'), '{'].join('\n');

    test.each<[PutFate, number[], number]>([
        ['taken', [3], 0],
        ['some', [1, 1, 0, 1], 0],
        ['refused', [0, 3], 0],
        ['throws', [0, 3], 0],
        ['lost', [3, 3], 0],
    ])('that is %s leaves on the stream, try by try: %j', async (fate, taken, refused) => {
        const { outcome, putBack } = await transformHere()(invocation(events), {
            ...CALM_FATE,
            puts: [fate, ...(fate === 'some' ? [fate, fate] : [])],
        });

        expect(putBack.map(({ records }) => records.length)).toEqual(taken);
        expect(outcome).toMatchObject({ counts: { refused } });
    });

    test('is tried again only while there is time: then the arrival is refused', async () => {
        const { outcome, putBack } = await transformHere()(invocation(events), {
            ...CALM_FATE,
            puts: ['refused', 'refused', 'refused', 'refused'],
            leftMs: 350,
        });

        expect(putBack).toHaveLength(3);
        expect(outcome).toMatchObject({ counts: { refused_by_reason: { put_back_failed: 3 } } });
    });
});

test('a message that looks like the place of an error is not told either', async () => {
    const { outcome } = await callWith(
        () => async () => Promise.reject(new Error('x\n    at secret (ana)\n    at secret')),
    )({}, CALM_FATE);

    expect(outcome).toEqual({ failedAt: expect.stringMatching(/^Error at .*call-transform/) });
    expect(JSON.stringify(outcome)).not.toContain('secret');
});

test.each([
    ['throws no error', async () => Promise.reject(new Map()), 'a throw of no error'],
    ['reports no counts', async () => ({ records: [] }), 'a handler that reports no counts'],
    [
        'throws an error without a stack',
        async () => Promise.reject(Object.assign(new TypeError('x'), { stack: undefined })),
        'TypeError',
    ],
])('a handler that %s has failed', async (_, handler, failedAt) => {
    expect(await callWith(() => handler)({}, CALM_FATE)).toEqual({ outcome: { failedAt }, putBack: [] });
});

beforeAll(buildAll);

test('what is built is found; what is not is named, with how to build it', () => {
    expect(built('functions', 'transform.cjs')).toBe(join(packageRoot(), 'dist', 'functions', 'transform.cjs'));
    expect(() => built('functions', 'none.cjs')).toThrow(
        `${join(packageRoot(), 'dist', 'functions', 'none.cjs')} is not there. Build it with: npm run build`,
    );
});
