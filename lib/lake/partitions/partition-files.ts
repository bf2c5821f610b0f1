/** Lists the Parquet files of a table by its partition folders; links, hidden and unfinished files are never followed. */
import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { PARTITION_COLUMNS, type TableName } from '../../../schemas/columns.ts';
import type { CsvTableName } from '../../../schemas/csv-tables.ts';
import { compareKeys } from '../../store/store.ts';
import { tableFolder } from '../table-folder.ts';

/** Which partitions can matter: UTC days, both included, and one pool; what is left out is not limited. */
export type Reach = {
    readonly firstDay?: string;
    readonly lastDay?: string;
    readonly userPoolId?: string;
};

/** The files within reach, and all days and pools that the table has, within reach or not. */
export type TableFiles = {
    readonly files: readonly string[];
    readonly days: ReadonlySet<string>;
    readonly userPoolIds: ReadonlySet<string>;
};

/** What DuckDB is to read: files of this machine, also of a lake in S3. */
export type LakeFiles = {
    readonly tables: readonly (TableFiles & { readonly table: TableName })[];
    readonly csv: readonly { readonly table: CsvTableName; readonly files: readonly string[] }[];
};

type Listing = { files: string[]; days: Set<string>; userPoolIds: Set<string> };
type Values = Readonly<Record<string, string>>;

const VALUE = /^[\w-]+$/;

/** Whether a text can be the value of a partition column: another one is nothing of ours. */
export const isPartitionValue = (text: string): boolean => VALUE.test(text);

const isHidden = (name: string): boolean => name.startsWith('.') || name.startsWith('_');

const entriesOf = (folder: string): readonly Dirent[] =>
    readdirSync(folder, { withFileTypes: true })
        .filter(({ name }) => !isHidden(name))
        .toSorted((one, other) => compareKeys(one.name, other.name));

/** Whether a partition can matter. */
export const isWithin = ({ firstDay = '', lastDay = '9999-12-31', userPoolId }: Reach, values: Values): boolean =>
    String(values['dt']) >= firstDay &&
    String(values['dt']) <= lastDay &&
    (userPoolId === undefined || values['user_pool_id'] === userPoolId);

const addPartition = (folder: string, values: Values, reach: Reach, listing: Listing): void => {
    listing.days.add(String(values['dt']));
    listing.userPoolIds.add(String(values['user_pool_id']));
    if (!isWithin(reach, values)) return;
    for (const entry of entriesOf(folder)) {
        if (entry.isFile() && entry.name.endsWith('.parquet')) listing.files.push(join(folder, entry.name));
    }
};

/** Walks down one partition column a level: `user_pool_id=…/event_type=…/dt=…`. */
const walk = (folder: string, values: Values, reach: Reach, listing: Listing): void => {
    const column = PARTITION_COLUMNS[Object.keys(values).length];
    if (column === undefined) return addPartition(folder, values, reach, listing);
    const prefix = `${column.name}=`;
    for (const entry of entriesOf(folder)) {
        const value = entry.name.slice(prefix.length);
        if (!entry.isDirectory() || !entry.name.startsWith(prefix) || !isPartitionValue(value)) continue;
        walk(join(folder, entry.name), { ...values, [column.name]: value }, reach, listing);
    }
};

/** The Parquet files of a table, by absolute path, sorted. */
export const partitionFiles = (lake: string, table: TableName, reach: Reach): TableFiles => {
    const listing: Listing = { files: [], days: new Set(), userPoolIds: new Set() };
    const folder = tableFolder(lake, table);
    if (folder !== null) walk(folder, {}, reach, listing);
    return listing;
};
