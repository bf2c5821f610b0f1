import { expect, test } from 'vitest';
import { pace } from '../../../../lib/operate/redrive/stream-destination.ts';

test('bytes wait for those before them, and not for themselves', async () => {
    let now = 1000;
    const waits: number[] = [];
    const keep = pace(100, {
        now: () => now,
        wait: async (ms) => {
            waits.push(ms);
            now += ms;
        },
    });

    await keep(50);
    await keep(10);
    now += 1000;
    await keep(10);

    expect(waits).toEqual([0, 500, 0]);
});
