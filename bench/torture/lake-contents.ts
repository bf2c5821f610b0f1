/** Reads the contents of a lake for comparison: the rows of its views, and its files. */
import { readdirSync } from 'node:fs';
import { runSql } from '../../lib/query/run-query.ts';
import { ndjson } from '../../lib/query/format/json.ts';

const VIEW_QUERIES = [
    'select * from auth_events order by user_pool_id, event_type, dt, record_id',
    'select * from delivery_errors order by user_pool_id, event_type, dt, record_id',
    'select * from attempts order by user_pool_id, event_type, dt, attempt_id',
] as const;

/** The rows of all views as NDJSON, in an order that does not depend on the files. */
export const readViews = async (lake: string): Promise<string> => {
    let text = '';
    for (const sql of VIEW_QUERIES)
        for await (const piece of runSql(sql, { lake, format: ndjson, width: null })) text += piece;
    return text;
};

/** The paths of all files of a lake that are not hidden, sorted, and the number of hidden files. */
export const listFiles = (lake: string): { readonly paths: readonly string[]; readonly hidden: number } => {
    const paths = readdirSync(lake, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.parentPath}/${entry.name}`.slice(lake.length + 1))
        .toSorted();
    const visible = paths.filter((path) => !path.startsWith('.') && !path.includes('/.'));
    return { paths: visible, hidden: paths.length - visible.length };
};

/** Describes the first difference of two texts; null if they are equal. */
export const firstDifference = (actual: string, expected: string): string | null => {
    if (actual === expected) return null;
    const [actualLines, expectedLines] = [actual.split('\n'), expected.split('\n')];
    const at = actualLines.findIndex((line, index) => line !== expectedLines[index]);
    return `${actualLines.length} lines instead of ${expectedLines.length}, the first difference in line ${at + 1}`;
};
