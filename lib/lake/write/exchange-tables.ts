/** Replaces the tables of a local lake atomically; the next run finishes an exchange that was killed. */
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { UserError } from '../../basics/user-error.ts';
import { EXCHANGE_FOLDER, isFolder, newTableFolder, oldTableFolder } from '../table-folder.ts';
import { makeFolder } from '../../basics/make-folder.ts';

/** This file contains the name of the run that exchanges the tables. */
const RUN_FILE = 'run';
/** An exchange is a few renames: after this time its run has ended, even on another machine or if its pid is reused. */
const STALE_AFTER_MS = 60_000;

/** Moves files that another run published to the old location during the exchange: they belong to the new table. */
const moveFiles = async (from: string, to: string): Promise<void> => {
    const entries = await readdir(from, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((each) => each.isFile())) {
        const path = join(entry.parentPath, entry.name);
        const target = join(to, relative(from, path));
        await makeFolder(dirname(target));
        await rename(path, target);
    }
    await rm(from, { recursive: true, force: true });
};

/** Idempotent: the folders show which steps are done, so it can be restarted at any point. */
const exchangeTable = async (lake: string, table: TableName): Promise<void> => {
    const [next, old, live] = [newTableFolder(lake, table), oldTableFolder(lake, table), join(lake, table)];
    if (!isFolder(next)) return;
    if (isFolder(live)) await (isFolder(old) ? moveFiles(live, next) : rename(live, old));
    await rename(next, live);
};

const finishTables = async (lake: string): Promise<void> => {
    for (const table of TABLE_NAMES) await exchangeTable(lake, table);
    await rm(join(lake, EXCHANGE_FOLDER), { recursive: true, force: true });
};

/**
 * Replaces the tables of the lake, and removes the old ones. Readers see all old tables or all new ones.
 *
 * @param prepared a folder of this run in the staging folder, with the new tables below `new/`
 */
export const exchangeTables = async (lake: string, prepared: string): Promise<void> => {
    await makeFolder(join(prepared, 'old'));
    await writeFile(join(prepared, RUN_FILE), basename(dirname(prepared)), { mode: 0o600 });
    await rename(prepared, join(lake, EXCHANGE_FOLDER));
    await finishTables(lake);
};

const isRunning = async (lake: string, hasEnded: (run: string) => Promise<boolean>): Promise<boolean> => {
    const path = join(lake, EXCHANGE_FOLDER, RUN_FILE);
    const stats = await stat(path).catch(() => null);
    if (stats === null || Date.now() - stats.mtimeMs > STALE_AFTER_MS) return false;
    return !(await hasEnded(await readFile(path, 'utf8')));
};

/**
 * Finishes an exchange that was killed. Every run that writes to a lake does this first.
 *
 * @param hasEnded whether a run, by the name of its staging folder, has ended
 * @throws UserError while that run is still active
 */
export const finishExchange = async (lake: string, hasEnded: (run: string) => Promise<boolean>): Promise<void> => {
    if (!existsSync(join(lake, EXCHANGE_FOLDER))) return;
    if (await isRunning(lake, hasEnded))
        throw new UserError(`${lake} is being rebuilt: its tables are replaced right now. Try again in a moment.`);
    await finishTables(lake);
};
