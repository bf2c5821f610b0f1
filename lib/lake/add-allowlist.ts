/** Loads the allowlist of a lake into a DuckDB table, and rejects invalid lines. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { ALLOWLIST_TABLE, ALLOWLIST_KINDS } from '../../schemas/allowlist.ts';
import { UserError } from '../basics/user-error.ts';
import { printable } from '../terminal/printable.ts';
import { addCsv } from './csv-table.ts';

const KINDS = Object.keys(ALLOWLIST_KINDS);

/** Lines that would match nothing. A backslash is an escape character in Athena's CSV reader, but not in DuckDB's. */
const INVALID_LINES_SQL = `select kind, value from ${ALLOWLIST_TABLE}
    where kind is null or kind not in (${KINDS.map((kind) => `'${kind}'`).join(', ')})
        or value is null or value <> trim(value) or contains(value, '\\') limit 1`;

/** Creates the table from CSV files. Throws a UserError that shows the first invalid line. */
export const addAllowlist = async (connection: DuckDBConnection, files: readonly string[]): Promise<void> => {
    await addCsv(connection, ALLOWLIST_TABLE, files);
    const [invalid] = (await connection.runAndReadAll(INVALID_LINES_SQL)).getRows();
    if (invalid === undefined) return;
    const line = printable(invalid.map((cell) => String(cell ?? '')).join(','));
    throw new UserError(
        `Invalid line in ${ALLOWLIST_TABLE}/: "${line}" matches nothing. Write kind,value,note: ` +
            `a kind is one of ${KINDS.join(', ')}; a value has no backslash and no spaces around it.`,
    );
};
