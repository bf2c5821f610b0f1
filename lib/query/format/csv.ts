/** Formats a result as CSV (RFC 4180) that is safe in a spreadsheet and on a terminal. */
import { stringify } from 'csv-stringify/sync';
import { escapeSequence } from '../../terminal/printable.ts';
import type { QueryResult } from '../query-result.ts';
import { type JsonValue, cellText } from '../json-value.ts';

/**
 * A cell that starts like this is a formula to a spreadsheet (owasp.org/www-community/attacks/CSV_Injection). Some skip
 * blanks and invisible characters before it.
 */
const FORMULA = /^(?:[\t\r]|[\s\p{Cf}]*[=+\-@\uff0b\uff0d\uff1d\uff20])/u;

// Line ends and tabs are part of the text and stay. The other characters of C0 and C1 can control a terminal, and
// direction marks make a cell look like another one.
const CONTROL =
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const escapeText = (text: string): string => {
    const plain = text.replace(CONTROL, escapeSequence);
    return FORMULA.test(plain) ? `'${plain}` : plain;
};

const cell = (value: JsonValue, isNumber: boolean): string | null => {
    if (value === null) return null;
    return isNumber ? cellText(value) : escapeText(cellText(value));
};

const toCsv = (rows: readonly (readonly (string | null)[])[]): string =>
    stringify(
        rows.map((row) => [...row]),
        { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
    );

export async function* csv({ columns, batches }: QueryResult): AsyncIterable<string> {
    yield toCsv([columns.map(({ name }) => escapeText(name))]);
    for await (const rows of batches) {
        yield toCsv(rows.map((row) => columns.map(({ isNumber }, index) => cell(row[index] ?? null, isNumber))));
    }
}
