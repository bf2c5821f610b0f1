/** Formats rows for a terminal: a grid if it fits, else `name=value` pairs on a few lines per row. */
import { displayWidth, wrapText } from '../../terminal/display-width.ts';
import { COLUMN_FRAME } from '../../query/format/draw-grid.ts';
import { table } from '../../query/format/table.ts';
import { type QueryResult, type ResultRow, oneBatch } from '../../query/query-result.ts';
import { printable } from '../../terminal/printable.ts';
import { type JsonValue, cellText } from '../../query/json-value.ts';
type SampleRows = { readonly columns: QueryResult['columns']; readonly firstRows: readonly ResultRow[] };

const INDENT = '  ';
const BULLET = '- ';
const GAP = '  ';

const gridWidth = ({ columns, firstRows }: SampleRows): number =>
    columns.reduce(
        (sum, { name }, index) =>
            sum +
            COLUMN_FRAME +
            Math.max(
                displayWidth(name),
                ...firstRows.map((row) => displayWidth(printable(cellText(row[index] ?? null)))),
            ),
        1,
    );

const asGrid = async ({ columns, firstRows }: SampleRows): Promise<string> => {
    let text = '';
    for await (const piece of table({ columns, batches: oneBatch(firstRows) }, null)) text += piece;
    return text.replace(/^(?=.)/gm, INDENT);
};

/** Quotes a text that is empty or has blanks, so that its end is visible. */
const valueText = (value: JsonValue): string => {
    if (value === null) return 'NULL';
    const text = printable(cellText(value));
    return typeof value === 'string' && /^$|\s|"/.test(text) ? JSON.stringify(text) : text;
};

/** Wraps between pairs if possible: a wrapped id can't be copied. */
const asPairs = ({ columns }: SampleRows, row: ResultRow, width: number): string => {
    const maxWidth = width - INDENT.length - BULLET.length;
    const lines: string[] = [];
    for (const [index, { name }] of columns.entries()) {
        const pair = wrapText(`${name}=${valueText(row[index] ?? null)}`, maxWidth);
        const line = lines.at(-1);
        const joined = `${String(line)}${GAP}${pair}`;
        if (line !== undefined && displayWidth(joined) <= maxWidth) lines[lines.length - 1] = joined;
        else lines.push(...pair.split('\n'));
    }
    return `${INDENT}${BULLET}${lines.join(`\n${INDENT}${' '.repeat(BULLET.length)}`)}\n`;
};

/** The rows, indented and safe to print. `width` is the terminal’s in columns; null always makes a grid. */
export const rowsText = async (rows: SampleRows, width: number | null): Promise<string> =>
    width === null || gridWidth(rows) + INDENT.length <= width
        ? asGrid(rows)
        : rows.firstRows.map((row) => asPairs(rows, row, width)).join('');
