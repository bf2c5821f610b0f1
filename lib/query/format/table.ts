/** Formats a result as a grid that fits the terminal, or row by row if the terminal is too narrow. */
import { printable } from '../../terminal/printable.ts';
import type { QueryResult } from '../query-result.ts';
import { displayWidth, wrapText } from '../../terminal/display-width.ts';
import { COLUMN_FRAME, drawGrid } from './draw-grid.ts';
import { cellText } from '../json-value.ts';

/** Wide enough for a day. Narrower columns would split words. */
const MIN_COLUMN_WIDTH = 10;

type Cells = readonly (readonly string[])[];

const collectCells = async ({ columns, batches }: QueryResult): Promise<Cells> => {
    const cells: string[][] = [];
    for await (const rows of batches) {
        for (const row of rows) cells.push(columns.map((_, index) => printable(cellText(row[index] ?? null))));
    }
    return cells;
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

const formatVertically = (names: readonly string[], cells: Cells, width: number): string => {
    const margin = Math.max(...names.map(displayWidth)) + 4;
    const room = Math.max(MIN_COLUMN_WIDTH, width - margin);
    const field = (name: string, text: string): string => {
        const label = `  ${name}${' '.repeat(margin - 2 - displayWidth(name))}`;
        return `${label}${wrapText(text, room).replaceAll('\n', `\n${' '.repeat(margin)}`)}`.trimEnd();
    };
    return cells
        .map(
            (row, number) =>
                `row ${number + 1}\n${names.map((name, index) => field(name, String(row[index]))).join('\n')}\n`,
        )
        .join('');
};

/** Formats the result. `width` is the terminal's in columns; null without a terminal: then nothing wraps. */
export async function* table(result: QueryResult, width: number | null): AsyncIterable<string> {
    const names = result.columns.map(({ name }) => printable(name));
    const cells = await collectCells(result);
    const widths = widthsOf(names, cells);
    const cap = maxColumnWidth(widths, width ?? totalWidth(widths, Infinity));
    if (cap === null) {
        yield formatVertically(names, cells, Number(width));
        return;
    }
    const columns = widths.map((widest, index) => ({
        width: Math.min(widest, cap),
        isNumber: result.columns[index]?.isNumber === true,
    }));
    yield* drawGrid(columns, names, cells);
}
