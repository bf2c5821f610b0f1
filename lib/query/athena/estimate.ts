/** How much a statement would read at most: the sizes of the objects in the partitions that EXPLAIN names. */
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import type { Reach } from '../../lake/partitions/partition-files.ts';
import { remotePartitions } from '../../lake/partitions/remote-partitions.ts';
import { openStore } from '../../store/open-store.ts';
import type { Store, StoredObject } from '../../store/store.ts';
import { printable } from '../../terminal/printable.ts';
import { AthenaError } from './athena-error.ts';
import type { Athena } from './open-athena.ts';
import { refuseStopped } from './run-execution.ts';
import { isRead, type Scan } from './scans.ts';

/** What one scan reads, with the values of the partition columns that there are. */
export type ScanSize = {
    readonly table: string;
    readonly objects: number;
    readonly bytes: number;
    readonly userPoolIds: readonly string[];
    readonly eventTypes: readonly string[];
    readonly days: readonly string[];
};

const valuesOf = (key: string): ReadonlyMap<string, string> =>
    new Map(
        key
            .split('/')
            .filter((part) => part.includes('='))
            .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
    );

/** The first or last of some days; undefined where one of them is not limited. */
const extreme = (days: readonly (string | undefined)[], at: 0 | -1): string | undefined => {
    const known = days.filter((day) => day !== undefined).toSorted();
    return known.length < days.length ? undefined : known.at(at);
};

/** Days that need to be listed at all: from the first to the last that is read. */
const reachOf = ({ ranges }: Scan): Reach => {
    const days = ranges.get('dt') ?? [];
    const [firstDay, lastDay] = [
        extreme(
            days.map(({ low }) => low),
            0,
        ),
        extreme(
            days.map(({ high }) => high),
            -1,
        ),
    ];
    return { ...(firstDay === undefined ? {} : { firstDay }), ...(lastDay === undefined ? {} : { lastDay }) };
};

/** The place of the lake that a table lies in. */
export const storeAbove = async (athena: Athena, table: string): Promise<Store> => {
    const location = (await athena.locationOf(table)).replace(/\/+$/, '');
    if (!location.endsWith(`/${table}`))
        throw new AthenaError(
            'unknown',
            `The table ${printable(table)} lies in ${printable(location) || 'no place that Athena tells'}, which is no lake’s folder.`,
        );
    return openStore(location.slice(0, -table.length - 1));
};

const isTable = (name: string): name is (typeof TABLE_NAMES)[number] => TABLE_NAMES.some((table) => table === name);

const objectsOf = async (athena: Athena, scan: Scan): Promise<readonly StoredObject[]> => {
    if (scan.isEmpty) return [];
    const store = await storeAbove(athena, scan.table);
    if (isTable(scan.table)) return (await remotePartitions(store, scan.table, reachOf(scan))).objects;
    const objects: StoredObject[] = [];
    for await (const object of store.list(`${scan.table}/`)) objects.push(object);
    return objects;
};

const sizeOf = (scan: Scan, all: readonly StoredObject[]): ScanSize => {
    const read = all
        .map((object) => ({ ...object, values: valuesOf(object.key) }))
        .filter(({ values }) => [...values].every(([name, value]) => isRead(scan, name, value)));
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

/** The size of each scan. Columns that are not asked for are in the objects and are not read: it is an upper bound. */
export const estimate = async (
    athena: Athena,
    scans: readonly Scan[],
    signal: AbortSignal,
): Promise<readonly ScanSize[]> => {
    const listed = new Map<string, Promise<readonly StoredObject[]>>();
    const sizes: ScanSize[] = [];
    for (const scan of scans) {
        refuseStopped(signal);
        const what = JSON.stringify([scan.table, scan.isEmpty, reachOf(scan)]);
        const objects = listed.get(what) ?? objectsOf(athena, scan);
        listed.set(what, objects);
        sizes.push(sizeOf(scan, await objects));
    }
    return sizes;
};

export const bytesOf = (sizes: readonly ScanSize[]): number => sizes.reduce((sum, { bytes }) => sum + bytes, 0);

async function* oneBatch<Value>(value: Value): AsyncIterable<Value> {
    yield value;
}

/** The sizes as a result: a row a scan. */
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
