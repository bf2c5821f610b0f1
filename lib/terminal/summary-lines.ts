/** Counts and lines of the summaries that commands print. */

/** A number with thousands separators. */
export const formatCount = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });

/** A number and its noun: `1 event`, `1,200 events`. */
export const countOf = (value: number, one: string, many = `${one}s`): string =>
    `${formatCount(value)} ${value === 1 ? one : many}`;

/** A line of a summary: the label in a column of `width`, then the text. */
export const summaryLine =
    (width: number) =>
    (label: string, text: string): string =>
        `  ${label.padEnd(width)} ${text}\n`;
