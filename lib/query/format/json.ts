/** Formats a result as JSON: one object per row, as an array or as newline-delimited JSON. */
import type { QueryResult, ResultColumn, ResultRow } from '../query-result.ts';
import { printableJson } from '../../terminal/printable-json.ts';

export const rowJson = (columns: readonly ResultColumn[], row: ResultRow): string =>
    `{${columns.map(({ name }, index) => `${printableJson(name)}:${printableJson(row[index])}`).join(',')}}`;

export async function* ndjson({ columns, batches }: QueryResult): AsyncIterable<string> {
    for await (const rows of batches) yield rows.map((row) => `${rowJson(columns, row)}\n`).join('');
}

export async function* json({ columns, batches }: QueryResult): AsyncIterable<string> {
    let before = '[\n';
    for await (const rows of batches) {
        if (rows.length === 0) continue;
        yield before + rows.map((row) => rowJson(columns, row)).join(',\n');
        before = ',\n';
    }
    yield before === '[\n' ? '[]\n' : '\n]\n';
}
