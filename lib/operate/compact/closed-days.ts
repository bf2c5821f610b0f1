/** Says which days are closed: nothing is expected for them any more. */
import { Complaint } from '../../basics/complaint.ts';

const DAY_MS = 86_400_000;

/**
 * A record may be of the day after that of its partition (design, section 2), and Firehose tries a delivery for 24 hours:
 * a day is closed two days after it ended. docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
 */
const MARGIN_DAYS = 2;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The first day that is not closed yet, at a moment in epoch ms: all days before it are. */
export const firstOpenDay = (nowMs: number): string => dayOf(nowMs - MARGIN_DAYS * DAY_MS);

const isDay = (text: string): boolean => {
    const ms = Date.parse(`${text}T00:00:00Z`);
    return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(ms) && dayOf(ms) === text;
};

/** A day as given on the command line. Throws a Complaint when it is none. */
export const readDay = (text: string, option = '--before'): string => {
    if (!isDay(text)) throw new Complaint(`${option} ${text}: no day. Write it as 2026-01-31`, 2);
    return text;
};
