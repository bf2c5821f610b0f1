/** Sunday, 11 January: one event in each form that must also be accepted, and one in each way in which an event is of no use. */
import { BROKEN_EVENTS } from '../../lib/generate/broken-events.ts';
import type { GeneratedEvent } from '../../lib/generate/generated-event.ts';
import { ACTIVITY_VARIATIONS } from '../../lib/generate/happenings.ts';
import { NOTIFICATION_VARIATIONS } from '../../lib/generate/notification-variations.ts';
import { personNamed, STAFF_POOL } from './cast.ts';
import { attemptOf, SIGNED_IN, tell } from './telling.ts';

const minutes = (hour: number, value: number): string =>
    new Date(Date.UTC(2026, 0, 11, hour, value)).toISOString().replace('.000Z', 'Z');

const activity = (): readonly GeneratedEvent[] =>
    ACTIVITY_VARIATIONS.flatMap(({ name, write }, index) => {
        const attempt = attemptOf({ who: personNamed('jonas'), at: minutes(9, index), steps: SIGNED_IN.slice(1) });
        const { poolId, eventId } = attempt;
        return attempt.steps.map((step): GeneratedEvent => {
            const text = write({ attempt, step });
            return { text, kind: 'activity', poolId, atMs: step.atMs, attempt: eventId, form: name };
        });
    });

const notifications = (): readonly GeneratedEvent[] =>
    NOTIFICATION_VARIATIONS.map(({ name, write }, index) => {
        const atMs = Date.parse(minutes(12, index));
        const error = { poolId: STAFF_POOL, atMs, details: `Rate exceeded for request ${index}` };
        return { text: write(error), kind: 'notification', poolId: STAFF_POOL, atMs, attempt: '', form: name };
    });

export const oddForms = (): readonly GeneratedEvent[] => [...activity(), ...notifications()];

/** A good event of grace's, broken in the way of that name. */
export const broken = (form: string, at: string): readonly GeneratedEvent[] => {
    const ways = BROKEN_EVENTS.filter(({ name }) => name === form);
    const good = tell({ who: personNamed('grace'), at, steps: SIGNED_IN.slice(1) });
    return good.flatMap((event) =>
        ways.map(({ breakUp }) => ({ ...event, kind: 'bad', text: breakUp(event.text), form }) as const),
    );
};
