/** The formats in which a result can be had, by the name that --format takes. */
import { Complaint } from '../../basics/complaint.ts';
import { printable } from '../../terminal/printable.ts';
import type { Result } from '../result.ts';
import { csv } from './csv.ts';
import { json, ndjson } from './json.ts';
import { markdown } from './markdown.ts';
import { table } from './table.ts';

/** Pieces of text as they are ready. `width`: the columns of the terminal, or null where there is none. */
export type Format = (result: Result, width: number | null) => AsyncIterable<string>;

const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
    ['table', table],
    ['json', json],
    ['ndjson', ndjson],
    ['csv', csv],
    ['markdown', markdown],
]);

export const FORMAT_NAMES: readonly string[] = [...FORMATS.keys()];

/** The format of a name; a Complaint names all when there is none. */
export const formatNamed = (name: string): Format => {
    const found = FORMATS.get(name);
    if (found === undefined)
        throw new Complaint(`--format is one of ${FORMAT_NAMES.join(', ')}, not "${printable(name)}"`, 2);
    return found;
};
