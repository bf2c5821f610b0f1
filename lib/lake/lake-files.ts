/** The Parquet files of a lake's tables, by partition: listed, read, added and removed one by one. */
import { chmod, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { PARTITION_COLUMNS, TABLE_NAMES, type TableName } from '../../schemas/columns.ts';
import { makeFolder } from '../replay/make-folder.ts';
import { partitionFiles } from './partition-files.ts';

/** A file, by its path in the lake. */
export type LakeFile = { readonly key: string; readonly bytes: number };

/** A partition as it was listed: the folder of its files (`user_activity/user_pool_id=…/event_type=…/dt=…`) and its day. */
export type Partition = { readonly table: TableName; readonly folder: string; readonly day: string; readonly files: readonly LakeFile[] };

/** What can be done with the files of a lake, wherever it lies. */
export type LakeFiles = {
    /** Every partition that has files, sorted. */
    readonly list: () => Promise<readonly Partition[]>;
    /** Absolute paths of files on this machine, below folders named as in the lake. */
    readonly fetch: (files: readonly LakeFile[]) => Promise<readonly string[]>;
    /** Moves a finished file of this machine to its key. It is there whole, and to stay, when this returns. */
    readonly add: (path: string, key: string) => Promise<void>;
    /** Removes files; one that is gone already is no failure. */
    readonly remove: (keys: readonly string[]) => Promise<void>;
};

/** Hidden files, those of other kinds and of other folders are none of a table's. */
const KEY = new RegExp(`^((\\w+)/${PARTITION_COLUMNS.map(({ name }) => `${name}=([\\w-]+)`).join('/')})/[^/._][^/]*\\.parquet$`);

const isTable = (name: string | undefined): name is TableName => TABLE_NAMES.some((table) => table === name);

/** Sorts files into their partitions by their folders; what lies elsewhere is left out. */
export const partitionsOf = (files: readonly LakeFile[]): readonly Partition[] => {
    const byFolder = new Map<string, Partition & { readonly files: LakeFile[] }>();
    for (const file of files.toSorted((one, other) => (one.key < other.key ? -1 : 1))) {
        const [, folder = '', table, , , day = ''] = KEY.exec(file.key) ?? [];
        if (!isTable(table)) continue;
        const known = byFolder.get(folder);
        if (known === undefined) byFolder.set(folder, { table, folder, day, files: [file] });
        else known.files.push(file);
    }
    return [...byFolder.values()];
};

/** Another run may have removed it since. */
const fileOf = async (lake: string, path: string): Promise<readonly LakeFile[]> => {
    const found = await stat(path).catch(() => null);
    return found === null ? [] : [{ key: relative(lake, path).split(sep).join('/'), bytes: found.size }];
};

const syncToDisk = async (path: string): Promise<void> => {
    const file = await open(path, 'r');
    try {
        await file.sync();
    } finally {
        await file.close();
    }
};

/** The files of a lake in a folder of this machine, by its real path. */
export const localLakeFiles = (lake: string): LakeFiles => ({
    list: async () => {
        const paths = TABLE_NAMES.flatMap((table) => partitionFiles(lake, table, {}).files);
        const files = await Promise.all(paths.map(async (path) => fileOf(lake, path)));
        return partitionsOf(files.flat());
    },
    fetch: async (files) => files.map(({ key }) => join(lake, key)),
    add: async (path, key) => {
        const target = join(lake, key);
        await makeFolder(dirname(target));
        await chmod(path, 0o600);
        await syncToDisk(path);
        await rename(path, target);
        // The name too: the files that this one stands for are removed next.
        await syncToDisk(dirname(target));
    },
    remove: async (keys) => {
        for (const key of keys) await rm(join(lake, key), { force: true });
    },
});
