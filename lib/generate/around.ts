/** Goes round a list: behind the last item comes the first again. */

/** The item of a list that is not empty; the index is a whole number from 0. */
export const around = <T>(list: readonly T[], index: number): T => {
    const item = list[index % list.length];
    if (item === undefined)
        throw new Error('There is no way round a list of nothing. This is a bug: please report it.');
    return item;
};
