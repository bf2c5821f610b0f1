/** Loads the exported Cognito metrics of a lake into a DuckDB table, and rejects invalid lines. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { COGNITO_METRICS } from '../../schemas/cognito-metrics.ts';
import { UserError } from '../basics/user-error.ts';
import { printable } from '../terminal/printable.ts';
import { addCsv } from './csv-table.ts';

const notANumberSql = (column: string): string =>
    `coalesce(${column}, '') <> '' and coalesce(try_cast(${column} as double), -1) < 0`;

/** Lines without a day, or with an invalid count: queries would ignore them. */
const INVALID_LINES_SQL = `select dt, user_pool_id, metric, sample_count, value_sum from ${COGNITO_METRICS}
    where try_cast(dt as date) is null or length(dt) <> 10 or metric is null
        or (${notANumberSql('sample_count')}) or (${notANumberSql('value_sum')}) limit 1`;

/** Creates the table from CSV files. Throws a UserError that shows the first invalid line. */
export const addCognitoMetrics = async (connection: DuckDBConnection, files: readonly string[]): Promise<void> => {
    await addCsv(connection, COGNITO_METRICS, files);
    const [invalid] = (await connection.runAndReadAll(INVALID_LINES_SQL)).getRows();
    if (invalid === undefined) return;
    const line = printable(invalid.map((cell) => String(cell ?? '')).join(' '));
    throw new UserError(
        `Invalid line in ${COGNITO_METRICS}/: ${line}. ` +
            'Delete its file, then export the metrics again with: completeness --export',
    );
};
