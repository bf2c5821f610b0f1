/** A shuffled deck: deals every card once before any comes again, so that rare things appear however few are asked for. */
import type { Dice } from './dice.ts';

export type Deck<T> = { readonly deal: () => T };

const shuffled = <T>(cards: readonly T[], dice: Dice): T[] => {
    const left = [...cards];
    const order: T[] = [];
    while (left.length > 0) order.push(...left.splice(dice.below(left.length), 1));
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
