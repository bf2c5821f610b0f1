/** Asks something for each item, some at a time: the answers are in the order of the items. */
import { atOnce } from './at-once.ts';

export const answersAtOnce = async <Item, Answer>(
    items: readonly Item[],
    lanes: number,
    ask: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> => {
    const answers: Answer[] = [];
    await atOnce(items.entries(), lanes, async ([index, item]) => {
        answers[index] = await ask(item);
    });
    return answers;
};
