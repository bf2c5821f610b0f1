/** Writes a case as a file: a line an event, a line a row. */
import type { Answered } from './duckdb-lake.ts';
import type { Case } from './given-case.ts';

const spaced = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    return `{ ${Object.entries(value)
        .map(([name, item]) => `${JSON.stringify(name)}: ${spaced(item)}`)
        .join(', ')} }`;
};

const listed = (values: readonly unknown[]): string =>
    values.length === 0 ? '[]' : `[\n${values.map((value) => `        ${spaced(value)}`).join(',\n')}\n    ]`;

/** The case with other rows. */
export const caseText = (
    { query: _query, name: _name, path: _path, ...given }: Case,
    rows: Answered['rows'],
): string => {
    const members = Object.entries({ ...given, rows }).map(
        ([name, value]) => `    ${JSON.stringify(name)}: ${Array.isArray(value) ? listed(value) : spaced(value)}`,
    );
    return `{\n${members.join(',\n')}\n}\n`;
};

export const columnsText = ({ columns }: Answered): string => `${JSON.stringify(columns, null, 4)}\n`;
