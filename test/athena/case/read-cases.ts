/** Reads the cases of the queries, test/athena/cases/<query>/<case>.json: events and the expected rows. */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import type { CsvTableName } from '../../../schemas/csv-tables.ts';
import type { IngestPath } from '../../../schemas/vocabulary.ts';
import type { JsonValue } from '../../../lib/query/json-value.ts';

/**
 * When and how often an event happens. `{n}` in a string counts from 1.
 * `{n%5}` restarts after 5, and `{n/5}` increases every fifth time.
 */
type CaseTiming = {
    readonly at: string;
    readonly times?: number;
    readonly everySeconds?: number;
    /** Seconds from event to arrival; default 5. */
    readonly arrivesAfter?: number;
    /**
     * Ingest path; default firehose, or cloudwatch_logs for a notification.
     * With a list the event is delivered once by each path.
     */
    readonly path?: IngestPath | readonly IngestPath[];
};

type CaseField = string | number | boolean | null | readonly unknown[] | { readonly [name: string]: unknown };

/** An event of user activity: the message fields that differ from an ordinary sign-in. */
export type CaseEvent = CaseTiming & {
    /** eventId; default unique. */
    readonly attempt?: string;
    /** creationDate; default `at`. */
    readonly startedAt?: string;
    readonly [field: string]: CaseField | undefined;
};

export type CaseNotification = CaseTiming & { readonly userPoolId?: string; readonly details: CaseField };

export type CaseFile = {
    /** The fact that the case shows, as one sentence; part of the test title. */
    readonly about: string;
    readonly parameters: { readonly [name: string]: string | number | readonly string[] };
    readonly events?: readonly CaseEvent[];
    readonly notifications?: readonly CaseNotification[];
    /** Rows of allowlist: kind, value, note. */
    readonly allowlist?: readonly (readonly [string, string, string])[];
    /** Rows of cognito_metrics: day, pool, event type, client, risk level, metric, SampleCount, Sum. */
    readonly metrics?: readonly (readonly string[])[];
    readonly rows: readonly { readonly [column: string]: JsonValue }[];
};

export type QueryCase = CaseFile & { readonly query: string; readonly name: string; readonly filePath: string };

/** Column names in order, with their Trino types. */
export type ColumnTypes = { readonly [column: string]: string };

/** The rows of the CSV tables. */
export const csvLinesOf = ({
    allowlist = [],
    metrics = [],
}: Pick<CaseFile, 'allowlist' | 'metrics'>): Readonly<Record<CsvTableName, readonly (readonly string[])[]>> => ({
    allowlist,
    cognito_metrics: metrics,
});

const CASES_FOLDER = join(packageRoot(), 'test', 'athena', 'cases');

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

const isCase = (value: unknown): value is CaseFile =>
    typeof value === 'object' &&
    value !== null &&
    'about' in value &&
    typeof value.about === 'string' &&
    'parameters' in value &&
    'rows' in value &&
    Array.isArray(value.rows);

const readCase = (query: string, file: string): QueryCase => {
    const path = join(CASES_FOLDER, query, file);
    const value = readJson(path);
    if (!isCase(value)) throw new Error(`${path} must have about, parameters and rows`);
    return { ...value, query, name: basename(file, '.json'), filePath: path };
};

/** Names of the queries that have a folder of cases. */
export const queriesWithCases = (): readonly string[] =>
    readdirSync(CASES_FOLDER)
        .filter((name) => name !== 'ORIGIN.md')
        .toSorted();

export const readCases = (query: string): readonly QueryCase[] =>
    readdirSync(join(CASES_FOLDER, query))
        .filter((file) => file !== 'columns.json')
        .toSorted()
        .map((file) => readCase(query, file));

export const caseColumnsPath = (query: string): string => join(CASES_FOLDER, query, 'columns.json');

export const readCaseColumns = (query: string): ColumnTypes => readJson(caseColumnsPath(query)) as ColumnTypes;
