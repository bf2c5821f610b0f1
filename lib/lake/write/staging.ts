/** The staging folder of a lake, for unfinished files: no query reads it. */
import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../../basics/user-error.ts';
import { errorCode } from '../../basics/thrown.ts';
import { isRunning } from '../../basics/is-running.ts';
import { EXCHANGE_FOLDER, TOUR_MARKER } from '../table-folder.ts';
import { finishExchange } from './exchange-tables.ts';
import { makeFolder } from '../../basics/make-folder.ts';
import { DAY_MS } from '../../basics/days.ts';

const STAGING = '.staging';
const TABLE_FOLDERS: ReadonlySet<string> = new Set([
    'user_activity',
    'user_notification',
    STAGING,
    EXCHANGE_FOLDER,
    '.redriven',
    TOUR_MARKER,
]);
const OTHER_FOLDERS: ReadonlySet<string> = new Set(['errors', 'raw']);

/** For a run of another machine, only the time is known: an active run writes to its folder every few minutes. */
const ABANDONED_AFTER_MS = DAY_MS;

/** The staging folder of a run, and the outermost folder that had to be created for its lake. */
export type Staging = { readonly folder: string; readonly lake: string; readonly createdFolder: string | undefined };

const HOST_HASH = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** The runs of this process: process ids repeat, in a container always. */
const ownRuns = new Set<string>();

const isAbandoned = async (staging: string, name: string): Promise<boolean> => {
    const [host, pid] = name.split('-');
    if (host === HOST_HASH) return !ownRuns.has(name) && (Number(pid) === process.pid || !isRunning(Number(pid)));
    const stats = await stat(join(staging, name)).catch(() => null);
    return stats !== null && Date.now() - stats.mtimeMs > ABANDONED_AFTER_MS;
};

/** Removes the folders of killed runs. */
const removeAbandoned = async (staging: string): Promise<void> => {
    for (const name of await readdir(staging)) {
        if (await isAbandoned(staging, name)) await rm(join(staging, name), { recursive: true, force: true });
    }
};

/** Any project may have a folder named errors or raw: it makes a lake only if there is nothing else. */
const isLake = (names: readonly string[]): boolean =>
    names.some((name) => TABLE_FOLDERS.has(name)) || names.every((name) => OTHER_FOLDERS.has(name));

const checkLake = async (lake: string): Promise<void> => {
    const stats = await stat(lake).catch(() => null);
    if (stats !== null && !stats.isDirectory())
        throw new UserError(`${lake} is a file, but a lake is a folder. Pass another folder with --lake.`);
    if (stats !== null && !isLake(await readdir(lake))) {
        throw new UserError(`${lake} is not a lake: it contains other files. Pass a new or empty folder with --lake.`);
    }
};

const CREATE_FAILURES: ReadonlyMap<string, string> = new Map([
    ['ENOTDIR', 'part of its path is a file'],
    ['EEXIST', 'part of its path is a file'],
    ['ENOENT', 'folders cannot be created there'],
]);

const makeLake = async (lake: string): Promise<string | undefined> =>
    makeFolder(resolve(lake)).catch((error: unknown) => {
        const why = CREATE_FAILURES.get(String(errorCode(error)));
        throw why === undefined
            ? error
            : new UserError(`Cannot create ${lake}: ${why}. Pass another folder with --lake.`);
    });

/**
 * Opens a staging folder in a lake, and creates the lake if it does not exist. All of a lake is private to its owner.
 *
 * @throws UserError if the folder is not a lake
 */
export const openStaging = async (lake: string): Promise<Staging> => {
    await checkLake(lake);
    const createdFolder = await makeLake(lake);
    const name = `${HOST_HASH}-${process.pid}-${randomBytes(4).toString('hex')}`;
    ownRuns.add(name);
    const folder = join(lake, STAGING, name);
    await makeFolder(resolve(folder));
    await finishExchange(lake, async (run) => isAbandoned(dirname(folder), run));
    await removeAbandoned(dirname(folder));
    return { folder, lake, createdFolder };
};

const isRemoved = async (folder: string): Promise<boolean> =>
    rmdir(folder).then(
        () => true,
        () => false,
    );

/** Removes empty folders, from the inner one up to the outer one. */
const removeEmpty = async (inner: string, outer: string): Promise<void> => {
    const isEmpty = await isRemoved(inner);
    if (isEmpty && inner !== outer) await removeEmpty(dirname(inner), outer);
};

/** Removes the folder of a run, then the staging folder if it is empty, and a new lake that stayed empty. */
export const closeStaging = async ({ folder, lake, createdFolder }: Staging): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
    await removeEmpty(resolve(lake, STAGING), resolve(createdFolder ?? join(lake, STAGING)));
};
