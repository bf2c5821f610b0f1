/** Draws cells in a grid of lines. cli-table3 took 52 s for 50,000 rows, this takes one. */
import { displayWidth, wrapped } from '../../terminal/display-width.ts';

export type GridColumn = { readonly width: number; readonly isNumber: boolean };

/** What a column takes beside its width: a border, and a blank on either side. */
export const COLUMN_FRAME = 3;

const padded = (text: string, { width, isNumber }: GridColumn): string => {
    const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
    return isNumber ? blanks + text : text + blanks;
};

const border = (columns: readonly GridColumn[], [left, middle, right]: readonly [string, string, string]): string =>
    `${left}${columns.map(({ width }) => '─'.repeat(width + 2)).join(middle)}${right}\n`;

/** A row takes as many lines as its tallest cell. */
const row = (columns: readonly GridColumn[], texts: readonly string[]): string => {
    const cells = columns.map((column, index) => wrapped(String(texts[index]), column.width).split('\n'));
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from(
        { length: height },
        (_, line) => `│ ${columns.map((column, index) => padded(cells[index]?.[line] ?? '', column)).join(' │ ')} │\n`,
    ).join('');
};

/** The grid of names and rows, a piece a row. Texts wider than their column are broken into lines. */
export function* grid(
    columns: readonly GridColumn[],
    names: readonly string[],
    rows: readonly (readonly string[])[],
): Iterable<string> {
    yield border(columns, ['┌', '┬', '┐']);
    yield row(columns, names);
    yield border(columns, ['├', '┼', '┤']);
    for (const texts of rows) yield row(columns, texts);
    yield border(columns, ['└', '┴', '┘']);
}
