/** Asks the Trino of test/trino/servers.sh. */
import type { Plain } from '../../lib/query/plain-value.ts';
import type { Answered } from '../athena/case/duckdb-lake.ts';

type TrinoColumn = { readonly name: string; readonly type: string };
type Page = {
    readonly columns?: readonly TrinoColumn[];
    readonly data?: readonly (readonly unknown[])[];
    readonly error?: { readonly errorName: string; readonly message: string };
    readonly nextUri?: string;
};

/** The address of a server, that servers.sh puts into the environment. */
export const addressOf = (name: 'TRINO_URL' | 'GLUE_URL' | 'S3_URL'): string => {
    const address = process.env[name];
    if (address === undefined) throw new Error(`${name} is not set: run npm run test:trino`);
    return address;
};

const STARTING: ReadonlySet<string> = new Set(['NO_NODES_AVAILABLE', 'SERVER_STARTING_UP']);
const STARTING_TRIES = 60;

/** A text of Trino always has a length in the type of a literal, and DuckDB's never. */
const withoutLength = (type: string): string => type.replace(/\b(varchar|char)\(\d+\)/g, 'varchar');

const plain = (value: unknown, type: string): Plain => {
    if (typeof value === 'string' && type.startsWith('timestamp')) return `${value.replace(' ', 'T')}Z`;
    if (Array.isArray(value)) return value.map((item) => plain(item, type.slice('array('.length, -1)));
    return value as Plain;
};

const pagesOf = async (sql: string, database: string): Promise<readonly Page[]> => {
    // Without the capability a timestamp(3) is called timestamp.
    const headers = {
        'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
        'X-Trino-User': 'athena',
        'X-Trino-Catalog': 'awsdatacatalog',
        'X-Trino-Schema': database,
        'X-Trino-Time-Zone': 'UTC',
    };
    const pages: Page[] = [];
    let response = await fetch(`${addressOf('TRINO_URL')}/v1/statement`, { method: 'POST', headers, body: sql });
    for (;;) {
        if (!response.ok) throw new Error(`Trino answers with HTTP ${response.status}: ${await response.text()}`);
        const page = (await response.json()) as Page;
        pages.push(page);
        if (page.error !== undefined || page.nextUri === undefined) return pages;
        response = await fetch(page.nextUri, { headers });
    }
};

/** A statement's answer, in the form in which DuckDB's is given. Throws what Trino complains of. */
export const askTrino = async (sql: string, database: string): Promise<Answered> => {
    for (let tries = 1; ; tries++) {
        const pages = await pagesOf(sql, database);
        const error = pages.find((page) => page.error !== undefined)?.error;
        if (error === undefined) {
            const columns = pages.find((page) => page.columns !== undefined)?.columns ?? [];
            const rows = pages.flatMap(({ data = [] }) => data);
            return {
                columns: Object.fromEntries(columns.map(({ name, type }) => [name, withoutLength(type)])),
                rows: rows.map((row) =>
                    Object.fromEntries(columns.map(({ name, type }, index) => [name, plain(row[index] ?? null, type)])),
                ),
            };
        }
        if (!STARTING.has(error.errorName) || tries === STARTING_TRIES)
            throw new Error(`${error.errorName}: ${error.message}\n${sql}`);
        await new Promise((resolve) => {
            setTimeout(resolve, 250);
        });
    }
};
