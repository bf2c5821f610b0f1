/** Three ordinary days in January 2026: sign-ins of customers and staff, and other account actions. */
import type { GeneratedEvent } from '../../lib/generate/generated-event.ts';
import { customers, sampleUser, staff } from './sample-users.ts';
import { eventsOf, WRONG_PASSWORD } from './user-actions.ts';

/** Monday to Wednesday. */
const SAMPLE_DAYS = ['2026-01-12', '2026-01-13', '2026-01-14'] as const;
export type SampleDay = (typeof SAMPLE_DAYS)[number];

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** Customers sign in during the evening of their city. */
const customerSignIns = (day: SampleDay): readonly GeneratedEvent[] =>
    customers.flatMap((user, index) => {
        const hour = (19 - Math.ceil(user.city.offsetHours) + 24) % 24;
        return eventsOf({ user, at: `${day}T${twoDigits(hour)}:${twoDigits(7 + 6 * index)}:12Z` });
    });

/** Staff sign in in the morning, and some again after lunch. */
const staffSignIns = (day: SampleDay): readonly GeneratedEvent[] =>
    staff.flatMap((user, index) => [
        ...eventsOf({ user, at: `${day}T08:${twoDigits(41 + 4 * index)}:05Z` }),
        ...(index % 2 === 0 ? eventsOf({ user, at: `${day}T13:0${index}:40Z` }) : []),
    ]);

/** Other actions: a mistyped, a forgotten and a changed password, and a sign-in still open at midnight. */
const OTHER_ACTIONS: Readonly<Record<SampleDay, () => readonly GeneratedEvent[]>> = {
    '2026-01-12': () => eventsOf({ user: sampleUser('hugo'), at: '2026-01-12T08:44:10Z', steps: WRONG_PASSWORD }),
    '2026-01-13': () => [
        ...eventsOf({ user: sampleUser('chloe@example.com'), at: '2026-01-13T17:58:00Z', steps: WRONG_PASSWORD }),
        ...eventsOf({
            user: sampleUser('chloe@example.com'),
            at: '2026-01-13T17:59:30Z',
            eventType: 'ForgotPassword',
            steps: [['InProgress'], ['Pass']],
        }),
    ],
    '2026-01-14': () => [
        ...eventsOf({
            user: sampleUser('grace'),
            at: '2026-01-14T09:30:00Z',
            eventType: 'PasswordChange',
            steps: [['Pass']],
        }),
        ...eventsOf({
            user: sampleUser('jonas'),
            at: '2026-01-14T23:59:50Z',
            steps: [['InProgress'], ['InProgress', 'Password:Success']],
        }),
    ],
};

export const ordinaryDay = (day: SampleDay): readonly GeneratedEvent[] => [
    ...customerSignIns(day),
    ...staffSignIns(day),
    ...OTHER_ACTIONS[day](),
];
