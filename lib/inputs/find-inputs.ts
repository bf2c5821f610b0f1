/** Finds the inputs that a replay's arguments name: files, folders, globs, S3 prefixes and standard input. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { UserError } from '../basics/user-error.ts';
import { isS3Address } from '../store/s3-address.ts';
import { findObjects } from './find-objects.ts';
import type { Input } from './input.ts';

const STANDARD_INPUT: Input = { name: 'standard input', path: null, bytes: 0, modifiedAt: 0 };

const USAGE_HINT = 'Pass a file, a folder, a quoted glob, s3://bucket/prefix, or - for standard input.';

const statOrNull = async (path: string) => stat(path).catch(() => null);

/** A file without readable stats is an input too: reading it reports the error. */
const fileInput = async (path: string): Promise<Input> => {
    const stats = await statOrNull(path);
    return { name: path, path, bytes: stats?.size ?? 0, modifiedAt: Math.floor(stats?.mtimeMs ?? 0) };
};

/** The real path, or the absolute path if there is none: identifies a file under several names. */
const resolveRealPath = async (path: string): Promise<string> => realpath(path).catch(() => resolve(path));

/** The inputs found, the folders visited (a link can lead back into one), and the files matched, repeats included. */
type InputSearch = { readonly inputs: Map<string, Input>; readonly visitedFolders: Set<string>; matchedFiles: number };

const addFile = async (path: string, search: InputSearch): Promise<void> => {
    search.matchedFiles += 1;
    const real = await resolveRealPath(path);
    if (!search.inputs.has(real)) search.inputs.set(real, await fileInput(path));
};

/** Adds the files in and below a folder, without hidden ones, in the same order on every machine. */
const addFolder = async (folder: string, search: InputSearch): Promise<void> => {
    const real = await resolveRealPath(folder);
    if (search.visitedFolders.has(real)) {
        search.matchedFiles += 1;
        return;
    }
    search.visitedFolders.add(real);
    // An unreadable folder becomes an input, so that reading reports it like a file.
    const names = await readdir(folder).catch(async (): Promise<string[]> => {
        await addFile(folder, search);
        return [];
    });
    for (const name of names.toSorted()) {
        if (!name.startsWith('.')) await addPath(join(folder, name), search);
    }
};

/** Skips sockets, pipes and devices in a folder. */
const addPath = async (path: string, search: InputSearch): Promise<void> => {
    const stats = await statOrNull(path);
    if (stats?.isDirectory() === true) await addFolder(path, search);
    else if (stats === null || stats.isFile()) await addFile(path, search);
};

const addObjects = async (address: string, search: InputSearch, lake: string | undefined): Promise<void> => {
    for (const input of await findObjects(address, lake)) {
        search.matchedFiles += 1;
        search.inputs.set(input.name, input);
    }
};

const addPathOrGlob = async (pattern: string, search: InputSearch): Promise<void> => {
    const stats = await statOrNull(pattern);
    if (stats?.isDirectory() === true) await addFolder(pattern, search);
    else if (stats !== null) await addFile(pattern, search);
    else if (isDynamicPattern(pattern)) {
        const paths = await glob(pattern, {
            absolute: isAbsolute(pattern),
            onlyFiles: false,
            expandDirectories: false,
            followSymbolicLinks: false,
        });
        for (const path of paths.toSorted()) await addPath(path, search);
    } else throw new UserError(`${pattern}: no such file. ${USAGE_HINT}`);
};

/**
 * The inputs that the arguments name, each once. `-` is standard input. Folders are searched recursively, without
 * hidden files.
 *
 * @param lake a lake to skip if it is inside one of the folders
 * @throws UserError for an argument that matches no file
 */
export const findInputs = async (args: readonly string[], lake?: string): Promise<readonly Input[]> => {
    const search: InputSearch = {
        inputs: new Map(),
        visitedFolders: new Set(lake === undefined ? [] : [await resolveRealPath(lake)]),
        matchedFiles: 0,
    };
    for (const argument of args) {
        search.matchedFiles = 0;
        if (argument === '-') search.inputs.set(argument, STANDARD_INPUT);
        else await (isS3Address(argument) ? addObjects(argument, search, lake) : addPathOrGlob(argument, search));
        if (argument !== '-' && search.matchedFiles === 0)
            throw new UserError(`${argument}: no files found. ${USAGE_HINT}`);
    }
    return [...search.inputs.values()];
};
