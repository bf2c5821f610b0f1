/** Counts the events of each kind that remain to be generated, so that totals are exact and kinds are mixed. */
import type { Dice } from './dice.ts';
import { EVENT_KINDS, type EventKind } from './generated-event.ts';
import type { GenerateOptions } from './generate-options.ts';

export type EventQuota = Record<EventKind, number>;

/** Share of the good events. */
const NOTIFICATION_SHARE = 0.03;
/** Average number of records of an attempt. The weight of attempts is divided by it. */
const RECORDS_PER_ATTEMPT = 1.9;

export const quotaOf = ({ events, badRate }: GenerateOptions): EventQuota => {
    const bad = Math.round(events * badRate);
    const notification = Math.round((events - bad) * NOTIFICATION_SHARE);
    return { bad, notification, activity: events - bad - notification };
};

export const isSpent = (quota: EventQuota): boolean => EVENT_KINDS.every((kind) => quota[kind] === 0);

/** Picks the next kind in proportion to what remains. The quota must not be used up. */
export const pickKind = (quota: EventQuota, dice: Dice): EventKind =>
    dice.weighted([
        { kind: 'activity', weight: quota.activity / RECORDS_PER_ATTEMPT },
        { kind: 'notification', weight: quota.notification },
        { kind: 'bad', weight: quota.bad },
    ] as const).kind;
