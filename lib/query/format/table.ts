/** A result as a table for reading: a grid that fits the terminal, or one row under the other where it can't. */
import { printable } from '../../terminal/printable.ts';
import type { Result } from '../result.ts';
import { displayWidth, wrapped } from '../../terminal/display-width.ts';
import { COLUMN_FRAME, grid } from './grid.ts';
import { cellText } from '../plain-value.ts';

/** A day fits; in narrower columns words are cut to pieces. */
const MIN_COLUMN_WIDTH = 10;

type Cells = readonly (readonly string[])[];

const collected = async ({ columns, batches }: Result): Promise<Cells> => {
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

const total = (widths: readonly number[], cap: number): number =>
    widths.reduce((sum, width) => sum + Math.min(width, cap) + COLUMN_FRAME, 1);

/** The widest that a column may be for all to fit; null when even narrow ones don't. */
const capFor = (widths: readonly number[], width: number): number | null => {
    let cap = Math.max(...widths, MIN_COLUMN_WIDTH);
    while (cap >= MIN_COLUMN_WIDTH && total(widths, cap) > width) cap -= 1;
    return cap < MIN_COLUMN_WIDTH ? null : cap;
};

const records = (names: readonly string[], cells: Cells, width: number): string => {
    const margin = Math.max(...names.map(displayWidth)) + 4;
    const room = Math.max(MIN_COLUMN_WIDTH, width - margin);
    const field = (name: string, text: string): string =>
        `  ${name}${' '.repeat(margin - 2 - displayWidth(name))}${wrapped(text, room).replaceAll('\n', `\n${' '.repeat(margin)}`)}`.trimEnd();
    return cells
        .map(
            (row, number) =>
                `row ${number + 1}\n${names.map((name, index) => field(name, String(row[index]))).join('\n')}\n`,
        )
        .join('');
};

/** `width` is the terminal's, or null where there is none: then nothing is broken into lines. */
export async function* table(result: Result, width: number | null): AsyncIterable<string> {
    const names = result.columns.map(({ name }) => printable(name));
    const cells = await collected(result);
    const widths = widthsOf(names, cells);
    const cap = capFor(widths, width ?? total(widths, Infinity));
    if (cap === null) {
        yield records(names, cells, Number(width));
        return;
    }
    const columns = widths.map((widest, index) => ({
        width: Math.min(widest, cap),
        isNumber: result.columns[index]?.isNumber === true,
    }));
    yield* grid(columns, names, cells);
}
