/** Builds a query for a test from its parameter lines and its statement. */
import { parseQueryHeader } from '../../lib/query/sql-header.ts';
import type { Query } from '../../lib/query/catalogue.ts';

export const makeQuery = (
    parameters: readonly string[],
    statement: string,
    headerLines: readonly string[] = [],
): Query => {
    const sql = [
        '-- sample: one row is a row.',
        '-- title: Sample rows',
        '-- description: Rows for a test. Look at it in tests.',
        '-- severity: info',
        '-- false positives: none.',
        '-- next: nothing.',
        ...headerLines,
        ...parameters.map((parameter) => `-- ${parameter}`),
        statement,
    ].join('\n');
    return { ...parseQueryHeader(sql), group: 'samples', sql };
};

/** The statement of a rendered query, without its header. */
export const statementOf = (sql: string): string =>
    sql
        .split('\n')
        .filter((line) => !line.startsWith('-- '))
        .join('\n');
