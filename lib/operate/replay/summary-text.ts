/** Tells the summary of a replay to a person, in lines of 80 columns. */
import { REFUSAL_REASONS, type RefusalReason } from '../../../schemas/refusal-reasons.ts';
import { printable } from '../../terminal/printable.ts';
import type { Summary } from './summary.ts';

const count = (value: number): string => value.toLocaleString('en-US');
const plural = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

const line = (label: string, text: string): string => `  ${label.padEnd(12)} ${text}\n`;

const isReason = (name: string): name is RefusalReason => name in REFUSAL_REASONS;

const refusedLines = ({ refused_by_reason }: Summary): string =>
    Object.entries(refused_by_reason)
        .toSorted(([, one], [, other]) => other - one)
        .map(
            ([reason, events]) =>
                `${count(events).padStart(11)}  ${reason}\n${isReason(reason) ? `${' '.repeat(13)}${REFUSAL_REASONS[reason]}\n` : ''}`,
        )
        .join('');

const failedLines = ({ failed, failed_by_code }: Summary): string => {
    const codes = Object.entries(failed_by_code).map(
        ([code, events]) => `${count(events).padStart(11)}  ${printable(code)}\n`,
    );
    return failed === 0
        ? ''
        : line(
              'failed',
              `${plural(failed, 'event')}, kept with their bytes in errors/. This is a bug: please report it.`,
          ) + codes.join('');
};

const unusableLines = ({ unusable, unusable_count }: Summary): string => {
    const named = unusable.map(({ where, why }) => `  ${printable(where)}\n    ${printable(why)}\n`).join('');
    const more = unusable_count > unusable.length ? `  and ${count(unusable_count - unusable.length)} more\n` : '';
    return unusable_count === 0 ? '' : `Not usable:\n${named}${more}`;
};

const identityLine = ({ events, rows, refused, failed, adds_up }: Summary): string => {
    const kept = rows.user_activity + rows.user_notification;
    const sum = `${count(events)} events in = ${plural(kept, 'row')} + ${count(refused)} refused${failed === 0 ? '' : ` + ${count(failed)} failed`}`;
    return line('adds up', adds_up ? sum : `NO: ${sum.replace('=', '≠')}. This is a bug: please report it.`);
};

/** The summary as lines of text; only what could not be used, where nothing was handed over. */
export const summaryText = (summary: Summary, lake: string): string => {
    const { files, arrivals, events, rows, set_aside, refused, put_back, seconds } = summary;
    if (arrivals === 0) return unusableLines(summary);
    return [
        `Replayed into ${printable(lake)}\n`,
        line('read', `${plural(files, 'file')}, ${plural(arrivals, 'arrival')}, ${plural(events, 'event')}`),
        line('rows', `${count(rows.user_activity)} user_activity, ${count(rows.user_notification)} user_notification`),
        line(
            'put back',
            put_back === 0 ? 'none' : `${plural(put_back, 'event')}, whose arrivals held several partitions`,
        ),
        line(
            'set aside',
            set_aside === 0 ? 'none' : `${plural(set_aside, 'arrival')}: taken apart, empty, or a control message`,
        ),
        line('refused', refused === 0 ? 'none' : `${plural(refused, 'event')}, kept with their bytes in errors/`),
        refusedLines(summary),
        failedLines(summary),
        identityLine(summary),
        line('took', `${seconds.toFixed(1)} s, ${count(summary.events_per_second)} events a second`),
        unusableLines(summary),
    ].join('');
};
