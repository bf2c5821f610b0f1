/** Asks a person yes or no; where nobody is there to answer, or the answer never comes, it is no. */
import { createInterface } from 'node:readline';
import { printable } from './printable.ts';

type Terminal = { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream };

const YES = /^y(es)?$/i;

/** @param terminal standard input and standard error, unless a test gives others */
export const confirm = async (
    question: string,
    { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<boolean> => {
    if (!input.isTTY || !output.isTTY) return false;
    const lines = createInterface({ input, output });
    // Ctrl-C and Ctrl-D close it without an answer.
    const isYes = new Promise<boolean>((resolve) => {
        lines.once('close', () => resolve(false));
        lines.question(`${printable(question)} [y/N] `, (answer) => resolve(YES.test(answer.trim())));
    });
    return isYes.finally(() => lines.close());
};
