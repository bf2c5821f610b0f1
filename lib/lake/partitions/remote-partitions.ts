/** Lists the Parquet objects of a table in S3 by their partitions: only those within reach, and all days and pools that there are. */
import { PARTITION_COLUMNS, type TableName } from '../../../schemas/columns.ts';
import type { Store, StoredObject } from '../../store/store.ts';
import { isPartitionValue, isWithin, type Reach } from './partition-files.ts';
import { answersAtOnce } from '../../store/at-once.ts';

/** The same as of a folder, with objects for files. */
export type TableObjects = {
    readonly objects: readonly StoredObject[];
    readonly days: ReadonlySet<string>;
    readonly userPoolIds: ReadonlySet<string>;
};

/** What is asked of S3 at a time. */
const LISTINGS_AT_ONCE = 8;

/** The folders of one pool and type, where the days lie side by side. */
type Series = { readonly prefix: string; readonly userPoolId: string };

const valuesOf = async (store: Store, prefix: string, column: string): Promise<readonly string[]> =>
    (await store.folders(prefix))
        .filter((name) => name.startsWith(`${column}=`))
        .map((name) => name.slice(column.length + 1))
        .filter(isPartitionValue);

const [POOL, TYPE, DAY] = PARTITION_COLUMNS.map(({ name }) => name);

const seriesOf = async (store: Store, table: TableName): Promise<readonly Series[]> => {
    const pools = await valuesOf(store, `${table}/`, String(POOL));
    const series = await answersAtOnce(pools, LISTINGS_AT_ONCE, async (userPoolId) => {
        const above = `${table}/${String(POOL)}=${userPoolId}/`;
        return (await valuesOf(store, above, String(TYPE))).map((type) => ({
            prefix: `${above}${String(TYPE)}=${type}/`,
            userPoolId,
        }));
    });
    return series.flat();
};

const isParquet = (name: string): boolean => name.endsWith('.parquet') && !name.includes('/') && !/^[._]/.test(name);

/** The objects of a series from its first day in reach to its last. */
const objectsOf = async (
    store: Store,
    { prefix }: Series,
    days: readonly string[],
): Promise<readonly StoredObject[]> => {
    const inReach = new Set(days);
    const [first, last] = [days[0], days.at(-1)];
    const objects: StoredObject[] = [];
    if (first === undefined || last === undefined) return objects;
    for await (const object of store.list(prefix, `${prefix}${String(DAY)}=${first}/`)) {
        const [folder = '', ...rest] = object.key.slice(prefix.length).split('/');
        const day = folder.slice(String(DAY).length + 1);
        if (day > last) break;
        if (inReach.has(day) && isParquet(rest.join('/'))) objects.push(object);
    }
    return objects;
};

/** The Parquet objects of a table within reach, in the order in which the files of a folder come. */
export const remotePartitions = async (store: Store, table: TableName, reach: Reach): Promise<TableObjects> => {
    const all = await seriesOf(store, table);
    const days = new Set<string>();
    const found = await answersAtOnce(all, LISTINGS_AT_ONCE, async (series) => {
        const own = await valuesOf(store, series.prefix, String(DAY));
        for (const day of own) days.add(day);
        return objectsOf(
            store,
            series,
            own.filter((dt) => isWithin(reach, { dt, user_pool_id: series.userPoolId })).toSorted(),
        );
    });
    return { objects: found.flat(), days, userPoolIds: new Set(all.map(({ userPoolId }) => userPoolId)) };
};
