/** Finds the folder of a lake, or says why it is none. */
import { readdirSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { PARTITION_COLUMNS } from '../../schemas/columns.ts';
import { Complaint } from '../basics/complaint.ts';
import { errorCode } from '../basics/thrown.ts';
import { printable } from '../terminal/printable.ts';
import { EXCHANGE } from './table-folder.ts';

/** What a lake may hold (design, section 3): one of these makes a folder a lake. */
export const LAKE_FOLDERS: ReadonlySet<string> = new Set(['user_activity', 'user_notification', 'errors', 'raw']);

const REASONS = new Map([
    ['ENOENT', 'there is no such folder'],
    ['ENOTDIR', 'it is a file, not a folder'],
    ['EACCES', 'it may not be read by you'],
    ['ELOOP', 'its links lead in a circle'],
]);

const complaint = (folder: string, reason: string): Complaint =>
    new Complaint(
        `${printable(folder)} is not a lake: ${reason}. Make one with: replay FILES --lake ${printable(folder)}`,
    );

const reasonOf = (error: unknown): string => {
    const code = String(errorCode(error));
    return REASONS.get(code) ?? code;
};

const holdsLake = (folder: string): boolean =>
    readdirSync(folder, { withFileTypes: true }).some(
        (entry) => entry.isDirectory() && (LAKE_FOLDERS.has(entry.name) || entry.name === EXCHANGE),
    );

/** DuckDB takes the value of a partition column from the first folder of a path that is named so: one above the lake would hide those in it. */
const unambiguous = (path: string): string => {
    const above = path
        .split(sep)
        .find((name) => PARTITION_COLUMNS.some((column) => name.startsWith(`${column.name}=`)));
    if (above === undefined) return path;
    throw new Complaint(
        `${printable(path)} can’t be read as a lake: ${printable(above)} above it is named like a partition. Rename or move it.`,
    );
};

/** The real path of a lake's folder. A Complaint names the folder, the reason and the next step when it is not one. */
export const findLake = (folder: string): string => {
    let isLake = false;
    try {
        isLake = holdsLake(folder);
    } catch (error) {
        throw complaint(folder, reasonOf(error));
    }
    if (!isLake) throw complaint(folder, `it holds none of ${[...LAKE_FOLDERS].join('/, ')}/`);
    return unambiguous(realpathSync(folder));
};
