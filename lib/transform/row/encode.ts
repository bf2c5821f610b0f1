/** Encodes a row as one JSON line: the columns of its table and the partition, without NULLs and empty arrays. */
import type { Partition } from '../../../schemas/columns.ts';
import type { Normalised } from './normalise.ts';
import { isPlain } from './plain-field.ts';
import { plainFields } from './plain-fields.ts';

/** JSON.stringify writes a lone surrogate as an escape, which strict JSON parsers reject. */
const SURROGATE_ESCAPE = '\\ud';

const wellFormed = (_key: string, value: unknown): unknown =>
    typeof value === 'string' ? value.toWellFormed() : value;

/** The JSON of a row. A lone surrogate becomes U+FFFD. */
export const jsonOf = (row: object): string => {
    const json = JSON.stringify(row);
    return json.includes(SURROGATE_ESCAPE) ? JSON.stringify(row, wellFormed) : json;
};

/**
 * A line of JSON and its newline, as consecutive strings: joining them would copy them once more (bench/transform.ts).
 */
export type LineTexts = readonly string[];

/** The line of a row of the lake that is sent again. */
export const encodeAgain = (row: object): LineTexts => [jsonOf(row), '\n'];

/**
 * The line of a row. The partition values need no escapes: they come from closed lists and validated patterns. They are
 * appended to the JSON, because copying the row to add three fields makes the encoding three times as slow.
 *
 * @param eventText the text of the row's event: if it has no escapes, the row needs none
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
