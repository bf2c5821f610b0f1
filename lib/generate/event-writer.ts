/** Writes events in the usual form, and a share of them in another form that the transform must also accept. */
import { deckOf } from './deck.ts';
import type { Dice } from './dice.ts';
import type { EventVariations } from './variation.ts';

const USUAL_FORM = 'usual';

type WrittenEvent = { readonly text: string; readonly form: string };
export type EventWriter<Subject> = (subject: Subject) => WrittenEvent;

export type VariationOptions = { readonly dice: Dice; readonly variationRate: number };

export const createEventWriter = <Subject>(
    usual: (subject: Subject) => object,
    variations: EventVariations<Subject>,
    { dice, variationRate }: VariationOptions,
): EventWriter<Subject> => {
    const deck = deckOf(variations, dice);
    return (subject) => {
        if (!dice.chance(variationRate)) return { text: JSON.stringify(usual(subject)), form: USUAL_FORM };
        const { name, write } = deck.deal();
        return { text: write(subject), form: name };
    };
};
