/** Mixes the events of attacks into ordinary ones, in the order of their time. */
import { activityRecord } from '../activity-record.ts';
import type { Attempt } from '../attempt.ts';
import { Dice } from '../dice.ts';
import type { GeneratedEvent } from '../generated-event.ts';
import { ACTIVITY_VARIATIONS } from '../happenings.ts';
import type { GenerateOptions } from '../options.ts';
import { scribeOf } from '../scribe.ts';

const FORM_STREAM = 5;

const byTime = (one: GeneratedEvent, other: GeneratedEvent): number => one.atMs - other.atMs;

/** Written like ordinary ones, some in another form. */
const eventsOf = (
    attempts: readonly Attempt[],
    { seed, variationRate }: GenerateOptions,
): readonly GeneratedEvent[] => {
    const scribe = scribeOf(({ attempt, step }) => activityRecord(attempt, step), ACTIVITY_VARIATIONS, {
        dice: new Dice(seed, FORM_STREAM),
        variationRate,
    });
    return attempts
        .flatMap((attempt) =>
            attempt.steps.map((step): GeneratedEvent => ({
                kind: 'activity',
                poolId: attempt.poolId,
                atMs: step.atMs,
                attempt: attempt.eventId,
                ...scribe({ attempt, step }),
            })),
        )
        .toSorted(byTime);
};

/** Both must be in the order of their time, as the ordinary ones are. */
function* merged(ordinary: Iterable<GeneratedEvent>, others: readonly GeneratedEvent[]): Generator<GeneratedEvent> {
    let next = 0;
    for (const event of ordinary) {
        for (let other = others[next]; other !== undefined && other.atMs < event.atMs; other = others[next]) {
            yield other;
            next += 1;
        }
        yield event;
    }
    yield* others.slice(next);
}

export const withAttacks = (
    ordinary: Iterable<GeneratedEvent>,
    attempts: readonly Attempt[],
    options: GenerateOptions,
): Iterable<GeneratedEvent> => merged(ordinary, eventsOf(attempts, options));
