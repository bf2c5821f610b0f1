/** Merges the events of attacks into the ordinary events, in time order. */
import { activityRecord } from '../activity-record.ts';
import type { Attempt } from '../attempt.ts';
import { Dice } from '../dice.ts';
import type { GeneratedEvent } from '../generated-event.ts';
import { ACTIVITY_VARIATIONS } from '../event-factories.ts';
import type { GenerateOptions } from '../generate-options.ts';
import { createEventWriter } from '../event-writer.ts';

const FORM_STREAM = 5;

const byTime = (one: GeneratedEvent, other: GeneratedEvent): number => one.atMs - other.atMs;

/** Writes the events of attacks as ordinary ones are written, a share of them as variations. */
const writeEvents = (
    attempts: readonly Attempt[],
    { seed, variationRate }: GenerateOptions,
): readonly GeneratedEvent[] => {
    const writeEvent = createEventWriter(({ attempt, step }) => activityRecord(attempt, step), ACTIVITY_VARIATIONS, {
        dice: new Dice(seed, FORM_STREAM),
        variationRate,
    });
    return attempts
        .flatMap((attempt) =>
            attempt.steps.map((step): GeneratedEvent => ({
                kind: 'activity',
                poolId: attempt.poolId,
                atMs: step.atMs,
                attemptId: attempt.eventId,
                ...writeEvent({ attempt, step }),
            })),
        )
        .toSorted(byTime);
};

/** Merges two sequences that are both sorted by time. */
function* mergeByTime(
    ordinary: Iterable<GeneratedEvent>,
    others: readonly GeneratedEvent[],
): Generator<GeneratedEvent> {
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

/** Both the ordinary events and the result are in time order. */
export const mergeAttacks = (
    ordinary: Iterable<GeneratedEvent>,
    attempts: readonly Attempt[],
    options: GenerateOptions,
): Iterable<GeneratedEvent> => mergeByTime(ordinary, writeEvents(attempts, options));
