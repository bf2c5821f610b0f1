/** The staging folder of a lake: what is not finished lies there, where no query looks. */
import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Complaint } from '../../basics/complaint.ts';
import { errorCode } from '../../basics/thrown.ts';
import { EXCHANGE } from '../table-folder.ts';
import { finishExchange } from './exchange-tables.ts';
import { makeFolder } from '../../basics/make-folder.ts';

const STAGING = '.staging';
const TABLE_FOLDERS: ReadonlySet<string> = new Set([
    'user_activity',
    'user_notification',
    STAGING,
    EXCHANGE,
    '.redriven',
]);
const OTHER_FOLDERS: ReadonlySet<string> = new Set(['errors', 'raw']);

/** On another machine's run only time can tell: it writes to its folder every few minutes. */
const ABANDONED_AFTER_MS = 86_400_000;

/** The folder of a run, and the outermost folder that had to be made for its lake. */
export type Staging = { readonly folder: string; readonly lake: string; readonly made: string | undefined };

const HERE = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** The runs of this process: a number of a process comes again, in a container always. */
const ours = new Set<string>();

const isRunning = (pid: number): boolean => {
    try {
        return process.kill(pid, 0);
    } catch (error) {
        return errorCode(error) === 'EPERM';
    }
};

const isAbandoned = async (staging: string, name: string): Promise<boolean> => {
    const [host, pid] = name.split('-');
    if (host === HERE) return !ours.has(name) && (Number(pid) === process.pid || !isRunning(Number(pid)));
    const found = await stat(join(staging, name)).catch(() => null);
    return found !== null && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS;
};

/** Removes what killed runs left behind. */
const removeAbandoned = async (staging: string): Promise<void> => {
    for (const name of await readdir(staging)) {
        if (await isAbandoned(staging, name)) await rm(join(staging, name), { recursive: true, force: true });
    }
};

/** A folder called errors or raw may be anybody's: it makes a lake only where nothing else is. */
const isLake = (names: readonly string[]): boolean =>
    names.some((name) => TABLE_FOLDERS.has(name)) || names.every((name) => OTHER_FOLDERS.has(name));

const checkLake = async (lake: string): Promise<void> => {
    const found = await stat(lake).catch(() => null);
    if (found !== null && !found.isDirectory())
        throw new Complaint(`${lake} is a file, and a lake is a folder. Name another with --lake.`);
    if (found !== null && !isLake(await readdir(lake))) {
        throw new Complaint(
            `${lake} has other things in it and is no lake. Name an empty or a new folder with --lake.`,
        );
    }
};

const UNMAKEABLE: ReadonlyMap<string, string> = new Map([
    ['ENOTDIR', 'a file stands where a folder should be'],
    ['EEXIST', 'a file stands where a folder should be'],
    ['ENOENT', 'no folder can be made there'],
]);

const makeLake = async (lake: string): Promise<string | undefined> =>
    makeFolder(resolve(lake)).catch((error: unknown) => {
        const why = UNMAKEABLE.get(String(errorCode(error)));
        throw why === undefined ? error : new Complaint(`${lake} can’t be made: ${why}. Name another with --lake.`);
    });

/**
 * Opens a staging folder in a lake, which is made if it is not there. All of a lake is private to its owner.
 *
 * @throws Complaint when the folder is something else than a lake
 */
export const openStaging = async (lake: string): Promise<Staging> => {
    await checkLake(lake);
    const made = await makeLake(lake);
    const name = `${HERE}-${process.pid}-${randomBytes(4).toString('hex')}`;
    ours.add(name);
    const folder = join(lake, STAGING, name);
    await makeFolder(resolve(folder));
    await finishExchange(lake, async (run) => isAbandoned(dirname(folder), run));
    await removeAbandoned(dirname(folder));
    return { folder, lake, made };
};

const isRemoved = async (folder: string): Promise<boolean> =>
    rmdir(folder).then(
        () => true,
        () => false,
    );

/** Removes empty folders, from an inner one outwards. */
const removeEmpty = async (inner: string, outer: string): Promise<void> => {
    const isGone = await isRemoved(inner);
    if (isGone && inner !== outer) await removeEmpty(dirname(inner), outer);
};

/** Removes the folder of a run, the staging folder when it was the last, and a lake that was made for nothing. */
export const closeStaging = async ({ folder, lake, made }: Staging): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
    await removeEmpty(resolve(lake, STAGING), resolve(made ?? join(lake, STAGING)));
};
