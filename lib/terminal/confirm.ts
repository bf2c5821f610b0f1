/** Prompts the user for yes or no; without a terminal or a reply the result is no. */
import { createInterface } from 'node:readline';
import { printable } from './printable.ts';

type Terminal = { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream };

const YES = /^y(es)?$/i;

/**
 * Shows `prompt` and reads one line. True only for y or yes.
 *
 * @param terminal standard input and standard error; tests pass others
 */
export const confirm = async (
    prompt: string,
    { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<boolean> => {
    if (!input.isTTY || !output.isTTY) return false;
    const lines = createInterface({ input, output });
    // Ctrl-C and Ctrl-D close the interface without a reply.
    const isYes = new Promise<boolean>((resolve) => {
        lines.once('close', () => resolve(false));
        lines.question(`${printable(prompt)} [y/N] `, (reply) => resolve(YES.test(reply.trim())));
    });
    return isYes.finally(() => lines.close());
};
