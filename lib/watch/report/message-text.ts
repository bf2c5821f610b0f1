/** Formats a finding as the text of a message. */
import { formatHangingIndent } from '../../terminal/format-hanging-indent.ts';
import { printable } from '../../terminal/printable.ts';
import type { Finding } from './finding.ts';
import { disableLinks } from './format-subject.ts';
import { type JsonValue, cellText } from '../../query/json-value.ts';

/** Limit for a text from a record; the result has it in full. All fields together fit an SNS message of 256 KB. */
const MAX_VALUE_CHARACTERS = 200;

/** Column where the text after a label begins. */
const MARGIN = 26;

const truncate = (text: string): string => {
    const characters = Array.from(text);
    return characters.length <= MAX_VALUE_CHARACTERS
        ? text
        : `${characters.slice(0, MAX_VALUE_CHARACTERS).join('')}… (${characters.length} characters)`;
};

const formatValue = (value: JsonValue): string => disableLinks(printable(truncate(cellText(value))));

const formatPairs = (entries: readonly (readonly [string, JsonValue])[]): string =>
    entries.map(([name, value]) => `${name} ${formatValue(value)}`).join(', ');

const formatTimes = ({ first_at, last_at }: Finding): string => {
    if (first_at === null || last_at === null) return '';
    return first_at === last_at ? first_at : `${first_at} to ${last_at}`;
};

const WIDTH = 100;

const fieldsOf = (finding: Finding): readonly (readonly [string, string])[] => [
    [
        'Who',
        Object.entries(finding.who)
            .map(([name, values]) => `${name} ${values.map(formatValue).join(' ')}`)
            .join(', '),
    ],
    ['When', formatTimes(finding)],
    ['Counts', formatPairs(Object.entries(finding.counts))],
    ['Details', formatPairs(Object.entries(finding.details))],
    ['Typical false positives', finding.false_positives],
    ['Next', finding.next],
    ['Result', finding.result === null ? '' : printable(finding.result)],
];

/** The subject, the description, then one line per field. `width` in columns; null wraps nothing. */
export const messageText = (finding: Finding, width: number | null = WIDTH): string => {
    const fields = fieldsOf(finding)
        .filter(([, text]) => text !== '')
        .map(([name, text]) => formatHangingIndent(`${name}:`.padEnd(MARGIN), text, width));
    return `${finding.subject}\n${formatHangingIndent('', finding.description, width)}\n${fields.join('')}`;
};
