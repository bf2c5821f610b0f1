/** Tests of the budget that all parts of a record share. */
import { expect, test } from 'vitest';
import { budgetOf, exceededBound } from '../../../../lib/transform/decode/budget.ts';

const part = (length: number) => ({ bytes: Buffer.alloc(length), reason: null });

test('brackets are counted if all parts together have more than 64 KiB', () => {
    const isCounted = [[65_536], [65_537], [40_000, 25_536], [40_000, 25_537], []].map(
        (lengths) => budgetOf(lengths.map(part)).isCounted,
    );

    expect(isCounted).toEqual([false, true, false, true, false]);
});

test('a budget names the bound that is exceeded', () => {
    const budget = budgetOf([]);

    expect([
        exceededBound(budget),
        exceededBound({ ...budget, events: 0, values: 0 }),
        exceededBound({ ...budget, events: -1 }),
        exceededBound({ ...budget, values: -1 }),
    ]).toEqual([null, null, 'too_many_events', 'too_many_values']);
});
