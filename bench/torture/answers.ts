/** What the views of a lake answer, byte for byte: each row a line of NDJSON, in an order that does not depend on the files. */
import { readdirSync } from 'node:fs';
import { runSql } from '../../lib/query/run-query.ts';
import { ndjson } from '../../lib/query/format/json.ts';

const QUESTIONS = [
    'select * from auth_events order by user_pool_id, event_type, dt, record_id',
    'select * from delivery_errors order by user_pool_id, event_type, dt, record_id',
    'select * from attempts order by user_pool_id, event_type, dt, attempt_id',
] as const;

export const answersOf = async (lake: string): Promise<string> => {
    let text = '';
    for (const sql of QUESTIONS)
        for await (const piece of runSql(sql, { lake, format: ndjson, width: null })) text += piece;
    return text;
};

/** The paths of all files of a lake that are not hidden, sorted; and how many are below hidden folders. */
export const filesOf = (lake: string): { readonly paths: readonly string[]; readonly hidden: number } => {
    const paths = readdirSync(lake, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.parentPath}/${entry.name}`.slice(lake.length + 1))
        .toSorted();
    const seen = paths.filter((path) => !path.startsWith('.') && !path.includes('/.'));
    return { paths: seen, hidden: paths.length - seen.length };
};

/** Says where two answers differ first; null when they don't. */
export const firstDifference = (found: string, expected: string): string | null => {
    if (found === expected) return null;
    const [one, other] = [found.split('\n'), expected.split('\n')];
    const at = one.findIndex((line, index) => line !== other[index]);
    return `${one.length} lines instead of ${other.length}, the first other one is ${at + 1}`;
};
