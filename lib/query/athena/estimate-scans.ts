/** Estimates how much a statement scans: the sizes of the objects in the partitions that EXPLAIN names. */
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import type { PartitionFilter } from '../../lake/partitions/list-table-files.ts';
import { listTableObjects } from '../../lake/partitions/list-table-objects.ts';
import { openStore } from '../../store/open-store.ts';
import type { Store, StoredObject } from '../../store/store.ts';
import { printable } from '../../terminal/printable.ts';
import { AthenaError } from './athena-error.ts';
import type { Athena } from './open-athena.ts';
import { assertNotStopped } from './run-execution.ts';
import { isScanned, type TableScan } from './explain-scans.ts';

/** The objects of one scan, and the values of the partition columns found in their keys. */
export type ScanSize = {
    readonly table: string;
    readonly objects: number;
    readonly bytes: number;
    readonly userPoolIds: readonly string[];
    readonly eventTypes: readonly string[];
    readonly days: readonly string[];
};

const partitionValuesOf = (key: string): ReadonlyMap<string, string> =>
    new Map(
        key
            .split('/')
            .filter((part) => part.includes('='))
            .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
    );

/** The first (0) or last (-1) of the days; undefined if one of them is unlimited. */
const outermostDay = (days: readonly (string | undefined)[], at: 0 | -1): string | undefined => {
    const limited = days.filter((day) => day !== undefined).toSorted();
    return limited.length < days.length ? undefined : limited.at(at);
};

/** The days to list: from the first to the last day of the scan's ranges. */
const dayFilterOf = ({ ranges }: TableScan): PartitionFilter => {
    const days = ranges.get('dt') ?? [];
    const [firstDay, lastDay] = [
        outermostDay(
            days.map(({ low }) => low),
            0,
        ),
        outermostDay(
            days.map(({ high }) => high),
            -1,
        ),
    ];
    return { ...(firstDay === undefined ? {} : { firstDay }), ...(lastDay === undefined ? {} : { lastDay }) };
};

/** Opens the lake that a table belongs to. Throws an AthenaError if its location is not a lake's folder. */
export const openLakeStore = async (athena: Athena, table: string): Promise<Store> => {
    const location = (await athena.locationOf(table)).replace(/\/+$/, '');
    if (!location.endsWith(`/${table}`)) {
        const where = location === '' ? 'has no location' : `is at ${printable(location)}`;
        throw new AthenaError('unknown', `The table ${printable(table)} ${where}, so it is not part of a lake.`);
    }
    return openStore(location.slice(0, -table.length - 1));
};

const isTable = (name: string): name is (typeof TABLE_NAMES)[number] => TABLE_NAMES.some((table) => table === name);

const listObjects = async (athena: Athena, scan: TableScan): Promise<readonly StoredObject[]> => {
    if (scan.isEmpty) return [];
    const store = await openLakeStore(athena, scan.table);
    if (isTable(scan.table)) return (await listTableObjects(store, scan.table, dayFilterOf(scan))).objects;
    const objects: StoredObject[] = [];
    for await (const object of store.list(`${scan.table}/`)) objects.push(object);
    return objects;
};

const scanSizeOf = (scan: TableScan, all: readonly StoredObject[]): ScanSize => {
    const read = all
        .map((object) => ({ ...object, values: partitionValuesOf(object.key) }))
        .filter(({ values }) => [...values].every(([name, value]) => isScanned(scan, name, value)));
    const valuesIn = (column: string): readonly string[] =>
        [...new Set(read.flatMap(({ values }) => values.get(column) ?? []))].toSorted();
    return {
        table: scan.table,
        objects: read.length,
        bytes: read.reduce((sum, { bytes }) => sum + bytes, 0),
        userPoolIds: valuesIn('user_pool_id'),
        eventTypes: valuesIn('event_type'),
        days: valuesIn('dt'),
    };
};

/** The size of each scan. It is an upper bound: Athena reads only the columns that the query uses. */
export const estimateScans = async (
    athena: Athena,
    scans: readonly TableScan[],
    signal: AbortSignal,
): Promise<readonly ScanSize[]> => {
    const listed = new Map<string, Promise<readonly StoredObject[]>>();
    const sizes: ScanSize[] = [];
    for (const scan of scans) {
        assertNotStopped(signal);
        const listing = JSON.stringify([scan.table, scan.isEmpty, dayFilterOf(scan)]);
        const objects = listed.get(listing) ?? listObjects(athena, scan);
        listed.set(listing, objects);
        sizes.push(scanSizeOf(scan, await objects));
    }
    return sizes;
};

export const totalBytes = (sizes: readonly ScanSize[]): number => sizes.reduce((sum, { bytes }) => sum + bytes, 0);

async function* oneBatch<Value>(value: Value): AsyncIterable<Value> {
    yield value;
}

/** The estimate as a result with one row per scan. */
export const estimateResult = (sizes: readonly ScanSize[]) => ({
    columns: ['table', 'user_pool_ids', 'event_types', 'first_day', 'last_day', 'object_count', 'bytes'].map(
        (name) => ({ name, isNumber: name === 'object_count' || name === 'bytes' }),
    ),
    batches: oneBatch(
        sizes.map(({ table, objects, bytes, userPoolIds, eventTypes, days }) => [
            table,
            userPoolIds.length,
            eventTypes.join(', '),
            days[0] ?? null,
            days.at(-1) ?? null,
            objects,
            bytes,
        ]),
    ),
});
