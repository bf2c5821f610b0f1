/** What a record may hold: one budget for all its parts, wherever events are counted. */
import { CHECKED_CHARACTERS, MAX_VALUES } from '../../../schemas/json-structure.ts';
import type { RejectionReason } from '../../../schemas/rejection-reasons.ts';
import type { Inflated } from './inflate.ts';

/** 16 MiB of real events are fewer. 16 MiB of `{}` are eight million, and the batch would fail. */
const MAX_EVENTS = 100_000;

/** What a record may still hold. If a number falls below zero, the record is rejected whole. */
export type Budget = {
    events: number;
    /** Opening brackets and commas. */
    values: number;
    /** Whether brackets are counted: only if the parts together are large. */
    readonly isCounted: boolean;
};

export const budgetOf = (parts: readonly Inflated[]): Budget => ({
    events: MAX_EVENTS,
    values: MAX_VALUES,
    isCounted: parts.reduce((sum, { bytes }) => sum + bytes.length, 0) > CHECKED_CHARACTERS,
});

/** The bound that a record exceeds, or null. */
export const exceededBound = ({ events, values }: Budget): RejectionReason | null => {
    if (values < 0) return 'too_many_values';
    return events < 0 ? 'too_many_events' : null;
};
