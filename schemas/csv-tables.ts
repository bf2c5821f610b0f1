/** The tables of the lake that are CSV files: the owner of the lake or a command writes them. */
import { COGNITO_METRIC_COLUMNS, COGNITO_METRICS } from './cognito-metrics.ts';
import { ALLOWLIST_COLUMNS, ALLOWLIST_TABLE } from './allowlist.ts';

type CsvTable = { readonly columns: readonly string[]; readonly row: string; readonly hint: string };

/** By name of table and folder: what a row is, and a hint for a file without a header line. */
export const CSV_TABLES = {
    [ALLOWLIST_TABLE]: {
        columns: ALLOWLIST_COLUMNS,
        row: 'one IP address, network or user that the owner of the lake vouches for',
        hint: 'an example of a row is: address,203.0.113.7,the office in Lyon',
    },
    [COGNITO_METRICS]: {
        columns: COGNITO_METRIC_COLUMNS,
        row: 'the daily count of one CloudWatch metric with its dimensions',
        hint: 'completeness --export writes such files',
    },
} as const satisfies Readonly<Record<string, CsvTable>>;

export type CsvTableName = keyof typeof CSV_TABLES;

export const CSV_TABLE_NAMES = [ALLOWLIST_TABLE, COGNITO_METRICS] as const;
