/** Writes events in their usual form, and some of them, at a rate, in one of the other forms that must also be accepted. */
import { deckOf } from './deck.ts';
import type { Dice } from './dice.ts';
import type { Variations } from './variation.ts';

export const USUAL_FORM = 'usual';

export type Written = { readonly text: string; readonly form: string };
export type Scribe<Subject> = (subject: Subject) => Written;

export type Habit = { readonly dice: Dice; readonly variationRate: number };

export const scribeOf = <Subject>(
    usual: (subject: Subject) => object,
    variations: Variations<Subject>,
    habit: Habit,
): Scribe<Subject> => {
    const deck = deckOf(variations, habit.dice);
    return (subject) => {
        if (!habit.dice.chance(habit.variationRate)) return { text: JSON.stringify(usual(subject)), form: USUAL_FORM };
        const { name, write } = deck.deal();
        return { text: write(subject), form: name };
    };
};
