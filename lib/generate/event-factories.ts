/** Factories that create the events of a given time: an attempt, a delivery error or a broken event. */
import { activityRecord } from './activity-record.ts';
import { BROKEN_EVENTS } from './broken-events.ts';
import { deckOf } from './deck.ts';
import { Dice } from './dice.ts';
import { FIELD_VARIATIONS } from './field-variations.ts';
import { FORM_VARIATIONS } from './form-variations.ts';
import type { EventKind, GeneratedEvent } from './generated-event.ts';
import { deliveryError, notificationRecord } from './notification-record.ts';
import { NOTIFICATION_VARIATIONS } from './notification-variations.ts';
import type { GenerateOptions } from './generate-options.ts';
import { makeOrdinaryAttempt } from './ordinary-attempt.ts';
import { createEventWriter, type VariationOptions } from './event-writer.ts';
import type { ActivitySubject, EventVariations } from './variation.ts';
import { WORD_VARIATIONS } from './word-variations.ts';
import { worldOf, type SyntheticWorld } from './synthetic-pool.ts';

/** Creates the events of a time (epoch ms): one event, or the one to three of an attempt. */
type EventFactory = (atMs: number) => readonly GeneratedEvent[];
export type EventFactories = Readonly<Record<EventKind, EventFactory>>;

export const ACTIVITY_VARIATIONS: EventVariations<ActivitySubject> = [
    ...FORM_VARIATIONS,
    ...WORD_VARIATIONS,
    ...FIELD_VARIATIONS,
];

/** Separate streams: another variation rate leaves the traffic itself unchanged. */
const TRAFFIC_STREAM = 1;
const FORM_STREAM = 2;

const usualRecord = ({ attempt, step }: ActivitySubject) => activityRecord(attempt, step);

const attemptFactory = (world: SyntheticWorld, traffic: Dice, variation: VariationOptions): EventFactory => {
    const writeEvent = createEventWriter(usualRecord, ACTIVITY_VARIATIONS, variation);
    return (atMs) => {
        const attempt = makeOrdinaryAttempt(world, atMs, traffic);
        const { poolId, eventId } = attempt;
        return attempt.steps.map((step) => ({
            kind: 'activity',
            poolId,
            atMs: step.atMs,
            attemptId: eventId,
            ...writeEvent({ attempt, step }),
        }));
    };
};

const deliveryErrorFactory = (world: SyntheticWorld, traffic: Dice, variation: VariationOptions): EventFactory => {
    const writeEvent = createEventWriter(notificationRecord, NOTIFICATION_VARIATIONS, variation);
    return (atMs) => {
        const error = deliveryError(traffic.pick(world.pools).id, atMs, traffic);
        return [{ kind: 'notification', poolId: error.poolId, atMs, attemptId: '', ...writeEvent(error) }];
    };
};

const brokenEventFactory = (world: SyntheticWorld, traffic: Dice, { dice }: VariationOptions): EventFactory => {
    const deck = deckOf(BROKEN_EVENTS, dice);
    return (atMs) => {
        const attempt = makeOrdinaryAttempt(world, atMs, traffic);
        const { poolId, eventId, steps } = attempt;
        const { name, breakText } = deck.deal();
        return steps.slice(0, 1).map((step) => {
            const text = breakText(JSON.stringify(usualRecord({ attempt, step })));
            return { kind: 'bad', text, poolId, atMs: step.atMs, attemptId: eventId, form: name };
        });
    };
};

export const createEventFactories = (options: GenerateOptions): EventFactories => {
    const world = worldOf(options);
    const traffic = new Dice(options.seed, TRAFFIC_STREAM);
    const variation = { dice: new Dice(options.seed, FORM_STREAM), variationRate: options.variationRate };
    return {
        activity: attemptFactory(world, traffic, variation),
        notification: deliveryErrorFactory(world, traffic, variation),
        bad: brokenEventFactory(world, traffic, variation),
    };
};
