/** Formats a result as a grid that fits the terminal, or row by row if the terminal is too narrow. */
import { printable } from '../../terminal/printable.ts';
import type { QueryResult } from '../query-result.ts';
import { countOf } from '../../terminal/summary-lines.ts';
import { displayWidth, wrapText } from '../../terminal/display-width.ts';
import { COLUMN_FRAME, drawGrid } from './draw-grid.ts';
import { cellText } from '../json-value.ts';

/** Wide enough for a day. Narrower columns would split words. */
const MIN_COLUMN_WIDTH = 10;

/**
 * The widths of the columns need all rows in memory. A million cells, or 32 Mi characters, take at most 200 MB, and are
 * more than anybody reads: 20,000 rows of a view.
 */
const MAX_CELLS = 1_000_000;
const MAX_CHARACTERS = 32 * 1024 * 1024;

type Cells = readonly (readonly string[])[];

/** The cells of a table, and whether rows are left out. */
type CollectedCells = { readonly cells: Cells; readonly isCut: boolean };

const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length, 0);

const collectCells = async ({ columns, batches }: QueryResult): Promise<CollectedCells> => {
    const cells: string[][] = [];
    let characters = 0;
    for await (const rows of batches) {
        for (const row of rows) {
            const isFull = (cells.length + 1) * columns.length > MAX_CELLS || characters > MAX_CHARACTERS;
            if (isFull) return { cells, isCut: true };
            const texts = columns.map((_, index) => printable(cellText(row[index] ?? null)));
            characters += lengthOf(texts);
            cells.push(texts);
        }
    }
    return { cells, isCut: false };
};

const widthsOf = (names: readonly string[], cells: Cells): readonly number[] =>
    names.map((name, index) =>
        cells.reduce((most, row) => Math.max(most, displayWidth(String(row[index]))), displayWidth(name)),
    );

const totalWidth = (widths: readonly number[], cap: number): number =>
    widths.reduce((sum, width) => sum + Math.min(width, cap) + COLUMN_FRAME, 1);

/** The largest column width with which the grid fits; null if it doesn't fit even with narrow columns. */
const maxColumnWidth = (widths: readonly number[], width: number): number | null => {
    let cap = Math.max(...widths, MIN_COLUMN_WIDTH);
    while (cap >= MIN_COLUMN_WIDTH && totalWidth(widths, cap) > width) cap -= 1;
    return cap < MIN_COLUMN_WIDTH ? null : cap;
};

function* formatVertically(names: readonly string[], cells: Cells, width: number): Iterable<string> {
    const margin = Math.max(...names.map(displayWidth)) + 4;
    const room = Math.max(MIN_COLUMN_WIDTH, width - margin);
    const field = (name: string, text: string): string => {
        const label = `  ${name}${' '.repeat(margin - 2 - displayWidth(name))}`;
        return `${label}${wrapText(text, room).replaceAll('\n', `\n${' '.repeat(margin)}`)}`.trimEnd();
    };
    for (const [number, row] of cells.entries())
        yield `row ${number + 1}\n${names.map((name, index) => field(name, String(row[index]))).join('\n')}\n`;
}

function* formatCells({ columns }: QueryResult, cells: Cells, width: number | null): Iterable<string> {
    const names = columns.map(({ name }) => printable(name));
    const widths = widthsOf(names, cells);
    const cap = maxColumnWidth(widths, width ?? totalWidth(widths, Infinity));
    if (cap === null) return yield* formatVertically(names, cells, Number(width));
    const gridColumns = widths.map((widest, index) => ({
        width: Math.min(widest, cap),
        isNumber: columns[index]?.isNumber === true,
    }));
    return yield* drawGrid(gridColumns, names, cells);
}

/** Formats the result. `width` is the terminal's in columns; null without a terminal: then nothing wraps. */
export async function* table(result: QueryResult, width: number | null): AsyncIterable<string> {
    const { cells, isCut } = await collectCells(result);
    yield* formatCells(result, cells, width);
    if (isCut) yield `Only the first ${countOf(cells.length, 'row')}. For all rows use --format ndjson.\n`;
}
