/** Formats a case as a JSON file with one line for each event and each row. */
import type { EngineResult } from './duckdb-lake.ts';
import type { QueryCase } from './read-cases.ts';

const formatSpaced = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(formatSpaced).join(', ')}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    return `{ ${Object.entries(value)
        .map(([name, item]) => `${JSON.stringify(name)}: ${formatSpaced(item)}`)
        .join(', ')} }`;
};

const formatList = (values: readonly unknown[]): string =>
    values.length === 0 ? '[]' : `[\n${values.map((value) => `        ${formatSpaced(value)}`).join(',\n')}\n    ]`;

/** The text of a case file with new expected rows. */
export const formatCase = (
    { query: _query, name: _name, filePath: _path, ...contents }: QueryCase,
    rows: EngineResult['rows'],
): string => {
    const members = Object.entries({ ...contents, rows }).map(
        ([name, value]) =>
            `    ${JSON.stringify(name)}: ${Array.isArray(value) ? formatList(value) : formatSpaced(value)}`,
    );
    return `{\n${members.join(',\n')}\n}\n`;
};

export const formatCaseColumns = ({ columns }: EngineResult): string => `${JSON.stringify(columns, null, 4)}\n`;
