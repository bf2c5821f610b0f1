/** The formats of a result, by the name that `--format` takes. */
import { UserError } from '../../basics/user-error.ts';
import { printable } from '../../terminal/printable.ts';
import type { QueryResult } from '../query-result.ts';
import { csv } from './csv.ts';
import { json, ndjson } from './json.ts';
import { markdown } from './markdown.ts';
import { table } from './table.ts';

/** Formats a result in pieces of text. `width` is the terminal's in columns; null without a terminal. */
export type ResultFormat = (result: QueryResult, width: number | null) => AsyncIterable<string>;

const FORMATS: ReadonlyMap<string, ResultFormat> = new Map<string, ResultFormat>([
    ['table', table],
    ['json', json],
    ['ndjson', ndjson],
    ['csv', csv],
    ['markdown', markdown],
]);

export const FORMAT_NAMES: readonly string[] = [...FORMATS.keys()];

/** The format of this name. Throws a UserError that lists all formats if there is no such format. */
export const findFormat = (name: string): ResultFormat => {
    const found = FORMATS.get(name);
    if (found === undefined)
        throw new UserError(`--format must be one of ${FORMAT_NAMES.join(', ')}; got "${printable(name)}"`, 2);
    return found;
};
