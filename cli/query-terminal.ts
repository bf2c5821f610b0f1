/** What `query` knows of the terminal: its width, and where to tell what is no answer. */
import { printable } from '../lib/terminal/printable.ts';

export const terminalWidth = (): number | null => (process.stdout.isTTY ? process.stdout.columns : null);

/** One line on standard error. */
export const tell = (line: string): void => {
    process.stderr.write(`${printable(line)}\n`);
};
