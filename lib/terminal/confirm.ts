/** Asks a person yes or no; where nobody is there to answer, the answer is no. */
import { createInterface } from 'node:readline/promises';
import { printable } from './printable.ts';

type Terminal = { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream };

const YES = /^y(es)?$/i;

/** @param terminal standard input and standard error, unless a test gives others */
export const confirm = async (question: string, { input, output }: Terminal = { input: process.stdin, output: process.stderr }): Promise<boolean> => {
    if (!input.isTTY || !output.isTTY) return false;
    const lines = createInterface({ input, output });
    try {
        return YES.test((await lines.question(`${printable(question)} [y/N] `)).trim());
    } finally {
        lines.close();
    }
};
