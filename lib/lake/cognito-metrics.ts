/** Makes the metrics that were exported into a lake a table of DuckDB, and refuses lines that count nothing. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { COGNITO_METRICS } from '../../schemas/cognito-metrics.ts';
import { Complaint } from '../basics/complaint.ts';
import { printable } from '../terminal/printable.ts';
import { addCsv } from './csv-table.ts';

const isNoNumber = (column: string): string =>
    `coalesce(${column}, '') <> '' and coalesce(try_cast(${column} as double), -1) < 0`;

/** Lines without a day, or with a count that is none: a query would pass over them. */
const COUNTLESS = `select dt, user_pool_id, metric, sample_count, value_sum from ${COGNITO_METRICS}
    where try_cast(dt as date) is null or length(dt) <> 10 or metric is null or (${isNoNumber('sample_count')}) or (${isNoNumber('value_sum')}) limit 1`;

/** Makes the table. Throws a Complaint that shows the first line that counts nothing. */
export const addCognitoMetrics = async (connection: DuckDBConnection, files: readonly string[]): Promise<void> => {
    await addCsv(connection, COGNITO_METRICS, files);
    const [countless] = (await connection.runAndReadAll(COUNTLESS)).getRows();
    if (countless === undefined) return;
    const line = printable(countless.map((cell) => String(cell ?? '')).join(' '));
    throw new Complaint(
        `A line of ${COGNITO_METRICS}/ counts nothing: ${line}. Delete its file, and export the metrics again: completeness --export`,
    );
};
