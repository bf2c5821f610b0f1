/** Fetches a lake in S3: lists the objects that a filter selects, and downloads them. */
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import { CSV_TABLE_NAMES, type CsvTableName } from '../../../schemas/csv-tables.ts';
import { UserError } from '../../basics/user-error.ts';
import { openStore } from '../../store/open-store.ts';
import { StoreError } from '../../aws/store-error.ts';
import type { Store, StoredObject } from '../../store/store.ts';
import { checkCsvHeaders, isCsv } from '../csv-table.ts';
import { fetchFiles } from './fetch-files.ts';
import { LAKE_FOLDERS, NO_LAKE_FOLDERS } from '../find-lake.ts';
import type { LakeFiles, PartitionFilter } from './list-table-files.ts';
import { listTableObjects } from './list-table-objects.ts';

/** Compaction writes a new object and then deletes the old ones: a reader that listed before must list again. */
const MAX_LISTINGS = 4;

/** Throws a UserError if the store is not a lake. */
export const checkRemoteLake = async (store: Store): Promise<void> => {
    const names = await store.folders('');
    if (names.some((name) => LAKE_FOLDERS.has(name))) return;
    throw new UserError(
        `${store.name} is not a lake: ${NO_LAKE_FOLDERS}. Create one with: replay FILES --lake ${store.name}`,
    );
};

const fetchCsv = async (store: Store, table: CsvTableName): Promise<readonly string[]> => {
    const objects: StoredObject[] = [];
    for await (const object of store.list(`${table}/`)) {
        const [, name = '', ...deeper] = object.key.split('/');
        if (deeper.length === 0 && isCsv(name)) objects.push(object);
    }
    return checkCsvHeaders(
        table,
        await fetchFiles(store, objects),
        objects.map(({ key }) => store.nameOf(key)),
    );
};

const fetchListedFiles = async (store: Store, filter: PartitionFilter): Promise<LakeFiles> => {
    const tables: LakeFiles['tables'][number][] = [];
    for (const table of TABLE_NAMES) {
        const { objects, days, userPoolIds } = await listTableObjects(store, table, filter);
        tables.push({ table, files: await fetchFiles(store, objects), days, userPoolIds });
    }
    const csv: LakeFiles['csv'][number][] = [];
    for (const table of CSV_TABLE_NAMES) csv.push({ table, files: await fetchCsv(store, table) });
    return { tables, csv };
};

/**
 * The local copies of a lake's files in S3.
 *
 * @throws UserError if it is not a lake; StoreError if S3 fails
 */
export const fetchLake = async (address: string, filter: PartitionFilter): Promise<LakeFiles> => {
    const store = await openStore(address);
    await checkRemoteLake(store);
    for (let listings = 1; ; listings += 1) {
        try {
            return await fetchListedFiles(store, filter);
        } catch (error) {
            const isVanished = error instanceof StoreError && error.kind === 'vanished';
            if (!isVanished || listings >= MAX_LISTINGS) throw error;
        }
    }
};
