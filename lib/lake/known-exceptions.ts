/** Makes the known exceptions of a lake a table of DuckDB, and refuses lines that would except nothing. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { KNOWN_EXCEPTIONS, KNOWN_EXCEPTION_KINDS } from '../../schemas/known-exceptions.ts';
import { Complaint } from '../basics/complaint.ts';
import { printable } from '../terminal/printable.ts';
import { addCsv } from './csv-table.ts';

const KINDS = Object.keys(KNOWN_EXCEPTION_KINDS);

/** Lines that would except nothing. A backslash is an escape to Athena's reader of CSV, and none to DuckDB's. */
const USELESS = `select kind, value from ${KNOWN_EXCEPTIONS}
    where kind is null or kind not in (${KINDS.map((kind) => `'${kind}'`).join(', ')}) or value is null or value <> trim(value) or contains(value, '\\') limit 1`;

/** Makes the table. Throws a Complaint that shows the first line that would except nothing. */
export const addKnownExceptions = async (connection: DuckDBConnection, files: readonly string[]): Promise<void> => {
    await addCsv(connection, KNOWN_EXCEPTIONS, files);
    const [useless] = (await connection.runAndReadAll(USELESS)).getRows();
    if (useless === undefined) return;
    const line = printable(useless.map((cell) => String(cell ?? '')).join(','));
    throw new Complaint(
        `The line "${line}" of ${KNOWN_EXCEPTIONS}/ excepts nothing. A line is one of ${KINDS.join(', ')}, then a value without a backslash or blanks round it, then a note`,
    );
};
