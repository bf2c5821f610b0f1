/** Loads the CSV files of a lake folder into a DuckDB table of text columns; without files the table is empty. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { CSV_TABLES, type CsvTableName } from '../../schemas/csv-tables.ts';
import { UserError } from '../basics/user-error.ts';
import { printable } from '../terminal/printable.ts';
import { quoted } from './sql-text.ts';

const isHidden = (name: string): boolean => name.startsWith('.') || name.startsWith('_');

/** Whether a file name belongs to the table: a CSV file that is not hidden. */
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

/** Both engines skip the first line of a file: if it is not the header, a row would be lost silently. */
const checkHeader = (file: string, name: string, table: CsvTableName): void => {
    const header = CSV_TABLES[table].columns.join(',');
    const [first = ''] = readFileSync(file, 'utf8')
        .replace(/^\u{feff}/u, '')
        .split(/\r?\n/);
    if (first.trim() !== header)
        throw new UserError(
            `${printable(name)} does not start with the header line ${header}. Add it; ${CSV_TABLES[table].hint}`,
        );
};

/** Returns `files`. Throws a UserError for a file without a header; the message has its name from `names`. */
export const checkCsvHeaders = (
    table: CsvTableName,
    files: readonly string[],
    names: readonly string[] = files,
): readonly string[] => {
    for (const [index, file] of files.entries()) checkHeader(file, String(names[index]), table);
    return files;
};

const readCsvSql = (columns: readonly string[], files: readonly string[]): string => {
    const types = columns.map((name) => `${name}: 'varchar'`).join(', ');
    return (
        `from read_csv([${files.map(quoted).join(', ')}], columns = {${types}}, auto_detect = false, ` +
        `header = true, delim = ',', quote = '"', escape = '"', null_padding = true)`
    );
};

/** Creates the table in memory. The files are read once: they are small. */
export const addCsv = async (
    connection: DuckDBConnection,
    table: CsvTableName,
    files: readonly string[],
): Promise<void> => {
    const { columns } = CSV_TABLES[table];
    const isEmpty = files.length === 0;
    const selected = columns.map((name) => `cast(${isEmpty ? 'null' : name} as varchar) as ${name}`).join(', ');
    const source = isEmpty ? 'where false' : readCsvSql(columns, files);
    await connection.run(`create or replace table ${table} as select ${selected} ${source}`);
};
