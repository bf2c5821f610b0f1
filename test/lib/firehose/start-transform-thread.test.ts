/** Tests of the transform in a worker thread: results in order, deaths of the thread, and calls after its end. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { NO_INVOCATION_FAULTS } from '../../../lib/firehose/faults.ts';
import { startTransformThread, type TransformThread } from '../../../lib/firehose/start-transform-thread.ts';
import { usualText } from '../../fixtures/records.ts';
import { makeInvocation } from '../../support/transform-batch.ts';
import { poisonEvent, withPoisonThread, type Poison } from '../../support/poison-bundle.ts';
import { buildAll, temporaryFolder } from '../../support/run-replay.ts';

let thread: TransformThread | null = null;

beforeAll(buildAll);
afterEach(async () => thread?.close());

const invocation = (count: number): object =>
    makeInvocation(
        Array.from({ length: count }, () => Buffer.from(usualText).toString('base64')),
        'local-user-activity',
        1767225605000,
    );

test('calls return in order, including a failed one', async () => {
    const { call } = (thread = startTransformThread());

    const results = await Promise.allSettled([
        call(invocation(300), NO_INVOCATION_FAULTS),
        call({}, NO_INVOCATION_FAULTS),
        call(invocation(1), NO_INVOCATION_FAULTS),
    ]);

    expect(results).toMatchObject([
        { value: { outcome: { counts: { records: 300 } } } },
        { value: { outcome: { failedAt: expect.stringContaining('transform.cjs') } } },
        { value: { outcome: { counts: { records: 1 } } } },
    ]);
});

test('when the thread ends, pending and later calls fail', async () => {
    const { call, close } = (thread = startTransformThread());
    const pending = Promise.allSettled([
        call(invocation(500), NO_INVOCATION_FAULTS),
        call(invocation(500), NO_INVOCATION_FAULTS),
        call(invocation(500), NO_INVOCATION_FAULTS),
    ]);

    await close();
    const results = [...(await pending), ...(await Promise.allSettled([call(invocation(1), NO_INVOCATION_FAULTS)]))];

    expect(results.at(-1)).toMatchObject({
        status: 'rejected',
        reason: new Error('The thread has ended.'),
    });
    expect(results).toHaveLength(4);
});

describe('a record that kills the thread', () => {
    const withRecord = (text: string): object =>
        makeInvocation([Buffer.from(text).toString('base64')], 'local-user-activity', 1767225605000);

    test.each<[Poison, object]>([
        ['throws', { failedAt: expect.stringMatching(/^RangeError at .*transform\.cjs/) }],
        ['eats memory', { diedOf: 'out_of_memory' }],
        // V8 would end the whole process at the heap limit of a thread.
        ['parses too much', { diedOf: 'out_of_memory' }],
        ['hangs', { diedOf: 'timed_out' }],
        ['ends the thread', { diedOf: 'exited' }],
    ])('a record that %s fails its own call, and the calls before and after it return', async (poison, outcome) => {
        const results = await withPoisonThread(
            async (call) =>
                Promise.all([
                    call(invocation(1), NO_INVOCATION_FAULTS),
                    call(withRecord(poisonEvent(poison)), NO_INVOCATION_FAULTS),
                    call(invocation(2), NO_INVOCATION_FAULTS),
                    call(invocation(3), NO_INVOCATION_FAULTS),
                ]),
            poison === 'hangs' ? 3000 : undefined,
        );

        expect(results.map((result) => result.outcome)).toMatchObject([
            { counts: { records: 1 } },
            outcome,
            { counts: { records: 2 } },
            { counts: { records: 3 } },
        ]);
    });
});

test.each([
    ['is missing', null, 'Cannot find module'],
    ['throws', "throw new Error('damaged')", 'damaged'],
    ['has no handler', 'exports.other = 1', 'handlerWith'],
])('a bundle that %s is a user error of every call, not of a record', async (_, source, message) => {
    const bundle = join(temporaryFolder(), 'transform.cjs');
    if (source !== null) writeFileSync(bundle, source);
    const { call } = (thread = startTransformThread({ bundle }));

    const results = await Promise.allSettled([
        call(invocation(1), NO_INVOCATION_FAULTS),
        call(invocation(1), NO_INVOCATION_FAULTS),
    ]);

    for (const result of results) {
        expect(result).toMatchObject({ status: 'rejected', reason: { name: 'UserError' } });
        expect(String('reason' in result && result.reason)).toMatch(
            new RegExp(`Cannot start .*transform-thread\\.mjs: [^]*${message}[^]*npm run build`),
        );
    }
});
