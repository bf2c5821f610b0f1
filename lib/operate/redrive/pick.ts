/** Picks error lines and their events by what a person asks for. */
import { instantOf } from '../../../schemas/instant.ts';
import { REFUSAL_REASONS } from '../../../schemas/refusal-reasons.ts';
import { Complaint } from '../../basics/complaint.ts';
import { printable } from '../../terminal/printable.ts';
import type { ErrorLine } from './error-lines.ts';
import { ERROR_TYPES } from './error-type.ts';

/** What is left out is not limited. Times are of the arrival, epoch ms: from included, until not. */
export type Pick = {
    readonly types?: readonly string[];
    readonly codes?: readonly string[];
    readonly reasons?: readonly string[];
    readonly from?: number;
    readonly until?: number;
};

const REASONS = ['usable', 'no_events', ...Object.keys(REFUSAL_REASONS)];

const known = (
    option: string,
    given: readonly string[] | undefined,
    all: readonly string[],
): readonly string[] | undefined => {
    const wrong = given?.find((word) => !all.includes(word));
    if (wrong !== undefined) throw new Complaint(`${option} is one of ${all.join(', ')}, not "${printable(wrong)}"`, 2);
    return given;
};

const timeOf = (option: string, text: string | undefined): number | undefined => {
    const at = instantOf(text);
    if (text !== undefined && at === undefined)
        throw new Complaint(
            `${option} is a UTC day or time as 2026-01-31 or 2026-01-31T12:00:00Z, not "${printable(text)}"`,
            2,
        );
    return at;
};

/** What a person may give, as words. */
export type Words = {
    readonly type?: readonly string[];
    readonly code?: readonly string[];
    readonly reason?: readonly string[];
    readonly from?: string;
    readonly until?: string;
};

/** Reads the words of the options. Throws a Complaint for one that can't be met. */
export const pickOf = ({ type, code, reason, from, until }: Words): Pick => {
    const pick = {
        types: known('--type', type, [...ERROR_TYPES, 'unknown']),
        codes: code,
        reasons: known('--reason', reason, REASONS),
        from: timeOf('--from', from),
        until: timeOf('--until', until),
    };
    if (pick.from !== undefined && pick.until !== undefined && pick.from >= pick.until)
        throw new Complaint(`--from ${String(from)} is not before --until ${String(until)}`, 2);
    return Object.fromEntries(Object.entries(pick).filter(([, value]) => value !== undefined));
};

export const isPickedLine = (
    { type, code, arrivedAt }: ErrorLine,
    { types, codes, from = 0, until = Infinity }: Pick,
): boolean =>
    (types?.includes(type) ?? true) && (codes?.includes(code) ?? true) && arrivedAt >= from && arrivedAt < until;

export const isPickedReason = (reason: string, { reasons }: Pick): boolean => reasons?.includes(reason) ?? true;
