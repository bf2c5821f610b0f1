/** Tests of bounded concurrency. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runConcurrently, mapConcurrently } from '../../../lib/store/run-concurrently.ts';

test('every item is processed once, with at most `lanes` items at a time', async () => {
    const done: number[] = [];
    let [running, most] = [0, 0];

    await runConcurrently([...Array(50).keys()], 4, async (item) => {
        running += 1;
        most = Math.max(most, running);
        await pause(item % 3);
        running -= 1;
        done.push(item);
    });

    expect(done.toSorted((a, b) => a - b)).toEqual([...Array(50).keys()]);
    expect(most).toBe(4);
});

test('an error is thrown after the running items have ended, and no new item is started', async () => {
    const started: number[] = [];
    const ended: number[] = [];

    const outcome = runConcurrently([...Array(50).keys()], 4, async (item) => {
        started.push(item);
        await pause(item === 1 ? 1 : 10);
        if (item === 1) throw new Error('the second');
        ended.push(item);
    });

    await expect(outcome).rejects.toThrow('the second');
    expect(started.length).toBeLessThan(7);
    expect(ended).toHaveLength(started.length - 1);
});

test('an empty list of items calls no work', async () => {
    await expect(runConcurrently([], 4, async () => Promise.reject(new Error('never')))).resolves.toBeUndefined();
});

test('mapConcurrently returns results in the order of the items, whichever ends first', async () => {
    let release = (): void => undefined;
    const quick = new Promise<void>((resolve) => {
        release = resolve;
    });

    const results = await mapConcurrently(['slow', 'quick'], 2, async (item) => {
        if (item === 'slow') await quick;
        else release();
        return item.toUpperCase();
    });

    expect(results).toEqual(['SLOW', 'QUICK']);
});
