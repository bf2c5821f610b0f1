/** Finds the files that a replay is given: files, folders, globs, and standard input. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { Complaint } from '../basics/complaint.ts';
import { isS3 } from '../store/s3-address.ts';
import { findObjects } from './find-objects.ts';
import type { Input } from './input.ts';

const STANDARD_INPUT: Input = { name: 'standard input', path: null, bytes: 0, modifiedAt: 0 };

const WHAT_TO_GIVE = 'Give a file, a folder, a quoted glob, s3://bucket/prefix, or - for standard input.';

const statOrNull = async (path: string) => stat(path).catch(() => null);

/** What can't be looked at is an input all the same: reading it will say why. */
const fileInput = async (path: string): Promise<Input> => {
    const found = await statOrNull(path);
    return { name: path, path, bytes: found?.size ?? 0, modifiedAt: Math.floor(found?.mtimeMs ?? 0) };
};

/** Where a path leads, and where it doesn't, the path: what tells whether two are the same. */
const identity = async (path: string): Promise<string> => realpath(path).catch(() => resolve(path));

/** What has been found, which folders have been seen (a link can lead back into one), and how many files were met, some of them again. */
type Search = { readonly inputs: Map<string, Input>; readonly seen: Set<string>; met: number };

const addFile = async (path: string, search: Search): Promise<void> => {
    search.met += 1;
    const real = await identity(path);
    if (!search.inputs.has(real)) search.inputs.set(real, await fileInput(path));
};

/** Adds the files of a folder and those below it, hidden ones left out, in an order that is the same on every machine. */
const addFolder = async (folder: string, search: Search): Promise<void> => {
    const real = await identity(folder);
    if (search.seen.has(real)) {
        search.met += 1;
        return;
    }
    search.seen.add(real);
    // One that can't be read is told of as a file is.
    const names = await readdir(folder).catch(async (): Promise<string[]> => {
        await addFile(folder, search);
        return [];
    });
    for (const name of names.toSorted()) {
        if (!name.startsWith('.')) await addPath(join(folder, name), search);
    }
};

/** Sockets, pipes and devices that lie in a folder are no files. */
const addPath = async (path: string, search: Search): Promise<void> => {
    const found = await statOrNull(path);
    if (found?.isDirectory() === true) await addFolder(path, search);
    else if (found === null || found.isFile()) await addFile(path, search);
};

const addObjects = async (given: string, search: Search, lake: string | undefined): Promise<void> => {
    for (const input of await findObjects(given, lake)) {
        search.met += 1;
        search.inputs.set(input.name, input);
    }
};

const addGiven = async (given: string, search: Search): Promise<void> => {
    const found = await statOrNull(given);
    if (found?.isDirectory() === true) await addFolder(given, search);
    else if (found !== null) await addFile(given, search);
    else if (isDynamicPattern(given)) {
        const paths = await glob(given, {
            absolute: isAbsolute(given),
            onlyFiles: false,
            expandDirectories: false,
            followSymbolicLinks: false,
        });
        for (const path of paths.toSorted()) await addPath(path, search);
    } else throw new Complaint(`${given}: there is no such file. ${WHAT_TO_GIVE}`);
};

/**
 * The inputs that the arguments name, each once. `-` is standard input. Folders are read whole, hidden files left out.
 *
 * @param lake is left out where it lies in a folder that is given
 * @throws Complaint for an argument that names nothing
 */
export const findInputs = async (given: readonly string[], lake?: string): Promise<readonly Input[]> => {
    const search: Search = {
        inputs: new Map(),
        seen: new Set(lake === undefined ? [] : [await identity(lake)]),
        met: 0,
    };
    for (const argument of given) {
        search.met = 0;
        if (argument === '-') search.inputs.set(argument, STANDARD_INPUT);
        else await (isS3(argument) ? addObjects(argument, search, lake) : addGiven(argument, search));
        if (argument !== '-' && search.met === 0)
            throw new Complaint(`${argument}: nothing matches, or there is no file in it. ${WHAT_TO_GIVE}`);
    }
    return [...search.inputs.values()];
};
