/** What can happen at a moment, as events: an attempt with its records, a delivery error, or an event that is broken. */
import { activityRecord } from './activity-record.ts';
import { BROKEN_EVENTS } from './broken-events.ts';
import { deckOf } from './deck.ts';
import { Dice } from './dice.ts';
import { FIELD_VARIATIONS } from './field-variations.ts';
import { FORM_VARIATIONS } from './form-variations.ts';
import type { EventKind, GeneratedEvent } from './generated-event.ts';
import { deliveryError, notificationRecord } from './notification-record.ts';
import { NOTIFICATION_VARIATIONS } from './notification-variations.ts';
import type { GenerateOptions } from './options.ts';
import { ordinaryAttempt } from './ordinary-attempt.ts';
import { scribeOf, type Habit } from './scribe.ts';
import type { ActivitySubject, Variations } from './variation.ts';
import { WORD_VARIATIONS } from './word-variations.ts';
import { worldOf, type World } from './pool.ts';

/** What happens at a moment (epoch ms): one event, or the one to three of an attempt. */
export type Happening = (atMs: number) => readonly GeneratedEvent[];
export type Happenings = Readonly<Record<EventKind, Happening>>;

export const ACTIVITY_VARIATIONS: Variations<ActivitySubject> = [
    ...FORM_VARIATIONS,
    ...WORD_VARIATIONS,
    ...FIELD_VARIATIONS,
];

/** The dice of the forms are apart from those of the traffic: another rate of variation leaves the same people doing the same. */
const TRAFFIC_STREAM = 1;
const FORM_STREAM = 2;

const usual = ({ attempt, step }: ActivitySubject) => activityRecord(attempt, step);

const attempts = (world: World, traffic: Dice, habit: Habit): Happening => {
    const scribe = scribeOf(usual, ACTIVITY_VARIATIONS, habit);
    return (atMs) => {
        const attempt = ordinaryAttempt(world, atMs, traffic);
        const { poolId, eventId } = attempt;
        return attempt.steps.map((step) => ({
            kind: 'activity',
            poolId,
            atMs: step.atMs,
            attempt: eventId,
            ...scribe({ attempt, step }),
        }));
    };
};

const deliveryErrors = (world: World, traffic: Dice, habit: Habit): Happening => {
    const scribe = scribeOf(notificationRecord, NOTIFICATION_VARIATIONS, habit);
    return (atMs) => {
        const error = deliveryError(traffic.pick(world.pools).id, atMs, traffic);
        return [{ kind: 'notification', poolId: error.poolId, atMs, attempt: '', ...scribe(error) }];
    };
};

const brokenEvents = (world: World, traffic: Dice, { dice }: Habit): Happening => {
    const deck = deckOf(BROKEN_EVENTS, dice);
    return (atMs) => {
        const attempt = ordinaryAttempt(world, atMs, traffic);
        const { poolId, eventId, steps } = attempt;
        const { name, breakUp } = deck.deal();
        return steps.slice(0, 1).map((step) => {
            const text = breakUp(JSON.stringify(usual({ attempt, step })));
            return { kind: 'bad', text, poolId, atMs: step.atMs, attempt: eventId, form: name };
        });
    };
};

export const happeningsOf = (options: GenerateOptions): Happenings => {
    const world = worldOf(options);
    const traffic = new Dice(options.seed, TRAFFIC_STREAM);
    const habit = { dice: new Dice(options.seed, FORM_STREAM), variationRate: options.variationRate };
    return {
        activity: attempts(world, traffic, habit),
        notification: deliveryErrors(world, traffic, habit),
        bad: brokenEvents(world, traffic, habit),
    };
};
