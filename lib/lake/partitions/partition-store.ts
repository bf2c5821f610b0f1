/** The Parquet files of a lake's tables, by partition: listed, read, added and removed one by one. */
import { PARTITION_COLUMNS, TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';

/** A file, by its path in the lake. */
export type LakeFile = { readonly key: string; readonly bytes: number };

/** A partition as it was listed: the folder of its files (`user_activity/user_pool_id=…/event_type=…/dt=…`) and its day. */
export type Partition = {
    readonly table: TableName;
    readonly folder: string;
    readonly day: string;
    readonly files: readonly LakeFile[];
};

/** What can be done with the files of a lake's tables, wherever it lies. */
export type PartitionStore = {
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
const KEY = new RegExp(
    `^((\\w+)/${PARTITION_COLUMNS.map(({ name }) => `${name}=([\\w-]+)`).join('/')})/[^/._][^/]*\\.parquet$`,
);

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
