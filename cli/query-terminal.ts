/** What `query` knows of the terminal: its width, and where to tell what is no answer. */
import { printable } from '../lib/terminal/printable.ts';
import { Complaint } from '../lib/basics/complaint.ts';
import { USER_POOL_ID } from '../schemas/stored-row.ts';
import { regionOfPool } from '../lib/aws/user-pool-client.ts';

/** Throws a Complaint for what is none. Before its last underscore is a region, which is part of a host's name. */
export const readPool = (text: string): string => {
    if (USER_POOL_ID.test(text) && !regionOfPool(text).includes('_')) return text;
    throw new Complaint(`--pool ${printable(text)}: no user pool's id. Write it as us-west-2_aB3dE5gH7`, 2);
};

export const terminalWidth = (): number | null => (process.stdout.isTTY ? process.stdout.columns : null);

/** One line on standard error. */
export const tell = (line: string): void => {
    process.stderr.write(`${printable(line)}\n`);
};
