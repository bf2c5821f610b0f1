/** Lists the Parquet objects of a table in S3 that a filter selects, and all days and pools of the table. */
import { PARTITION_COLUMNS, type TableName } from '../../../schemas/columns.ts';
import type { Store, StoredObject } from '../../store/store.ts';
import { isPartitionValue, isSelected, type PartitionFilter } from './list-table-files.ts';
import { mapConcurrently } from '../../store/run-concurrently.ts';

/** Like TableFiles, with objects instead of files. */
export type TableObjects = {
    readonly objects: readonly StoredObject[];
    readonly days: ReadonlySet<string>;
    readonly userPoolIds: ReadonlySet<string>;
};

const MAX_CONCURRENT_LISTINGS = 8;

/** The folder of one pool and event type: its subfolders are days. */
type DayFolders = { readonly prefix: string; readonly userPoolId: string };

const listPartitionValues = async (store: Store, prefix: string, column: string): Promise<readonly string[]> =>
    (await store.folders(prefix))
        .filter((name) => name.startsWith(`${column}=`))
        .map((name) => name.slice(column.length + 1))
        .filter(isPartitionValue);

const [POOL, TYPE, DAY] = PARTITION_COLUMNS.map(({ name }) => name);

const listDayFolders = async (store: Store, table: TableName): Promise<readonly DayFolders[]> => {
    const pools = await listPartitionValues(store, `${table}/`, String(POOL));
    const folders = await mapConcurrently(pools, MAX_CONCURRENT_LISTINGS, async (userPoolId) => {
        const poolPrefix = `${table}/${String(POOL)}=${userPoolId}/`;
        return (await listPartitionValues(store, poolPrefix, String(TYPE))).map((type) => ({
            prefix: `${poolPrefix}${String(TYPE)}=${type}/`,
            userPoolId,
        }));
    });
    return folders.flat();
};

const isParquet = (name: string): boolean => name.endsWith('.parquet') && !name.includes('/') && !/^[._]/.test(name);

/** The objects of the selected days, which are sorted: one listing from the first day to the last. */
const listDayObjects = async (
    store: Store,
    { prefix }: DayFolders,
    days: readonly string[],
): Promise<readonly StoredObject[]> => {
    const selected = new Set(days);
    const [first, last] = [days[0], days.at(-1)];
    const objects: StoredObject[] = [];
    if (first === undefined || last === undefined) return objects;
    for await (const object of store.list(prefix, `${prefix}${String(DAY)}=${first}/`)) {
        const [folder = '', ...rest] = object.key.slice(prefix.length).split('/');
        const day = folder.slice(String(DAY).length + 1);
        if (day > last) break;
        if (selected.has(day) && isParquet(rest.join('/'))) objects.push(object);
    }
    return objects;
};

/** The Parquet objects of a table that the filter selects, in the same order as listTableFiles. */
export const listTableObjects = async (
    store: Store,
    table: TableName,
    filter: PartitionFilter,
): Promise<TableObjects> => {
    const folders = await listDayFolders(store, table);
    const days = new Set<string>();
    const objects = await mapConcurrently(folders, MAX_CONCURRENT_LISTINGS, async (folder) => {
        const folderDays = await listPartitionValues(store, folder.prefix, String(DAY));
        for (const day of folderDays) days.add(day);
        return listDayObjects(
            store,
            folder,
            folderDays.filter((dt) => isSelected(filter, { dt, user_pool_id: folder.userPoolId })).toSorted(),
        );
    });
    return { objects: objects.flat(), days, userPoolIds: new Set(folders.map(({ userPoolId }) => userPoolId)) };
};
