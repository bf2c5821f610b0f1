/** Finds the items that a call fails on: halves what fails, until each such item is alone. */

/** One call for some items: its result, and whether the items are to blame. */
export type Attempt<Result> = { readonly result: Result; readonly isFailed: boolean };

/** Consecutive items, and the result of the call that they had in common. */
export type IsolatedPart<Item, Result> = { readonly items: readonly Item[]; readonly result: Result };

/** An item that fails alone is tried once more: its first death may have come from a lack of memory elsewhere. */
const MAX_ATTEMPTS_ALONE = 2;

/**
 * Calls `attempt` for all items, and for halves of them as long as it fails.
 *
 * @param attempt gets some items, and the number of the attempt for just these: 1, or 2 for a single one
 * @returns parts that succeeded, and single items that failed, in the order of the items
 */
export const isolateFailures = async <Item, Result>(
    items: readonly Item[],
    attempt: (items: readonly Item[], number: number) => Promise<Attempt<Result>>,
): Promise<readonly IsolatedPart<Item, Result>[]> => {
    const { result, isFailed } = await attempt(items, 1);
    if (!isFailed) return [{ items, result }];
    if (items.length === 1) return [{ items, result: (await attempt(items, MAX_ATTEMPTS_ALONE)).result }];
    const middle = Math.ceil(items.length / 2);
    const first = await isolateFailures(items.slice(0, middle), attempt);
    return [...first, ...(await isolateFailures(items.slice(middle), attempt))];
};
