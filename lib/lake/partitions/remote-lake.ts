/** Reads a lake in S3: finds the objects within reach, and fetches them to this machine. */
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import { CSV_TABLE_NAMES, type CsvTableName } from '../../../schemas/csv-tables.ts';
import { Complaint } from '../../basics/complaint.ts';
import { openStore } from '../../store/open-store.ts';
import { StoreError } from '../../aws/store-error.ts';
import type { Store, StoredObject } from '../../store/store.ts';
import { checkCsv, isCsv } from '../csv-table.ts';
import { fetchedFiles } from './fetched-files.ts';
import { LAKE_FOLDERS } from '../find-lake.ts';
import type { LakeFiles, Reach } from './partition-files.ts';
import { remotePartitions } from './remote-partitions.ts';

/** Compaction writes a new object before it deletes the old ones: whoever listed before has to look again, or would miss rows. */
const MAX_LOOKS = 4;

/** Throws a Complaint for what is no lake. */
export const checkRemoteLake = async (store: Store): Promise<void> => {
    const names = await store.folders('');
    if (names.some((name) => LAKE_FOLDERS.has(name))) return;
    throw new Complaint(
        `${store.name} is not a lake: it holds none of ${[...LAKE_FOLDERS].join('/, ')}/. Make one with: replay FILES --lake ${store.name}`,
    );
};

const csvOf = async (store: Store, table: CsvTableName): Promise<readonly string[]> => {
    const found: StoredObject[] = [];
    for await (const object of store.list(`${table}/`)) {
        const [, name = '', ...deeper] = object.key.split('/');
        if (deeper.length === 0 && isCsv(name)) found.push(object);
    }
    return checkCsv(
        table,
        await fetchedFiles(store, found),
        found.map(({ key }) => store.nameOf(key)),
    );
};

const look = async (store: Store, reach: Reach): Promise<LakeFiles> => {
    const tables: LakeFiles['tables'][number][] = [];
    for (const table of TABLE_NAMES) {
        const { objects, days, userPoolIds } = await remotePartitions(store, table, reach);
        tables.push({ table, files: await fetchedFiles(store, objects), days, userPoolIds });
    }
    const csv: LakeFiles['csv'][number][] = [];
    for (const table of CSV_TABLE_NAMES) csv.push({ table, files: await csvOf(store, table) });
    return { tables, csv };
};

/**
 * The files of a lake in S3, on this machine.
 *
 * @throws Complaint for what is no lake, StoreError for what can't be reached
 */
export const remoteLake = async (address: string, reach: Reach): Promise<LakeFiles> => {
    const store = await openStore(address);
    await checkRemoteLake(store);
    for (let looks = 1; ; looks += 1) {
        try {
            return await look(store, reach);
        } catch (error) {
            const isMoved = error instanceof StoreError && error.kind === 'vanished';
            if (!isMoved || looks >= MAX_LOOKS) throw error;
        }
    }
};
