/** Normalises a parsed event into a flat row of its table. */
import { normaliseActivity, type NormalisedActivity } from './normalise-activity.ts';
import { normaliseNotification, type NormalisedNotification } from './normalise-notification.ts';
import type { ParsedActivity, ParsedNotification } from './parse.ts';

export type Normalised = NormalisedActivity | NormalisedNotification;

/** The row of an event. Never throws and rejects nothing. */
export const normalise = (parsed: ParsedActivity | ParsedNotification): Normalised =>
    parsed.kind === 'user_activity' ? normaliseActivity(parsed) : normaliseNotification(parsed);
