/** Finds the folder of a lake, or explains why a path is not a lake. */
import { readdirSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { PARTITION_COLUMNS } from '../../schemas/columns.ts';
import { UserError } from '../basics/user-error.ts';
import { errorCode } from '../basics/thrown.ts';
import { printable } from '../terminal/printable.ts';
import { EXCHANGE_FOLDER } from './table-folder.ts';

/** The folders of a lake (docs/operate.md): one of these makes a folder a lake. */
export const LAKE_FOLDERS: ReadonlySet<string> = new Set(['user_activity', 'user_notification', 'errors', 'raw']);

/** The reason if a folder has none of them. */
export const NO_LAKE_FOLDERS = `it has none of the folders ${[...LAKE_FOLDERS].join('/, ')}/`;

const REASONS = new Map([
    ['ENOENT', 'the folder does not exist'],
    ['ENOTDIR', 'it is a file, not a folder'],
    ['EACCES', 'permission denied'],
    ['ELOOP', 'its symbolic links form a loop'],
]);

const notALakeError = (folder: string, reason: string): UserError =>
    new UserError(
        `${printable(folder)} is not a lake: ${reason}. Create one with: replay FILES --lake ${printable(folder)}`,
    );

const reasonOf = (error: unknown): string => {
    const code = String(errorCode(error));
    return REASONS.get(code) ?? code;
};

const isLakeFolder = (folder: string): boolean =>
    readdirSync(folder, { withFileTypes: true }).some(
        (entry) => entry.isDirectory() && (LAKE_FOLDERS.has(entry.name) || entry.name === EXCHANGE_FOLDER),
    );

/** DuckDB reads a partition value from the first `column=` folder of a path: one above the lake would override ours. */
const checkFoldersAbove = (path: string): string => {
    const parent = path
        .split(sep)
        .find((name) => PARTITION_COLUMNS.some((column) => name.startsWith(`${column.name}=`)));
    if (parent === undefined) return path;
    throw new UserError(
        `Cannot read ${printable(path)} as a lake: its parent folder ${printable(parent)} is named like a partition. ` +
            'Rename or move it.',
    );
};

/** The real path of a lake's folder. Throws a UserError if it is not a lake. */
export const findLake = (folder: string): string => {
    let isLake = false;
    try {
        isLake = isLakeFolder(folder);
    } catch (error) {
        throw notALakeError(folder, reasonOf(error));
    }
    if (!isLake) throw notALakeError(folder, NO_LAKE_FOLDERS);
    return checkFoldersAbove(realpathSync(folder));
};
