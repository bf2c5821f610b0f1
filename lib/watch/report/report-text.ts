/** A report for reading: a line a question, then the messages of the day. */
import { hanging } from '../../terminal/hanging.ts';
import { printable } from '../../terminal/printable.ts';
import type { Outcome, Report } from './run-report.ts';

const countText = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const findingsText = ({ findings, new_findings: fresh }: Outcome): string => {
    if (findings === 0) return '';
    if (fresh === 0) return `${countText(findings, 'finding')}, given before`;
    return `${countText(findings, 'finding')}, ${fresh === findings ? 'new' : `${fresh} new`}`;
};

const verdict = (outcome: Outcome): string => {
    if (outcome.failure !== null) return `FAILED: ${outcome.failure.split('\n').map(printable).join(' ')}`;
    const known = outcome.known_rows === 0 ? '' : `${outcome.known_rows} known`;
    return [countText(outcome.rows, 'row'), known, findingsText(outcome)].filter((text) => text !== '').join(', ');
};

/** `width` is the terminal's, or null where there is none: then nothing is broken into lines. */
export const reportText = (
    { asked_at: askedAt, folder, outcomes, given, messages }: Report,
    place: string,
    width: number | null,
): string => {
    const nameWidth = Math.max(0, ...outcomes.map(({ query }) => query.length)) + 2;
    const failures = outcomes.filter(({ failure }) => failure !== null).length;
    return [
        `Report of ${askedAt}: ${countText(outcomes.length, 'question')}${failures === 0 ? '' : `, ${failures} without an answer`}, ${countText(given.length, 'message')} given\n`,
        ...outcomes.map((outcome) =>
            hanging(`  ${outcome.severity.padEnd(8)}${outcome.query.padEnd(nameWidth)}`, verdict(outcome), width),
        ),
        `\n${messages.length === 0 ? 'No message was given today' : `Messages of ${folder.slice(-11, -1)}: ${messages.length}`}\n`,
        ...messages.map((message) => `\n${message}`),
        `\nAnswers and messages: ${printable(place)}/${folder}\n`,
    ].join('');
};
