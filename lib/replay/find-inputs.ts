/** Finds the files that a replay is given: files, folders, globs, and standard input. */
import { stat } from 'node:fs/promises';
import { glob, isDynamicPattern } from 'tinyglobby';
import { Complaint } from '../complaint.ts';

/** One thing to read; `path` is null for standard input. */
export type Input = { readonly name: string; readonly path: string | null; readonly bytes: number; readonly modifiedAt: number };

const STANDARD_INPUT: Input = { name: 'standard input', path: null, bytes: 0, modifiedAt: 0 };

const statOrNull = async (path: string) => stat(path).catch(() => null);

const fileInput = async (path: string): Promise<Input> => {
    const { size, mtimeMs } = await stat(path);
    return { name: path, path, bytes: size, modifiedAt: Math.floor(mtimeMs) };
};

/** The paths that one argument names, in an order that is the same on every machine. */
const pathsOf = async (given: string): Promise<readonly string[]> => {
    const found = await statOrNull(given);
    if (found?.isDirectory() === true) return (await glob('**/*', { cwd: given, absolute: false, dot: false })).map((path) => `${given.replace(/\/+$/, '')}/${path}`).toSorted();
    if (found !== null) return [given];
    return isDynamicPattern(given) ? (await glob(given, { dot: false, expandDirectories: false })).toSorted() : [];
};

/**
 * The inputs that the arguments name, each once. `-` is standard input. Folders are read whole, hidden files left out.
 *
 * @throws Complaint for an argument that names nothing
 */
export const findInputs = async (given: readonly string[]): Promise<readonly Input[]> => {
    const inputs = new Map<string, Input>();
    for (const argument of given) {
        const paths = argument === '-' ? ['-'] : await pathsOf(argument);
        if (paths.length === 0) {
            throw new Complaint(`${argument}: no such file, no file in it, or nothing that matches. Give a file, a folder, a quoted glob, or - for standard input.`);
        }
        for (const path of paths) inputs.set(path, path === '-' ? STANDARD_INPUT : await fileInput(path));
    }
    return [...inputs.values()];
};
