/** Exchanges the tables of a local lake for new ones: readers have the old ones or the new ones, and a run that is killed is finished by the next. */
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { Complaint } from '../../basics/complaint.ts';
import { EXCHANGE, isFolder, newTable, oldTable } from '../table-folder.ts';
import { makeFolder } from '../../basics/make-folder.ts';

/** Names the run that exchanges. */
const RUN = 'run';
/** It takes a few renames: after this a run of another machine, or one whose number a new process has, has ended. */
const OVER_AFTER_MS = 60_000;

/** Files that a run published where a table had just left its place: they are the new one's. */
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

/** Each step is done or not done by what is there: it can be begun again at any point. */
const exchange = async (lake: string, table: TableName): Promise<void> => {
    const [next, old, live] = [newTable(lake, table), oldTable(lake, table), join(lake, table)];
    if (!isFolder(next)) return;
    if (isFolder(live)) await (isFolder(old) ? moveFiles(live, next) : rename(live, old));
    await rename(next, live);
};

const finish = async (lake: string): Promise<void> => {
    for (const table of TABLE_NAMES) await exchange(lake, table);
    await rm(join(lake, EXCHANGE), { recursive: true, force: true });
};

/**
 * Makes new tables those of the lake, and removes the old ones.
 *
 * @param prepared a folder of this run in the staging folder, with the new tables below `new/`
 */
export const exchangeTables = async (lake: string, prepared: string): Promise<void> => {
    await makeFolder(join(prepared, 'old'));
    await writeFile(join(prepared, RUN), basename(dirname(prepared)), { mode: 0o600 });
    await rename(prepared, join(lake, EXCHANGE));
    await finish(lake);
};

const isUnderWay = async (lake: string, isOver: (run: string) => Promise<boolean>): Promise<boolean> => {
    const path = join(lake, EXCHANGE, RUN);
    const found = await stat(path).catch(() => null);
    if (found === null || Date.now() - found.mtimeMs > OVER_AFTER_MS) return false;
    return !(await isOver(await readFile(path, 'utf8')));
};

/**
 * Finishes what a killed run began. Every run that writes to a lake does this first.
 *
 * @param isOver tells whether a run, by the name of its staging folder, has ended
 * @throws Complaint when that run goes on
 */
export const finishExchange = async (lake: string, isOver: (run: string) => Promise<boolean>): Promise<void> => {
    if (!existsSync(join(lake, EXCHANGE))) return;
    if (await isUnderWay(lake, isOver))
        throw new Complaint(`${lake} is being rebuilt, and its tables are exchanged right now. Try again in a moment.`);
    await finish(lake);
};
