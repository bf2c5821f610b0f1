/** The result of a query: its columns, and its rows in batches. */
import type { JsonValue } from './json-value.ts';

export type ResultColumn = { readonly name: string; readonly isNumber: boolean };
export type ResultRow = readonly JsonValue[];

/** Rows come in batches of a few thousand: a result of any length needs the memory of one batch. */
export type QueryResult = {
    readonly columns: readonly ResultColumn[];
    readonly batches: AsyncIterable<readonly ResultRow[]>;
};

/** Rows in memory, as the batches of a result. */
export async function* oneBatch(rows: readonly ResultRow[]): AsyncIterable<readonly ResultRow[]> {
    yield rows;
}

/** A result with one row per record, and these fields as its columns. */
export const objectsResult = <Name extends string>(
    names: readonly Name[],
    records: readonly Readonly<Record<Name, string>>[],
): QueryResult => ({
    columns: names.map((name) => ({ name: name.replaceAll('_', ' '), isNumber: false })),
    batches: oneBatch(records.map((record) => names.map((name) => record[name]))),
});
