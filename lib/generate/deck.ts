/** A shuffled deck: deals every card once before it repeats one, so that a small sample also has the rare cards. */
import type { Dice } from './dice.ts';

export type Deck<T> = { readonly deal: () => T };

const shuffled = <T>(cards: readonly T[], dice: Dice): T[] => {
    const remaining = [...cards];
    const order: T[] = [];
    while (remaining.length > 0) order.push(...remaining.splice(dice.below(remaining.length), 1));
    return order;
};

export const deckOf = <T>(cards: readonly [T, ...T[]], dice: Dice): Deck<T> => {
    let order: T[] = [];
    return {
        deal: () => {
            if (order.length === 0) order = shuffled(cards, dice);
            const [card = cards[0]] = order.splice(-1);
            return card;
        },
    };
};
