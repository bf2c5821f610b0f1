/** Tests of the dice: the same seed gives the same numbers on any version of Node. */
import { expect, test } from 'vitest';
import { Dice, cyclicItem } from '../../../lib/generate/dice.ts';
import { deckOf } from '../../../lib/generate/deck.ts';

test('the first numbers of a seed never change', () => {
    const dice = new Dice(1, 2);

    const numbers = [dice.next(), dice.next(), dice.next(), dice.uuid(), dice.hex(3)];

    expect(numbers).toMatchInlineSnapshot(`
      [
        4198616899,
        3289234483,
        488419817,
        "115c6f7c-e835-48e2-afc1-824456992c7f",
        "4db3e6",
      ]
    `);
});

test('different seeds and streams give different numbers', () => {
    const all = [new Dice(1, 1), new Dice(1, 2), new Dice(2, 1), new Dice(2, 2)];

    const first = all.map((dice) => dice.next());

    expect(new Set(first).size).toBe(4);
});

test('chance is true for the given share of calls', () => {
    const dice = new Dice(7, 7);

    const hits = Array.from({ length: 10_000 }, () => dice.chance(0.3)).filter(Boolean).length;

    expect(hits / 10_000).toBeCloseTo(0.3, 1);
});

test('weighted never picks an item of weight 0', () => {
    const dice = new Dice(3, 3);

    const picked = Array.from(
        { length: 1000 },
        () =>
            dice.weighted([
                { name: 'never', weight: 0 },
                { name: 'always', weight: 2 },
            ]).name,
    );

    expect(new Set(picked)).toEqual(new Set(['always']));
});

test('a UUID has version 4', () => {
    const dice = new Dice(9, 9);

    const uuid = dice.uuid();

    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a deck deals each card once before it repeats one', () => {
    const deck = deckOf(['a', 'b', 'c', 'd'], new Dice(5, 5));

    const dealt = Array.from({ length: 8 }, () => deck.deal());

    expect([dealt.slice(0, 4).toSorted(), dealt.slice(4).toSorted()]).toEqual([
        ['a', 'b', 'c', 'd'],
        ['a', 'b', 'c', 'd'],
    ]);
});

test('pick throws on an empty list, and weighted picks the last item if all weights are 0', () => {
    const dice = new Dice(1, 2);

    expect(() => dice.pick([])).toThrow(TypeError);
    expect(
        dice.weighted([
            { name: 'a', weight: 0 },
            { name: 'b', weight: 0 },
        ]),
    ).toEqual({ name: 'b', weight: 0 });
});

test('cyclicItem starts again after the last item and throws on an empty list', () => {
    expect([0, 1, 2, 7].map((index) => cyclicItem(['a', 'b'], index))).toEqual(['a', 'b', 'a', 'b']);
    expect(() => cyclicItem([], 0)).toThrow('This is a bug');
});
