/** The text of a message, as it is mailed and printed: nothing in it that a record says can pass for the message's own. */
import { type Plain, cellText } from '../../query/plain-value.ts';
import { hanging } from '../../terminal/hanging.ts';
import { printable } from '../../terminal/printable.ts';
import type { Finding } from './finding.ts';
import { unlinked } from './subject.ts';

/** Of a text from a record; the answer has it whole. All fields together stay far below the 256 KB of a message of SNS. */
const MAX_VALUE_CHARACTERS = 200;

/** Behind the longest name. */
const MARGIN = 14;

const cut = (text: string): string => {
    const characters = Array.from(text);
    return characters.length <= MAX_VALUE_CHARACTERS
        ? text
        : `${characters.slice(0, MAX_VALUE_CHARACTERS).join('')}… (${characters.length} characters)`;
};

const shown = (value: Plain): string => unlinked(printable(cut(cellText(value))));

const pairs = (entries: readonly (readonly [string, Plain])[]): string =>
    entries.map(([name, value]) => `${name} ${shown(value)}`).join(', ');

const when = ({ first_at, last_at }: Finding): string => {
    if (first_at === null || last_at === null) return '';
    return first_at === last_at ? first_at : `${first_at} to ${last_at}`;
};

const WIDTH = 100;

const fieldsOf = (finding: Finding): readonly (readonly [string, string])[] => [
    [
        'Who',
        Object.entries(finding.who)
            .map(([name, values]) => `${name} ${values.map(shown).join(' ')}`)
            .join(', '),
    ],
    ['When', when(finding)],
    ['How many', pairs(Object.entries(finding.how_many))],
    ['Also', pairs(Object.entries(finding.also))],
    ['False alarm', finding.false_alarm],
    ['Next', finding.next],
    ['Answer', finding.result === null ? '' : printable(finding.result)],
];

/** Subject, what it is about, and a line a field. `width` in columns; null breaks nothing into lines. */
export const messageText = (finding: Finding, width: number | null = WIDTH): string => {
    const fields = fieldsOf(finding).filter(([, text]) => text !== '');
    return `${finding.subject}\n${hanging('', finding.what, width)}\n${fields.map(([name, text]) => hanging(`${name}:`.padEnd(MARGIN), text, width)).join('')}`;
};
