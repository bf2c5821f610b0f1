import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { atOnce, answersAtOnce } from '../../../lib/store/at-once.ts';

test('every item is worked on once, at most so many at a time', async () => {
    const done: number[] = [];
    let [underWay, most] = [0, 0];

    await atOnce([...Array(50).keys()], 4, async (item) => {
        underWay += 1;
        most = Math.max(most, underWay);
        await pause(item % 3);
        underWay -= 1;
        done.push(item);
    });

    expect(done.toSorted((a, b) => a - b)).toEqual([...Array(50).keys()]);
    expect(most).toBe(4);
});

test('a failure is thrown when what was under way has ended, and nothing new is begun', async () => {
    const begun: number[] = [];
    const ended: number[] = [];

    const outcome = atOnce([...Array(50).keys()], 4, async (item) => {
        begun.push(item);
        await pause(item === 1 ? 1 : 10);
        if (item === 1) throw new Error('the second');
        ended.push(item);
    });

    await expect(outcome).rejects.toThrow('the second');
    expect(begun.length).toBeLessThan(7);
    expect(ended).toHaveLength(begun.length - 1);
});

test('no items are no work', async () => {
    await expect(atOnce([], 4, async () => Promise.reject(new Error('never')))).resolves.toBeUndefined();
});

test('the answers are in the order of the items, whichever comes first', async () => {
    let go = (): void => undefined;
    const quick = new Promise<void>((resolve) => {
        go = resolve;
    });

    const answers = await answersAtOnce(['slow', 'quick'], 2, async (item) => {
        if (item === 'slow') await quick;
        else go();
        return item.toUpperCase();
    });

    expect(answers).toEqual(['SLOW', 'QUICK']);
});
