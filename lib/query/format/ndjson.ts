/** A result as NDJSON: an object a row and line. */
import type { Result } from '../result.ts';
import { rowJson } from './row-json.ts';

export async function* ndjson({ columns, batches }: Result): AsyncIterable<string> {
    for await (const rows of batches) yield rows.map((row) => `${rowJson(columns, row)}\n`).join('');
}
