/** Rows for reading: a grid where it fits the terminal, else `name=value`, a few lines a row. */
import { displayWidth, wrapped } from '../../terminal/display-width.ts';
import { COLUMN_FRAME } from '../../query/format/grid.ts';
import { table } from '../../query/format/table.ts';
import { type Plain, cellText } from '../../query/plain-value.ts';
import type { Result, Row } from '../../query/result.ts';
import { printable } from '../../terminal/printable.ts';

type Rows = { readonly columns: Result['columns']; readonly first: readonly Row[] };

const INDENT = '  ';
const BULLET = '- ';
const GAP = '  ';

const gridWidth = ({ columns, first }: Rows): number =>
    columns.reduce(
        (sum, { name }, index) =>
            sum +
            COLUMN_FRAME +
            Math.max(displayWidth(name), ...first.map((row) => displayWidth(printable(cellText(row[index] ?? null))))),
        1,
    );

async function* oneBatch(rows: readonly Row[]): AsyncIterable<readonly Row[]> {
    yield rows;
}

const asGrid = async ({ columns, first }: Rows): Promise<string> => {
    let text = '';
    for await (const piece of table({ columns, batches: oneBatch(first) }, null)) text += piece;
    return text.replace(/^(?=.)/gm, INDENT);
};

/** A text with blanks is quoted, so that it is seen where it ends. */
const valueText = (value: Plain): string => {
    if (value === null) return 'NULL';
    const text = printable(cellText(value));
    return typeof value === 'string' && /^$|\s|"/.test(text) ? JSON.stringify(text) : text;
};

/** Pairs stay whole where they can: an id that is broken can't be copied. */
const asPairs = ({ columns }: Rows, row: Row, width: number): string => {
    const room = width - INDENT.length - BULLET.length;
    const lines: string[] = [];
    for (const [index, { name }] of columns.entries()) {
        const pair = wrapped(`${name}=${valueText(row[index] ?? null)}`, room);
        const line = lines.at(-1);
        const joined = `${String(line)}${GAP}${pair}`;
        if (line !== undefined && displayWidth(joined) <= room) lines[lines.length - 1] = joined;
        else lines.push(...pair.split('\n'));
    }
    return `${INDENT}${BULLET}${lines.join(`\n${INDENT}${' '.repeat(BULLET.length)}`)}\n`;
};

/** The rows, indented and safe to show. `width` is the terminal's, or null where there is none: then they are always a grid. */
export const rowsText = async (rows: Rows, width: number | null): Promise<string> =>
    width === null || gridWidth(rows) + INDENT.length <= width
        ? asGrid(rows)
        : rows.first.map((row) => asPairs(rows, row, width)).join('');
