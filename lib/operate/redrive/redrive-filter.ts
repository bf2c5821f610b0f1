/** Selects error lines and events by the filter options. */
import { instantOf } from '../../../schemas/instant.ts';
import { REJECTION_REASONS } from '../../../schemas/rejection-reasons.ts';
import { UserError } from '../../basics/user-error.ts';
import { printable } from '../../terminal/printable.ts';
import type { ErrorLine } from './error-lines.ts';
import { ERROR_TYPES } from './error-type.ts';

/** A missing field does not filter. `from` (inclusive) and `until` (exclusive) are arrival times, epoch ms. */
export type RedriveFilter = {
    readonly types?: readonly string[];
    readonly codes?: readonly string[];
    readonly reasons?: readonly string[];
    readonly from?: number;
    readonly until?: number;
};

/** The reason of a record that the function fails on: its events are not known. */
export const FUNCTION_FAILS = 'function_fails';

const FILTER_REASONS = ['usable', 'no_events', FUNCTION_FAILS, ...Object.keys(REJECTION_REASONS)];

const checkChoices = (
    option: string,
    values: readonly string[] | undefined,
    choices: readonly string[],
): readonly string[] | undefined => {
    const wrong = values?.find((value) => !choices.includes(value));
    if (wrong !== undefined)
        throw new UserError(`${option}: "${printable(wrong)}" is unknown. Choose one of ${choices.join(', ')}.`, 2);
    return values;
};

const parseTime = (option: string, text: string | undefined): number | undefined => {
    const at = instantOf(text);
    if (text !== undefined && at === undefined)
        throw new UserError(
            `${option}: "${printable(text)}" is not a time. ` +
                'Give a UTC day or time, such as 2026-01-31 or 2026-01-31T12:00:00Z.',
            2,
        );
    return at;
};

/** The filter options as given on the command line. */
export type RedriveFilterOptions = {
    readonly type?: readonly string[];
    readonly code?: readonly string[];
    readonly reason?: readonly string[];
    readonly from?: string;
    readonly until?: string;
};

/** Parses the filter options. Throws a UserError for an invalid one. */
export const parseRedriveFilter = ({ type, code, reason, from, until }: RedriveFilterOptions): RedriveFilter => {
    const filter = {
        types: checkChoices('--type', type, [...ERROR_TYPES, 'unknown']),
        codes: code,
        reasons: checkChoices('--reason', reason, FILTER_REASONS),
        from: parseTime('--from', from),
        until: parseTime('--until', until),
    };
    if (filter.from !== undefined && filter.until !== undefined && filter.from >= filter.until)
        throw new UserError(`--from ${String(from)} is not before --until ${String(until)}.`, 2);
    return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
};

export const isSelectedLine = (
    { type, code, arrivedAt }: ErrorLine,
    { types, codes, from = 0, until = Infinity }: RedriveFilter,
): boolean =>
    (types?.includes(type) ?? true) && (codes?.includes(code) ?? true) && arrivedAt >= from && arrivedAt < until;

export const isSelectedReason = (reason: string, { reasons }: RedriveFilter): boolean =>
    reasons?.includes(reason) ?? true;
