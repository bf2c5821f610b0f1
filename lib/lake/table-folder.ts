/** Finds the folder of a table: while a rebuild exchanges the tables of a lake, the new one is the table. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { TableName } from '../../schemas/columns.ts';

/** Its appearance, in one step of the file system, makes all new tables the lake's; `new/` then empties as they take their places. */
export const EXCHANGE = '.exchange';

/** The new tables that have not taken their places, and the old ones that have left theirs. */
export const newTable = (lake: string, table: TableName): string => join(lake, EXCHANGE, 'new', table);
export const oldTable = (lake: string, table: TableName): string => join(lake, EXCHANGE, 'old', table);

export const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** The folder that has the table's rows at this moment; null when there is none. Links are not followed. */
export const tableFolder = (lake: string, table: TableName): string | null =>
    [newTable(lake, table), join(lake, table)].find(isFolder) ?? null;
