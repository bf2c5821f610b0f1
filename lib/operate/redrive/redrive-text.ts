/** Tells a redrive to a person. */
import { REFUSAL_REASONS, type RefusalReason } from '../../../schemas/refusal-reasons.ts';
import { table } from '../../query/format/table.ts';
import { printable } from '../../terminal/printable.ts';
import { errorTableResult } from './error-table.ts';
import type { Fates, RedriveSummary } from './redrive-summary.ts';

const count = (value: number): string => value.toLocaleString('en-US');
const plural = (value: number, word: string): string => `${count(value)} ${word}${value === 1 ? '' : 's'}`;
const line = (label: string, text: string): string => `  ${label.padEnd(12)} ${text}\n`;

const isReason = (word: string): word is RefusalReason => word in REFUSAL_REASONS;

/** What is to be told only where there is some. */
const FATES: readonly (readonly [keyof Fates, string, string])[] = [
    ['sent_before', 'sent before', 'by another run, as the ledger says'],
    [
        'came_back',
        'came back',
        'sent by another run, and here again: failed once more, or delivered twice. --again sends them',
    ],
    ['twice', 'twice', 'in another line too: sent once'],
    ['still_bad', 'still bad', 'would be refused again, and stay where they are'],
    ['of_other_table', 'other table', 'of the table that this stream is not for: name its stream'],
    ['not_taken', 'not taken', 'run the same again'],
];

const fateLines = ({ fates }: RedriveSummary): string =>
    FATES.flatMap(([name, label, about]) =>
        fates[name] === 0 ? [] : [line(label, `${plural(Number(fates[name]), 'event')}: ${about}`)],
    ).join('');

const reasonLines = ({ groups }: RedriveSummary): string =>
    [...new Set(groups.map(({ reason }) => reason))]
        .filter(isReason)
        .map((reason) => `  ${reason}: ${REFUSAL_REASONS[reason]}\n`)
        .join('');

const unusableLines = ({ unusable, unusable_count }: RedriveSummary): string => {
    const named = unusable.map(({ where, why }) => `  ${printable(where)}\n    ${printable(why)}\n`).join('');
    const more = unusable_count > unusable.length ? `  and ${count(unusable_count - unusable.length)} more\n` : '';
    return unusable_count === 0 ? '' : `Left alone:\n${named}${more}`;
};

const endLine = (summary: RedriveSummary): string => {
    if (!summary.adds_up) return 'The events do NOT add up. This is a bug: please report it.\n';
    const usable = summary.groups
        .filter(({ reason }) => reason === 'usable')
        .reduce((sum, { events }) => sum + events, 0);
    if (summary.destination !== null || summary.lines === 0) return '';
    return usable === 0
        ? 'None of them can be used as it is.\n'
        : `${plural(usable, 'event')} can be used now: send them with --to-lake or --to-stream.\n`;
};

/** The table, and what became of the events. */
export async function* redriveText(summary: RedriveSummary, width: number | null): AsyncIterable<string> {
    const { files, lines, groups, destination, fates } = summary;
    yield `Read ${plural(files, 'file')}, ${plural(lines, 'error')}, ${plural(fates.events, 'event')}\n`;
    if (groups.length > 0) yield* table(errorTableResult(groups), width);
    yield reasonLines(summary);
    if (destination !== null)
        yield `Redriven to ${printable(destination)}\n${line('sent', plural(fates.sent, 'event'))}${fateLines(summary)}`;
    yield unusableLines(summary);
    yield endLine(summary);
}
