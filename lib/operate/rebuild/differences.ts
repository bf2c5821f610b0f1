/** Differences between the old and the rebuilt rows of a table, counted by kind and by column. */

/** In the order of the report. */
export const DIFFERENCE_KINDS = ['changed', 'moved', 'added', 'gone'] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** Shows nothing of a record except its id. */
export type Differences = {
    rows_before: number;
    rows_after: number;
    same: number;
    /** Rows in the same partition with another value in some column. */
    changed: number;
    readonly changed_by_column: Record<string, number>;
    /** Rows that the sources put into another partition. */
    moved: number;
    /** Rows that the old lake did not have. */
    added: number;
    /** Rows that only the old lake has. */
    gone: number;
    /** A few record_ids of each kind. */
    readonly examples: Readonly<Record<DifferenceKind, string[]>>;
};

/** Enough to look at some of each kind. */
export const MAX_EXAMPLES = 5;

export const noDifferences = (): Differences => ({
    rows_before: 0,
    rows_after: 0,
    same: 0,
    changed: 0,
    changed_by_column: {},
    moved: 0,
    added: 0,
    gone: 0,
    examples: { changed: [], moved: [], added: [], gone: [] },
});
