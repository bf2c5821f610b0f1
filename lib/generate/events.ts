/** Generates events in memory, in the order of their time: the traffic of the days asked for, exactly as many as asked for, and attacks on top. */
import { attacksOf } from './attacks/attacks.ts';
import { withAttacks } from './attacks/attack-events.ts';
import { Dice } from './dice.ts';
import type { GeneratedEvent } from './generated-event.ts';
import { happeningsOf } from './happenings.ts';
import type { GenerateOptions } from './options.ts';
import { drawKind, isSpent, quotaOf } from './quota.ts';
import { slots, type Slot } from './rhythm.ts';

const MOMENT_STREAM = 3;

/** Draws moments within a slot, and lets happen what is due. */
const traffic = (options: GenerateOptions) => {
    const dice = new Dice(options.seed, MOMENT_STREAM);
    const happenings = happeningsOf(options);
    const quota = quotaOf(options);
    return {
        isOver: () => isSpent(quota),
        next: ({ startMs, endMs }: Slot): readonly GeneratedEvent[] => {
            const kind = drawKind(quota, dice);
            const happened = happenings[kind](startMs + dice.below(endMs - startMs)).slice(0, quota[kind]);
            quota[kind] -= happened.length;
            return happened;
        },
    };
};

const byTime = (one: GeneratedEvent, other: GeneratedEvent): number => one.atMs - other.atMs;

function* ordinaryEvents(options: GenerateOptions): Generator<GeneratedEvent> {
    const { isOver, next } = traffic(options);
    let waiting: GeneratedEvent[] = [];
    let count = 0;
    for (const slot of slots(options)) {
        while (count < slot.eventsByEnd && !isOver()) {
            const happened = next(slot);
            count += happened.length;
            waiting.push(...happened);
        }
        waiting.sort(byTime);
        const later = waiting.findIndex(({ atMs }) => atMs >= slot.endMs);
        const due = later < 0 ? waiting.length : later;
        yield* waiting.slice(0, due);
        waiting = waiting.slice(due);
    }
    yield* waiting;
}

/**
 * Events in the order of their time. The same options give the same events, on every version of Node.
 * Memory holds the events of ten minutes, and all of the attacks.
 */
export const events = (options: GenerateOptions): Iterable<GeneratedEvent> =>
    options.attacks
        ? withAttacks(ordinaryEvents(options), attacksOf(options).attempts, options)
        : ordinaryEvents(options);
