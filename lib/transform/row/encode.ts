/** Encodes a row as one JSON line: the columns of its table and the partition, NULLs and empty arrays left out. */
import type { Partition } from '../../../schemas/columns.ts';
import type { Normalised } from './normalise.ts';
import { isPlain, plainFields } from './plain-fields.ts';

/** JSON writes a surrogate without its other half as an escape, which strict readers of JSON refuse. */
const SURROGATE_ESCAPE = '\\ud';

const wellFormed = (_key: string, value: unknown): unknown =>
    typeof value === 'string' ? value.toWellFormed() : value;

/** The JSON of a row. A surrogate without its other half becomes U+FFFD. */
export const jsonOf = (row: object): string => {
    const json = JSON.stringify(row);
    return json.includes(SURROGATE_ESCAPE) ? JSON.stringify(row, wellFormed) : json;
};

/** A line of JSON and its newline, in texts that follow each other: joined they would be copied once more (bench/transform.ts). */
export type LineTexts = readonly string[];

/** The line of a row of ours that comes back. */
export const encodeAgain = (row: object): LineTexts => [jsonOf(row), '\n'];

/**
 * The line of a row. The partition is of closed lists and checked patterns: its values need no escapes. They are put behind
 * the JSON: a copy of the row with three fields more is written three times as slowly.
 *
 * @param eventText that the row was made of: where it has no escapes, the row needs none
 */
export const encode = (
    { table, row }: Normalised,
    { user_pool_id, event_type, dt }: Partition,
    eventText: string,
): LineTexts => {
    const end = `,"user_pool_id":"${user_pool_id}","event_type":"${event_type}","dt":"${dt}"}\n`;
    return table === 'user_activity' && isPlain(eventText)
        ? [`{${plainFields(row)}${end}`]
        : [jsonOf(row).slice(0, -1), end];
};
