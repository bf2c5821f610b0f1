/** Runs a statement on Trino over HTTP, with the result in the form of DuckDB's. */
import type { EngineResult } from '../athena/case/duckdb-lake.ts';
import type { JsonValue } from '../../lib/query/json-value.ts';

type TrinoColumn = { readonly name: string; readonly type: string };
type TrinoPage = {
    readonly columns?: readonly TrinoColumn[];
    readonly data?: readonly (readonly unknown[])[];
    readonly error?: { readonly errorName: string; readonly message: string };
    readonly nextUri?: string;
};

/** The URL of a server, which servers.sh puts into the environment. */
export const serverUrl = (name: 'TRINO_URL' | 'GLUE_URL' | 'S3_URL'): string => {
    const address = process.env[name];
    if (address === undefined) throw new Error(`${name} is not set: run npm run test:trino`);
    return address;
};

const STARTING_ERRORS: ReadonlySet<string> = new Set(['NO_NODES_AVAILABLE', 'SERVER_STARTING_UP']);
const MAX_STARTING_TRIES = 60;

/** In Trino the type of a string literal has a length, in DuckDB it has none. */
const withoutLength = (type: string): string => type.replace(/\b(varchar|char)\(\d+\)/g, 'varchar');

const toPlainValue = (value: unknown, type: string): JsonValue => {
    if (typeof value === 'string' && type.startsWith('timestamp')) return `${value.replace(' ', 'T')}Z`;
    if (Array.isArray(value)) return value.map((item) => toPlainValue(item, type.slice('array('.length, -1)));
    return value as JsonValue;
};

const fetchPages = async (sql: string, database: string): Promise<readonly TrinoPage[]> => {
    // Without this capability Trino returns timestamp for timestamp(3).
    const headers = {
        'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
        'X-Trino-User': 'athena',
        'X-Trino-Catalog': 'awsdatacatalog',
        'X-Trino-Schema': database,
        'X-Trino-Time-Zone': 'UTC',
    };
    const pages: TrinoPage[] = [];
    let response = await fetch(`${serverUrl('TRINO_URL')}/v1/statement`, { method: 'POST', headers, body: sql });
    for (;;) {
        if (!response.ok) throw new Error(`Trino responded with HTTP ${response.status}: ${await response.text()}`);
        const page = (await response.json()) as TrinoPage;
        pages.push(page);
        if (page.error !== undefined || page.nextUri === undefined) return pages;
        response = await fetch(page.nextUri, { headers });
    }
};

/** The result of a statement in the form of DuckDB's. Throws Trino's error with the SQL. */
export const queryTrino = async (sql: string, database: string): Promise<EngineResult> => {
    for (let tries = 1; ; tries++) {
        const pages = await fetchPages(sql, database);
        const error = pages.find((page) => page.error !== undefined)?.error;
        if (error === undefined) {
            const columns = pages.find((page) => page.columns !== undefined)?.columns ?? [];
            const rows = pages.flatMap(({ data = [] }) => data);
            return {
                columns: Object.fromEntries(columns.map(({ name, type }) => [name, withoutLength(type)])),
                rows: rows.map((row) =>
                    Object.fromEntries(
                        columns.map(({ name, type }, index) => [name, toPlainValue(row[index] ?? null, type)]),
                    ),
                ),
            };
        }
        if (!STARTING_ERRORS.has(error.errorName) || tries === MAX_STARTING_TRIES)
            throw new Error(`${error.errorName}: ${error.message}\n${sql}`);
        await new Promise((resolve) => {
            setTimeout(resolve, 250);
        });
    }
};
