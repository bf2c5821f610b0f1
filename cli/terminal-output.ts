/** Terminal helpers of the commands: width, notes on standard error, and the check of `--pool`. */
import { printable } from '../lib/terminal/printable.ts';
import { UserError } from '../lib/basics/user-error.ts';
import { USER_POOL_ID } from '../schemas/stored-row.ts';
import { regionOfPool } from '../lib/aws/user-pool-client.ts';

/**
 * Checks the value of `--pool`; throws a UserError if it is not a user pool id.
 * The part before the last underscore is a region, which becomes part of a host name.
 */
export const parsePoolId = (text: string): string => {
    if (USER_POOL_ID.test(text) && !regionOfPool(text).includes('_')) return text;
    throw new UserError(`--pool ${printable(text)} is not a user pool id. Use the form us-west-2_aB3dE5gH7.`, 2);
};

/** The width of the terminal in columns; null if standard output is not a terminal. */
export const terminalWidth = (): number | null => (process.stdout.isTTY ? process.stdout.columns : null);

/** Prints one line to standard error. */
export const printNote = (line: string): void => {
    process.stderr.write(`${printable(line)}\n`);
};
