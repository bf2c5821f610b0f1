/** Normalises a parsed event: a flat row of its table, whatever the event holds. */
import { normaliseActivity, type NormalisedActivity } from './normalise-activity.ts';
import { normaliseNotification, type NormalisedNotification } from './normalise-notification.ts';
import type { ParsedActivity, ParsedNotification } from './parse.ts';

export type Normalised = NormalisedActivity | NormalisedNotification;

/** The row of an event. Total: it never throws and never refuses. */
export const normalise = (parsed: ParsedActivity | ParsedNotification): Normalised =>
    parsed.kind === 'user_activity' ? normaliseActivity(parsed) : normaliseNotification(parsed);
