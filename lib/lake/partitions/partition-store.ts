/** The interface to the data files of a lake's tables, by partition: list, fetch, add and remove. */
import { PARTITION_COLUMNS, TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';

/** A data file, by its path in the lake. */
export type DataFile = { readonly key: string; readonly bytes: number };

/** A listed partition: its folder (`user_activity/user_pool_id=…/event_type=…/dt=…`), its day and its files. */
export type LakePartition = {
    readonly table: TableName;
    readonly folder: string;
    readonly day: string;
    readonly files: readonly DataFile[];
};

/** The operations on the data files of a lake, local or in S3. */
export type PartitionStore = {
    /** Every partition that has files, sorted. */
    readonly list: () => Promise<readonly LakePartition[]>;
    /** Makes files available locally. Returns their absolute paths, below folders named as in the lake. */
    readonly fetch: (files: readonly DataFile[]) => Promise<readonly string[]>;
    /** Moves a finished local file to its key. It is complete and durable when the promise resolves. */
    readonly add: (path: string, key: string) => Promise<void>;
    /** Removes files. A missing file is not an error. */
    readonly remove: (keys: readonly string[]) => Promise<void>;
};

/** Excludes hidden files, other kinds of files and other folders. */
const DATA_FILE_KEY = new RegExp(
    `^((\\w+)/${PARTITION_COLUMNS.map(({ name }) => `${name}=([\\w-]+)`).join('/')})/[^/._][^/]*\\.parquet$`,
);

const isTableName = (name: string | undefined): name is TableName => TABLE_NAMES.some((table) => table === name);

/** Groups data files by their partition folder, sorted. Skips files elsewhere. */
export const groupByPartition = (files: readonly DataFile[]): readonly LakePartition[] => {
    const byFolder = new Map<string, LakePartition & { readonly files: DataFile[] }>();
    for (const file of files.toSorted((one, other) => (one.key < other.key ? -1 : 1))) {
        const [, folder = '', table, , , day = ''] = DATA_FILE_KEY.exec(file.key) ?? [];
        if (!isTableName(table)) continue;
        const partition = byFolder.get(folder);
        if (partition === undefined) byFolder.set(folder, { table, folder, day, files: [file] });
        else partition.files.push(file);
    }
    return [...byFolder.values()];
};
