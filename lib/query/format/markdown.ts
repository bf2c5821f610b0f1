/** Formats a result as a Markdown table, with all markup in texts escaped. */
import type { QueryResult } from '../query-result.ts';
import { printable } from '../../terminal/printable.ts';
import { cellText } from '../json-value.ts';

const ENTITIES = new Map([
    ['<', '&lt;'],
    ['>', '&gt;'],
    ['&', '&amp;'],
]);

/** Markup, HTML, bare links (https://, www.) and mentions are shown as they are written. */
const escapeText = (text: string): string =>
    printable(text)
        .replace(/[\\`*_[\]|~$]/g, '\\$&')
        .replace(/[<>&]/g, (character) => String(ENTITIES.get(character)))
        .replace(/:(?=\/\/)|(?<=www)\./gi, '\\$&')
        // Sites such as GitHub notify the user behind an @ in the rendered text; a comment keeps them apart.
        .replaceAll('@', '@<!-- -->');

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;

export async function* markdown({ columns, batches }: QueryResult): AsyncIterable<string> {
    yield line(columns.map(({ name }) => escapeText(name)));
    yield line(columns.map(({ isNumber }) => (isNumber ? '---:' : '---')));
    for await (const rows of batches) {
        yield rows.map((row) => line(columns.map((_, index) => escapeText(cellText(row[index] ?? null))))).join('');
    }
}
