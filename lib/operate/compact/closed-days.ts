/** Closed days: no more records are expected for them. */
import { UserError } from '../../basics/user-error.ts';
import { DAY_MS, dayOf, isDay } from '../../basics/days.ts';

/**
 * A record may belong to the day after its partition (design, section 2), and Firehose retries a delivery for 24
 * hours. So a day closes two days after its end.
 * docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
 */
const MARGIN_DAYS = 2;

/** The first day that is not closed at a time (epoch ms). All days before it are closed. */
export const firstOpenDay = (nowMs: number): string => dayOf(nowMs - MARGIN_DAYS * DAY_MS);

/** Parses a day of the command line. Throws a UserError if it is not a day. */
export const parseDay = (text: string, option = '--before'): string => {
    if (!isDay(text)) throw new UserError(`${option}: "${text}" is not a day. Write it as 2026-01-31.`, 2);
    return text;
};
