/** Does a piece of work for each item, some at a time. */

/**
 * Does the work for every item, at most `lanes` at a time. The first failure is thrown when those under way have ended; no other is begun.
 *
 * @param items may come slowly: the next is asked for when a lane is free
 */
export const atOnce = async <Item>(
    items: AsyncIterable<Item> | Iterable<Item>,
    lanes: number,
    work: (item: Item) => Promise<void>,
): Promise<void> => {
    const underWay = new Set<Promise<void>>();
    const failures: unknown[] = [];
    for await (const item of items) {
        const one: Promise<void> = work(item)
            .catch((error: unknown) => {
                failures.push(error);
            })
            .finally(() => underWay.delete(one));
        underWay.add(one);
        if (underWay.size >= lanes) await Promise.race(underWay);
        if (failures.length > 0) break;
    }
    await Promise.all(underWay);
    if (failures.length > 0) throw failures[0];
};

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
