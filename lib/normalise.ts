/** Normalises a parsed event: a flat row of its table, whatever the event holds. */
import type { ActivityRow, NotificationRow } from '../schemas/columns.ts';
import { normaliseActivity } from './normalise-activity.ts';
import { normaliseNotification } from './normalise-notification.ts';
import type { ParsedActivity, ParsedNotification } from './parse.ts';

/** A row, and what the route needs that is no column: the pool, and the time (epoch ms) whose day is the partition. */
export type Normalised =
    | { readonly table: 'user_activity'; readonly userPoolId: string; readonly partitionAt: number; readonly row: ActivityRow }
    | { readonly table: 'user_notification'; readonly userPoolId: string; readonly partitionAt: number; readonly row: NotificationRow };

/** The row of an event. Total: it never throws and never refuses. */
export const normalise = (parsed: ParsedActivity | ParsedNotification): Normalised =>
    parsed.kind === 'user_activity' ? normaliseActivity(parsed) : normaliseNotification(parsed);
