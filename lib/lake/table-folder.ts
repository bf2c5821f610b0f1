/** Finds the folder of a table. While a rebuild exchanges the tables of a lake, that is the new folder. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { TableName } from '../../schemas/columns.ts';

/** Renaming a folder to this name makes all new tables visible at once. Its `new/` then empties table by table. */
export const EXCHANGE_FOLDER = '.exchange';

/** The folder of a new table that is not in place yet, and that of an old table that was moved out. */
export const newTableFolder = (lake: string, table: TableName): string => join(lake, EXCHANGE_FOLDER, 'new', table);
export const oldTableFolder = (lake: string, table: TableName): string => join(lake, EXCHANGE_FOLDER, 'old', table);

export const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** The folder that has the table's rows at this moment; null without one. Symbolic links are not followed. */
export const tableFolder = (lake: string, table: TableName): string | null =>
    [newTableFolder(lake, table), join(lake, table)].find(isFolder) ?? null;

/** The file that marks a lake of the command `tour`. */
export const TOUR_MARKER = '.tour';
