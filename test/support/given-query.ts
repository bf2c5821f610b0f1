/** A query made up for a test, from its parameters and its statement. */
import { parseHeader } from '../../lib/query/header.ts';
import type { Query } from '../../lib/query/catalogue.ts';

export const givenQuery = (parameters: readonly string[], statement: string, more: readonly string[] = []): Query => {
    const sql = [
        '-- given: one row is a row.',
        '-- Asks for a row. Reads auth_events.',
        '-- severity: info',
        '-- false alarm: none.',
        '-- next: nothing.',
        ...more,
        ...parameters.map((parameter) => `-- ${parameter}`),
        statement,
    ].join('\n');
    return { ...parseHeader(sql), group: 'given', sql };
};

/** The statement of a rendered query, without its header. */
export const statementOf = (sql: string): string =>
    sql
        .split('\n')
        .filter((line) => !line.startsWith('-- '))
        .join('\n');
