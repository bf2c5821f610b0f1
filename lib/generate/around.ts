/** Goes round a list: behind the last item comes the first again. */

/** The item of a list that is not empty; the index is a whole number from 0. */
export const around = <T>(list: readonly [T, ...T[]], index: number): T => list[index % list.length] ?? list[0];
