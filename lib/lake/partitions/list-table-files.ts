/** Lists the Parquet files of a table by partition folder; ignores symbolic links and hidden or unfinished files. */
import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { PARTITION_COLUMNS, type TableName } from '../../../schemas/columns.ts';
import type { CsvTableName } from '../../../schemas/csv-tables.ts';
import { compareKeys } from '../../store/store.ts';
import { tableFolder } from '../table-folder.ts';

/** Selects partitions: first and last UTC day, inclusive, and a pool. A missing property selects everything. */
export type PartitionFilter = {
    readonly firstDay?: string;
    readonly lastDay?: string;
    readonly userPoolId?: string;
};

/** The files that the filter selects, and all days and pools of the table. */
export type TableFiles = {
    readonly files: readonly string[];
    readonly days: ReadonlySet<string>;
    readonly userPoolIds: ReadonlySet<string>;
};

/** The local files that DuckDB reads; for a lake in S3, those in the cache. */
export type LakeFiles = {
    readonly tables: readonly (TableFiles & { readonly table: TableName })[];
    readonly csv: readonly { readonly table: CsvTableName; readonly files: readonly string[] }[];
};

type PartitionListing = { files: string[]; days: Set<string>; userPoolIds: Set<string> };
type PartitionValues = Readonly<Record<string, string>>;

const VALUE = /^[\w-]+$/;

/** Whether a text is a valid value of a partition column. The lake has no others. */
export const isPartitionValue = (text: string): boolean => VALUE.test(text);

const isHidden = (name: string): boolean => name.startsWith('.') || name.startsWith('_');

const entriesOf = (folder: string): readonly Dirent[] =>
    readdirSync(folder, { withFileTypes: true })
        .filter(({ name }) => !isHidden(name))
        .toSorted((one, other) => compareKeys(one.name, other.name));

/** Whether the filter selects a partition. */
export const isSelected = (
    { firstDay = '', lastDay = '9999-12-31', userPoolId }: PartitionFilter,
    values: PartitionValues,
): boolean =>
    String(values['dt']) >= firstDay &&
    String(values['dt']) <= lastDay &&
    (userPoolId === undefined || values['user_pool_id'] === userPoolId);

const addPartition = (
    folder: string,
    values: PartitionValues,
    filter: PartitionFilter,
    listing: PartitionListing,
): void => {
    listing.days.add(String(values['dt']));
    listing.userPoolIds.add(String(values['user_pool_id']));
    if (!isSelected(filter, values)) return;
    for (const entry of entriesOf(folder)) {
        if (entry.isFile() && entry.name.endsWith('.parquet')) listing.files.push(join(folder, entry.name));
    }
};

/** Walks the folders, one partition column a level: `user_pool_id=…/event_type=…/dt=…`. */
const walkPartitions = (
    folder: string,
    values: PartitionValues,
    filter: PartitionFilter,
    listing: PartitionListing,
): void => {
    const column = PARTITION_COLUMNS[Object.keys(values).length];
    if (column === undefined) return addPartition(folder, values, filter, listing);
    const prefix = `${column.name}=`;
    for (const entry of entriesOf(folder)) {
        const value = entry.name.slice(prefix.length);
        if (!entry.isDirectory() || !entry.name.startsWith(prefix) || !isPartitionValue(value)) continue;
        walkPartitions(join(folder, entry.name), { ...values, [column.name]: value }, filter, listing);
    }
};

/** The Parquet files of a table that the filter selects, by absolute path, sorted. */
export const listTableFiles = (lake: string, table: TableName, filter: PartitionFilter): TableFiles => {
    const listing: PartitionListing = { files: [], days: new Set(), userPoolIds: new Set() };
    const folder = tableFolder(lake, table);
    if (folder !== null) walkPartitions(folder, {}, filter, listing);
    return listing;
};
