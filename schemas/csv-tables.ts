/** The tables of the lake that are CSV files in a folder of its own: who keeps the lake writes them, or a command. */
import { COGNITO_METRIC_COLUMNS, COGNITO_METRICS } from './cognito-metrics.ts';
import { KNOWN_EXCEPTION_COLUMNS, KNOWN_EXCEPTIONS } from './known-exceptions.ts';

type CsvTable = { readonly columns: readonly string[]; readonly row: string; readonly hint: string };

/** By the name of table and folder: what a row is, and a hint to who wrote a file without its header line. */
export const CSV_TABLES = {
    [KNOWN_EXCEPTIONS]: {
        columns: KNOWN_EXCEPTION_COLUMNS,
        row: 'one address or account that the owner of the lake vouches for',
        hint: 'a line is for example: address,203.0.113.7,the office in Lyon',
    },
    [COGNITO_METRICS]: {
        columns: COGNITO_METRIC_COLUMNS,
        row: 'what CloudWatch counted on a day by one metric with its dimensions',
        hint: 'the command completeness --export writes such files',
    },
} as const satisfies Readonly<Record<string, CsvTable>>;

export type CsvTableName = keyof typeof CSV_TABLES;

export const CSV_TABLE_NAMES = [KNOWN_EXCEPTIONS, COGNITO_METRICS] as const;
