/** Tests of the state that the path keeps for speed. */
import { expect, test } from 'vitest';
import { minuteTexts, poolIds } from '../../../lib/transform/memo.ts';

test('a value is made once for a key', () => {
    let made = 0;
    const make = (minute: number): string => {
        made += 1;
        return `minute ${minute}`;
    };

    expect([minuteTexts(-1, make), minuteTexts(-1, make), made]).toEqual(['minute -1', 'minute -1', 1]);
});

test('undefined is not remembered', () => {
    expect(poolIds('not a pool', () => undefined)).toBeUndefined();
    expect(poolIds('not a pool', (id) => id)).toBe('not a pool');
});

test('a table starts anew when it is full, so that a hostile batch cannot grow it', () => {
    let made = 0;
    const make = (id: string): string => {
        made += 1;
        return id;
    };
    const ids = Array.from({ length: 3000 }, (_, index) => `pool ${index}`);

    for (const id of ids) poolIds(id, make);
    poolIds('pool 0', make);

    expect(made).toBe(3001);
    expect(poolIds('pool 2999', () => 'made again')).toBe('pool 2999');
});
