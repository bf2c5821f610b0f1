/** The summary of a redrive as text. */
import { REJECTION_REASONS, type RejectionReason } from '../../../schemas/rejection-reasons.ts';
import { table } from '../../query/format/table.ts';
import { printable } from '../../terminal/printable.ts';
import { errorTableResult } from './error-table.ts';
import { FUNCTION_FAILS } from './redrive-filter.ts';
import type { RedriveCounts, RedriveSummary } from './redrive-summary.ts';
import { countOf, formatCount, summaryLine } from '../../terminal/summary-lines.ts';

const line = summaryLine(12);

const isReason = (word: string): word is RejectionReason => word in REJECTION_REASONS;

/** Lines that are printed only if their count is above 0. */
const COUNT_LABELS: readonly (readonly [keyof RedriveCounts, string, string])[] = [
    ['sent_before', 'sent before', 'in the ledger of an earlier run'],
    [
        'sent_from_other_line',
        'other line',
        'sent by an earlier run: failed again or delivered twice. --again sends them',
    ],
    ['duplicates', 'duplicates', 'also in another line, sent once'],
    ['still_rejected', 'rejected', 'the transform still rejects them; they stay in the error objects'],
    ['function_fails', 'fails', 'the function fails on the record; it stays in the error objects'],
    ['other_table', 'other table', 'this stream has the other table. Send them to its stream'],
    ['failed', 'failed', 'run the same command again'],
];

const countLines = ({ counts }: RedriveSummary): string =>
    COUNT_LABELS.flatMap(([name, label, about]) =>
        counts[name] === 0 ? [] : [line(label, `${countOf(Number(counts[name]), 'event')}: ${about}`)],
    ).join('');

const meaningOf = (reason: string): string | null => {
    if (reason === FUNCTION_FAILS) return 'The function fails on the record. This is a bug: please report it';
    return isReason(reason) ? REJECTION_REASONS[reason].meaning : null;
};

const reasonLines = ({ groups }: RedriveSummary): string =>
    [...new Set(groups.map(({ reason }) => reason))]
        .map((reason) => ({ reason, meaning: meaningOf(reason) }))
        .filter(({ meaning }) => meaning !== null)
        .map(({ reason, meaning }) => `  ${reason}: ${meaning}\n`)
        .join('');

const unusableLines = ({ unusable, unusable_count }: RedriveSummary): string => {
    const named = unusable.map(({ where, why }) => `  ${printable(where)}\n    ${printable(why)}\n`).join('');
    const more =
        unusable_count > unusable.length ? `  and ${formatCount(unusable_count - unusable.length)} more\n` : '';
    return unusable_count === 0 ? '' : `Skipped:\n${named}${more}`;
};

const endLine = (summary: RedriveSummary): string => {
    if (!summary.adds_up) return 'The counts do NOT add up. This is a bug: please report it.\n';
    const usable = summary.groups
        .filter(({ reason }) => reason === 'usable')
        .reduce((sum, { events }) => sum + events, 0);
    if (summary.destination !== null || summary.lines === 0) return '';
    return usable === 0
        ? 'No usable events.\n'
        : `${countOf(usable, 'usable event')}: send with --to-lake or --to-stream.\n`;
};

/** Prints the table of errors, and the events by outcome. `width` in columns; null for no limit. */
export async function* redriveText(summary: RedriveSummary, width: number | null): AsyncIterable<string> {
    const { files, lines, groups, destination, counts } = summary;
    yield `Read ${countOf(files, 'file')}, ${countOf(lines, 'error')}, ${countOf(counts.events, 'event')}\n`;
    if (groups.length > 0) yield* table(errorTableResult(groups), width);
    yield reasonLines(summary);
    if (destination !== null)
        yield (
            `Redriven to ${printable(destination)}\n` +
            line('sent', countOf(counts.sent, 'event')) +
            countLines(summary)
        );
    yield unusableLines(summary);
    yield endLine(summary);
}
