/** Makes the known exceptions of a lake a table of DuckDB: the CSV files of `known_exceptions/`, or nothing when there are none. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { KNOWN_EXCEPTIONS, KNOWN_EXCEPTION_COLUMNS, KNOWN_EXCEPTION_KINDS } from '../../schemas/known-exceptions.ts';
import { Complaint } from '../complaint.ts';
import { printable } from '../terminal/printable.ts';

const HEADER = KNOWN_EXCEPTION_COLUMNS.join(',');

const isHidden = (name: string): boolean => name.startsWith('.') || name.startsWith('_');

const hasFolder = (lake: string): boolean =>
    readdirSync(lake, { withFileTypes: true }).some((entry) => entry.name === KNOWN_EXCEPTIONS && entry.isDirectory());

/** Both engines pass over the first line of a file: it must be the header, or an exception would be lost without a word. */
const refuseHeadless = (file: string, name: string): void => {
    const [first = ''] = readFileSync(file, 'utf8').replace(/^\u{feff}/u, '').split(/\r?\n/);
    if (first.trim() !== HEADER) throw new Complaint(`${printable(name)} does not begin with the line ${HEADER}. Put it there; a line is for example: address,203.0.113.7,the office in Lyon`);
};

/** Whether a file of the folder counts. */
export const isKnownExceptions = (name: string): boolean => name.endsWith('.csv') && !isHidden(name);

/** The files, by absolute path, sorted. */
export const knownExceptionFiles = (lake: string): readonly string[] => {
    if (!hasFolder(lake)) return [];
    return readdirSync(join(lake, KNOWN_EXCEPTIONS), { withFileTypes: true })
        .filter((entry) => entry.isFile() && isKnownExceptions(entry.name))
        .map(({ name }) => join(lake, KNOWN_EXCEPTIONS, name))
        .toSorted();
};

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const rowsOf = (files: readonly string[]): string => {
    const columns = KNOWN_EXCEPTION_COLUMNS.map((name) => `${name}: 'varchar'`).join(', ');
    return `from read_csv([${files.map(quoted).join(', ')}], columns = {${columns}}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', null_padding = true)`;
};

/** Throws a Complaint that names a file without a header; `names` are what people call the files. */
export const checkKnownExceptions = (files: readonly string[], names: readonly string[] = files): readonly string[] => {
    for (const [index, file] of files.entries()) refuseHeadless(file, String(names[index]));
    return files;
};

/** The statement that makes the table. What is in it is read once: the files are small. */
const tableOf = (files: readonly string[]): string =>
    `create or replace table ${KNOWN_EXCEPTIONS} as select ${KNOWN_EXCEPTION_COLUMNS.map((name) => `cast(${files.length === 0 ? 'null' : name} as varchar) as ${name}`).join(', ')} ${files.length === 0 ? 'where false' : rowsOf(files)}`;

const KINDS = Object.keys(KNOWN_EXCEPTION_KINDS);

/** Lines that would except nothing. A backslash is an escape to Athena's reader of CSV, and none to DuckDB's. */
const USELESS = `select kind, value from ${KNOWN_EXCEPTIONS}
    where kind is null or kind not in (${KINDS.map(quoted).join(', ')}) or value is null or value <> trim(value) or contains(value, '\\') limit 1`;

/** Makes the table. Throws a Complaint that shows the first line that would except nothing. */
export const addKnownExceptions = async (connection: DuckDBConnection, files: readonly string[]): Promise<void> => {
    await connection.run(tableOf(files));
    const [useless] = (await connection.runAndReadAll(USELESS)).getRows();
    if (useless === undefined) return;
    const line = printable(useless.map((cell) => String(cell ?? '')).join(','));
    throw new Complaint(`The line "${line}" of ${KNOWN_EXCEPTIONS}/ excepts nothing. A line is one of ${KINDS.join(', ')}, then a value without a backslash or blanks round it, then a note`);
};
