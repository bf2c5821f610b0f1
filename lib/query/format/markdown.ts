/** A result as a table of Markdown, in which no text is taken for markup. */
import type { Result } from '../result.ts';
import { printable } from '../../terminal/printable.ts';
import { cellText } from '../plain-value.ts';

const ENTITIES = new Map([
    ['<', '&lt;'],
    ['>', '&gt;'],
    ['&', '&amp;'],
]);

const escaped = (text: string): string =>
    printable(text)
        .replace(/[\\`*_[\]|~$]/g, '\\$&')
        .replace(/[<>&]/g, (character) => String(ENTITIES.get(character)));

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;

export async function* markdown({ columns, batches }: Result): AsyncIterable<string> {
    yield line(columns.map(({ name }) => escaped(name)));
    yield line(columns.map(({ isNumber }) => (isNumber ? '---:' : '---')));
    for await (const rows of batches) {
        yield rows.map((row) => line(columns.map((_, index) => escaped(cellText(row[index] ?? null))))).join('');
    }
}
