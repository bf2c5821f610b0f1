/** The summary of a replay as text, at most 80 columns wide. */
import { REJECTION_REASONS, type RejectionReason } from '../../../schemas/rejection-reasons.ts';
import { printable } from '../../terminal/printable.ts';
import type { ReplaySummary } from './replay-summary.ts';
import { countOf, formatCount, summaryLine } from '../../terminal/summary-lines.ts';

const line = summaryLine(12);

const isReason = (name: string): name is RejectionReason => name in REJECTION_REASONS;

const rejectedLines = ({ rejected_by_reason }: ReplaySummary): string =>
    Object.entries(rejected_by_reason)
        .toSorted(([, one], [, other]) => other - one)
        .map(
            ([reason, events]) =>
                `${formatCount(events).padStart(11)}  ${reason}\n` +
                (isReason(reason) ? `${' '.repeat(13)}${REJECTION_REASONS[reason].meaning}\n` : ''),
        )
        .join('');

/** The events that failed, by error code. `where` says where their records are. */
export const failedLines = (
    { failed, failed_by_code }: Pick<ReplaySummary, 'failed' | 'failed_by_code'>,
    where = 'stored in errors/',
): string => {
    const codes = Object.entries(failed_by_code).map(
        ([code, events]) => `${formatCount(events).padStart(11)}  ${printable(code)}\n`,
    );
    return failed === 0
        ? ''
        : line('failed', `${countOf(failed, 'event')}, ${where}. This is a bug: please report it.`) + codes.join('');
};

const unusableLines = ({ unusable, unusable_count }: ReplaySummary): string => {
    const named = unusable.map(({ where, why }) => `  ${printable(where)}\n    ${printable(why)}\n`).join('');
    const more =
        unusable_count > unusable.length ? `  and ${formatCount(unusable_count - unusable.length)} more\n` : '';
    return unusable_count === 0 ? '' : `Records rejected whole, and parts that can't be read:\n${named}${more}`;
};

const identityLine = ({ events, rows, rejected, failed, adds_up }: ReplaySummary): string => {
    const rowCount = rows.user_activity + rows.user_notification;
    const failures = failed === 0 ? '' : ` + ${formatCount(failed)} failed`;
    const sum = `${formatCount(events)} events = ${countOf(rowCount, 'row')} + ${formatCount(rejected)} rejected${failures}`;
    return line('adds up', adds_up ? sum : `NO: ${sum.replace('=', '≠')}. This is a bug: please report it.`);
};

/** The summary as lines of text. Without any record it lists only the unusable parts. */
export const replayText = (summary: ReplaySummary, lake: string): string => {
    const { files, records, events, rows, dropped, rejected, reingested, seconds } = summary;
    if (records === 0) return unusableLines(summary);
    return [
        `Replayed into ${printable(lake)}\n`,
        line('read', `${countOf(files, 'file')}, ${countOf(records, 'record')}, ${countOf(events, 'event')}`),
        line(
            'rows',
            `${formatCount(rows.user_activity)} user_activity, ${formatCount(rows.user_notification)} user_notification`,
        ),
        line(
            're-ingested',
            reingested === 0 ? 'none' : `${countOf(reingested, 'event')} from records with several partitions`,
        ),
        line(
            'dropped',
            dropped === 0 ? 'none' : `${countOf(dropped, 'record')}: split into others, empty, or control messages`,
        ),
        line('rejected', rejected === 0 ? 'none' : `${countOf(rejected, 'event')}, stored in errors/`),
        rejectedLines(summary),
        failedLines(summary),
        identityLine(summary),
        line('took', `${seconds.toFixed(1)} s, ${formatCount(summary.events_per_second)} events per second`),
        unusableLines(summary),
    ].join('');
};
