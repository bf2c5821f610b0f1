/** Generates events in time order: an exact number of ordinary events, plus the events of attacks. */
import { generateAttacks } from './attacks/generate-attacks.ts';
import { mergeAttacks } from './attacks/merge-attacks.ts';
import { Dice } from './dice.ts';
import type { GeneratedEvent } from './generated-event.ts';
import { createEventFactories } from './event-factories.ts';
import type { GenerateOptions } from './generate-options.ts';
import { pickKind, isSpent, quotaOf } from './quota.ts';
import { trafficSlots, type TrafficSlot } from './traffic-rhythm.ts';

const TIME_STREAM = 3;

/** Creates random events within a time slot until the quota of each kind is used up. */
const createTraffic = (options: GenerateOptions) => {
    const dice = new Dice(options.seed, TIME_STREAM);
    const factories = createEventFactories(options);
    const quota = quotaOf(options);
    return {
        isFinished: () => isSpent(quota),
        next: ({ startMs, endMs }: TrafficSlot): readonly GeneratedEvent[] => {
            const kind = pickKind(quota, dice);
            const events = factories[kind](startMs + dice.below(endMs - startMs)).slice(0, quota[kind]);
            quota[kind] -= events.length;
            return events;
        },
    };
};

const byTime = (one: GeneratedEvent, other: GeneratedEvent): number => one.atMs - other.atMs;

function* ordinaryEvents(options: GenerateOptions): Generator<GeneratedEvent> {
    const { isFinished, next } = createTraffic(options);
    let pending: GeneratedEvent[] = [];
    let count = 0;
    for (const slot of trafficSlots(options)) {
        while (count < slot.eventsByEnd && !isFinished()) {
            const events = next(slot);
            count += events.length;
            pending.push(...events);
        }
        pending.sort(byTime);
        const later = pending.findIndex(({ atMs }) => atMs >= slot.endMs);
        const due = later < 0 ? pending.length : later;
        yield* pending.slice(0, due);
        pending = pending.slice(due);
    }
    yield* pending;
}

/**
 * Events in time order. The same options give the same events on every version of Node.
 * Memory holds the ordinary events of ten minutes and all events of attacks.
 */
export const generateEvents = (options: GenerateOptions): Iterable<GeneratedEvent> =>
    options.attacks
        ? mergeAttacks(ordinaryEvents(options), generateAttacks(options).attempts, options)
        : ordinaryEvents(options);
