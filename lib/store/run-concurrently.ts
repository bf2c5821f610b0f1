/** Runs async work for each item, with bounded concurrency. */
import pMap, { pMapSkip } from 'p-map';

type Items<Item> = AsyncIterable<Item> | Iterable<Item>;

/**
 * Runs `work` for every item, at most `concurrency` at a time. After a failure no item is started; the first error is
 * thrown when the running ones have ended, so that nothing is still written then.
 *
 * @param items may be slow: the next item is requested when a call has ended
 */
export const runConcurrently = async <Item>(
    items: Items<Item>,
    concurrency: number,
    work: (item: Item) => Promise<void>,
): Promise<void> => {
    const failures: unknown[] = [];
    async function* untilFailure(): AsyncIterable<Item> {
        for await (const item of items) {
            if (failures.length > 0) return;
            yield item;
        }
    }
    const runOne = async (item: Item): Promise<typeof pMapSkip> => {
        try {
            await work(item);
        } catch (error) {
            failures.push(error);
        }
        return pMapSkip;
    };
    await pMap(untilFailure(), runOne, { concurrency });
    if (failures.length > 0) throw failures[0];
};

/** The results of `work` for every item, in the order of the items, with at most `concurrency` calls at a time. */
export const mapConcurrently = async <Item, Result>(
    items: readonly Item[],
    concurrency: number,
    work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
    const results: Result[] = [];
    await runConcurrently(items.entries(), concurrency, async ([index, item]) => {
        results[index] = await work(item);
    });
    return results;
};
