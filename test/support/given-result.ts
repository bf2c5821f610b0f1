/** A result made up for a test, and the text that a format makes of it. */
import type { Format } from '../../lib/query/format/formats.ts';
import type { Result, ResultColumn, Row } from '../../lib/query/result.ts';

async function* batchesOf(batches: readonly (readonly Row[])[]): AsyncIterable<readonly Row[]> {
    yield* batches;
}

/** Column names with a `#` at the end are of numbers. */
export const givenResult = (names: readonly string[], ...batches: readonly (readonly Row[])[]): Result => {
    const columns: readonly ResultColumn[] = names.map((name) => ({
        name: name.replace(/#$/, ''),
        isNumber: name.endsWith('#'),
    }));
    return { columns, batches: batchesOf(batches) };
};

export const textOf = async (format: Format, result: Result, width: number | null = null): Promise<string> => {
    let text = '';
    for await (const piece of format(result, width)) text += piece;
    return text;
};
