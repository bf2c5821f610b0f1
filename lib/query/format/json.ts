/** A result as JSON: an array of row objects, a line each. */
import type { Result } from '../result.ts';
import { rowJson } from './row-json.ts';

export async function* json({ columns, batches }: Result): AsyncIterable<string> {
    let before = '[\n';
    for await (const rows of batches) {
        if (rows.length === 0) continue;
        yield before + rows.map((row) => rowJson(columns, row)).join(',\n');
        before = ',\n';
    }
    yield before === '[\n' ? '[]\n' : '\n]\n';
}
