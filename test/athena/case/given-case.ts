/** The cases of the queries: test/athena/cases/<query>/<case>.json, given events and the rows that the query then answers with. */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import type { Plain } from '../../../lib/query/plain-value.ts';
import type { CsvTableName } from '../../../schemas/csv-tables.ts';
import type { IngestPath } from '../../../schemas/vocabulary.ts';

/** When and how often an event comes. `{n}` in a text counts from 1; `{n%5}` begins anew after 5, `{n/5}` counts every fifth. */
type Course = {
    readonly at: string;
    readonly times?: number;
    readonly everySeconds?: number;
    /** Seconds from event to arrival; 5. */
    readonly arrivesAfter?: number;
    /** How it came; firehose, or cloudwatch_logs for a notification. A list: it was delivered once by each. */
    readonly path?: IngestPath | readonly IngestPath[];
};

type Field = string | number | boolean | null | readonly unknown[] | { readonly [name: string]: unknown };

/** An event of user activity: the fields of its message that differ from an ordinary sign-in. */
export type GivenEvent = Course & {
    /** eventId; of its own when it is not given. */
    readonly attempt?: string;
    /** creationDate; `at` when it is not given. */
    readonly startedAt?: string;
    readonly [field: string]: Field | undefined;
};

export type GivenNotification = Course & { readonly userPoolId?: string; readonly details: Field };

export type GivenCase = {
    /** One sentence: what is so. */
    readonly about: string;
    readonly parameters: { readonly [name: string]: string | number | readonly string[] };
    readonly events?: readonly GivenEvent[];
    readonly notifications?: readonly GivenNotification[];
    /** Lines of known_exceptions: kind, value, note. */
    readonly known?: readonly (readonly [string, string, string])[];
    /** Lines of cognito_metrics: day, pool, event type, client, risk level, metric, SampleCount, Sum. */
    readonly metrics?: readonly (readonly string[])[];
    readonly rows: readonly { readonly [column: string]: Plain }[];
};

export type Case = GivenCase & { readonly query: string; readonly name: string; readonly path: string };

/** Column names in order, with their types as Trino calls them. */
export type ColumnTypes = { readonly [column: string]: string };

/** The lines of the tables that are CSV. */
export const csvLines = ({
    known = [],
    metrics = [],
}: Pick<GivenCase, 'known' | 'metrics'>): Readonly<Record<CsvTableName, readonly (readonly string[])[]>> => ({
    known_exceptions: known,
    cognito_metrics: metrics,
});

export const CASES = join(packageRoot(), 'test', 'athena', 'cases');

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

const isCase = (value: unknown): value is GivenCase =>
    typeof value === 'object' &&
    value !== null &&
    'about' in value &&
    typeof value.about === 'string' &&
    'parameters' in value &&
    'rows' in value &&
    Array.isArray(value.rows);

const readCase = (query: string, file: string): Case => {
    const path = join(CASES, query, file);
    const value = readJson(path);
    if (!isCase(value)) throw new Error(`${path} has no about, parameters and rows`);
    return { ...value, query, name: basename(file, '.json'), path };
};

/** Names of the queries that have a folder. */
export const queriesWithCases = (): readonly string[] =>
    readdirSync(CASES)
        .filter((name) => name !== 'ORIGIN.md')
        .toSorted();

export const casesOf = (query: string): readonly Case[] =>
    readdirSync(join(CASES, query))
        .filter((file) => file !== 'columns.json')
        .toSorted()
        .map((file) => readCase(query, file));

export const columnsPath = (query: string): string => join(CASES, query, 'columns.json');

export const columnsOf = (query: string): ColumnTypes => readJson(columnsPath(query)) as ColumnTypes;
