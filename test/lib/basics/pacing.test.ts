/** Tests of the waits before a retry. */
import { expect, test } from 'vitest';
import { bytePacer, equalJitterMs, fullJitterMs } from '../../../lib/basics/pacing.ts';

const BACKOFF = { firstMs: 100, maxMs: 1000 };

test('full jitter is any wait up to a bound that doubles, and stops at the longest wait', () => {
    expect([0, 1, 2, 3, 4, 50].map((attempt) => fullJitterMs(attempt, BACKOFF, 1))).toEqual([
        100, 200, 400, 800, 1000, 1000,
    ]);
    expect(fullJitterMs(3, BACKOFF, 0)).toBe(0);
});

test('equal jitter waits for at least half of the bound', () => {
    expect([0, 0.5, 1].map((random) => equalJitterMs(1, BACKOFF, random))).toEqual([100, 150, 200]);
});

test('a call of a byte pacer waits for the bytes of the previous call, not for its own', async () => {
    let now = 1000;
    const waits: number[] = [];
    const pace = bytePacer(100, {
        now: () => now,
        wait: async (ms) => {
            waits.push(ms);
            now += ms;
        },
    });

    await pace(50);
    await pace(10);
    now += 1000;
    await pace(10);

    expect(waits).toEqual([0, 500, 0]);
});
