/** A result as CSV (RFC 4180), harmless in a spreadsheet and on a terminal. */
import { stringify } from 'csv-stringify/sync';
import { type Plain, cellText } from '../plain-value.ts';
import type { Result } from '../result.ts';
/** What a spreadsheet takes for the beginning of a formula (owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]/;

// Line ends and tabs are of the text and stay; what is left of C0 and C1 commands a terminal.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

const escapeOf = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

const guarded = (text: string): string => {
    const plain = text.replace(CONTROL, escapeOf);
    return FORMULA.test(plain) ? `'${plain}` : plain;
};

const cell = (value: Plain, isNumber: boolean): string | null => {
    if (value === null) return null;
    return isNumber ? cellText(value) : guarded(cellText(value));
};

const lines = (rows: readonly (readonly (string | null)[])[]): string =>
    stringify(
        rows.map((row) => [...row]),
        { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
    );

export async function* csv({ columns, batches }: Result): AsyncIterable<string> {
    yield lines([columns.map(({ name }) => guarded(name))]);
    for await (const rows of batches) {
        yield lines(rows.map((row) => columns.map(({ isNumber }, index) => cell(row[index] ?? null, isNumber))));
    }
}
