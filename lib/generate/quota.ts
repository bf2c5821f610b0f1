/** How many events of each kind are still to come: all counts are met exactly, and the kinds are well mixed on the way. */
import type { Dice } from './dice.ts';
import { EVENT_KINDS, type EventKind } from './generated-event.ts';
import type { GenerateOptions } from './options.ts';

export type Quota = Record<EventKind, number>;

/** Of the good events. */
const NOTIFICATION_SHARE = 0.03;
/** An attempt leaves about this many records, so that attempts are drawn less often than their records are counted. */
const RECORDS_AN_ATTEMPT = 1.9;

export const quotaOf = ({ events, badRate }: GenerateOptions): Quota => {
    const bad = Math.round(events * badRate);
    const notification = Math.round((events - bad) * NOTIFICATION_SHARE);
    return { bad, notification, activity: events - bad - notification };
};

export const isSpent = (quota: Quota): boolean => EVENT_KINDS.every((kind) => quota[kind] === 0);

/** The kind that comes next, each as likely as there are of it left. Something must be left. */
export const drawKind = (quota: Quota, dice: Dice): EventKind =>
    dice.weighted([
        { kind: 'activity', weight: quota.activity / RECORDS_AN_ATTEMPT },
        { kind: 'notification', weight: quota.notification },
        { kind: 'bad', weight: quota.bad },
    ] as const).kind;
