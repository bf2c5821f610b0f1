/** Closed days: no more records are expected for them. */
import { DAY_MS, dayOf } from '../../basics/days.ts';

/**
 * A record may belong to the day after its partition (docs/architecture.md), and Firehose retries a delivery for 24
 * hours. So a day closes two days after its end.
 * docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
 */
const MARGIN_DAYS = 2;

/** The first day that is not closed at a time (epoch ms). All days before it are closed. */
export const firstOpenDay = (nowMs: number): string => dayOf(nowMs - MARGIN_DAYS * DAY_MS);
