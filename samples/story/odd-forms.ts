/** The odd forms of 11 January: one event in each form that the transform must accept; also makes broken events. */
import { BROKEN_EVENTS } from '../../lib/generate/broken-events.ts';
import type { GeneratedEvent } from '../../lib/generate/generated-event.ts';
import { ACTIVITY_VARIATIONS } from '../../lib/generate/event-factories.ts';
import { NOTIFICATION_VARIATIONS } from '../../lib/generate/notification-variations.ts';
import { sampleUser, STAFF_POOL } from './sample-users.ts';
import { toAttempt, SIGNED_IN, eventsOf } from './user-actions.ts';

const minutes = (hour: number, value: number): string =>
    new Date(Date.UTC(2026, 0, 11, hour, value)).toISOString().replace('.000Z', 'Z');

const activity = (): readonly GeneratedEvent[] =>
    ACTIVITY_VARIATIONS.flatMap(({ name, write }, index) => {
        const attempt = toAttempt({ user: sampleUser('jonas'), at: minutes(9, index), steps: SIGNED_IN.slice(1) });
        const { poolId, eventId } = attempt;
        return attempt.steps.map((step): GeneratedEvent => {
            const text = write({ attempt, step });
            return { text, kind: 'activity', poolId, atMs: step.atMs, attemptId: eventId, form: name };
        });
    });

const notifications = (): readonly GeneratedEvent[] =>
    NOTIFICATION_VARIATIONS.map(({ name, write }, index) => {
        const atMs = Date.parse(minutes(12, index));
        const error = { poolId: STAFF_POOL, atMs, details: `Rate exceeded for request ${index}` };
        return { text: write(error), kind: 'notification', poolId: STAFF_POOL, atMs, attemptId: '', form: name };
    });

export const oddForms = (): readonly GeneratedEvent[] => [...activity(), ...notifications()];

/** A valid event of grace, broken in the way that `form` names. */
export const brokenEvent = (form: string, at: string): readonly GeneratedEvent[] => {
    const ways = BROKEN_EVENTS.filter(({ name }) => name === form);
    const good = eventsOf({ user: sampleUser('grace'), at, steps: SIGNED_IN.slice(1) });
    return good.flatMap((event) =>
        ways.map(({ breakText }) => ({ ...event, kind: 'bad', text: breakText(event.text), form }) as const),
    );
};
