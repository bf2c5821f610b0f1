/** Makes the CSV files in a folder of the lake a table of DuckDB, all its columns texts; without files it is empty. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { CSV_TABLES, type CsvTableName } from '../../schemas/csv-tables.ts';
import { Complaint } from '../basics/complaint.ts';
import { printable } from '../terminal/printable.ts';

const isHidden = (name: string): boolean => name.startsWith('.') || name.startsWith('_');

/** Whether a file of the folder counts. */
export const isCsv = (name: string): boolean => name.endsWith('.csv') && !isHidden(name);

const hasFolder = (lake: string, table: CsvTableName): boolean =>
    readdirSync(lake, { withFileTypes: true }).some((entry) => entry.name === table && entry.isDirectory());

/** The files of a table, by absolute path, sorted. */
export const csvFiles = (lake: string, table: CsvTableName): readonly string[] => {
    if (!hasFolder(lake, table)) return [];
    return readdirSync(join(lake, table), { withFileTypes: true })
        .filter((entry) => entry.isFile() && isCsv(entry.name))
        .map(({ name }) => join(lake, table, name))
        .toSorted();
};

/** Both engines pass over the first line of a file: it must be the header, or a line would be lost without a word. */
const refuseHeadless = (file: string, name: string, table: CsvTableName): void => {
    const header = CSV_TABLES[table].columns.join(',');
    const [first = ''] = readFileSync(file, 'utf8')
        .replace(/^\u{feff}/u, '')
        .split(/\r?\n/);
    if (first.trim() !== header)
        throw new Complaint(
            `${printable(name)} does not begin with the line ${header}. Put it there; ${CSV_TABLES[table].hint}`,
        );
};

/** Throws a Complaint that names a file without a header; `names` are what people call the files. */
export const checkCsv = (
    table: CsvTableName,
    files: readonly string[],
    names: readonly string[] = files,
): readonly string[] => {
    for (const [index, file] of files.entries()) refuseHeadless(file, String(names[index]), table);
    return files;
};

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const rowsOf = (columns: readonly string[], files: readonly string[]): string =>
    `from read_csv([${files.map(quoted).join(', ')}], columns = {${columns.map((name) => `${name}: 'varchar'`).join(', ')}}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', null_padding = true)`;

/** Makes the table. What is in it is read once: the files are small. */
export const addCsv = async (
    connection: DuckDBConnection,
    table: CsvTableName,
    files: readonly string[],
): Promise<void> => {
    const { columns } = CSV_TABLES[table];
    const isEmpty = files.length === 0;
    const selected = columns.map((name) => `cast(${isEmpty ? 'null' : name} as varchar) as ${name}`).join(', ');
    await connection.run(
        `create or replace table ${table} as select ${selected} ${isEmpty ? 'where false' : rowsOf(columns, files)}`,
    );
};
