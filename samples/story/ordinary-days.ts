/** Three ordinary days in January 2026: who signs in when, and what else people do with an account. */
import type { GeneratedEvent } from '../../lib/generate/generated-event.ts';
import { customers, personNamed, staff } from './cast.ts';
import { tell, WRONG_PASSWORD } from './telling.ts';

/** Monday to Wednesday. */
export const DAYS = ['2026-01-12', '2026-01-13', '2026-01-14'] as const;
export type Day = (typeof DAYS)[number];

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** Customers come in the evening of their city. */
const shopping = (day: Day): readonly GeneratedEvent[] =>
    customers.flatMap((who, index) => {
        const hour = (19 - Math.ceil(who.city.offsetHours) + 24) % 24;
        return tell({ who, at: `${day}T${twoDigits(hour)}:${twoDigits(7 + 6 * index)}:12Z` });
    });

/** Staff sign in when they come, and again after lunch. */
const working = (day: Day): readonly GeneratedEvent[] =>
    staff.flatMap((who, index) => [
        ...tell({ who, at: `${day}T08:${twoDigits(41 + 4 * index)}:05Z` }),
        ...(index % 2 === 0 ? tell({ who, at: `${day}T13:0${index}:40Z` }) : []),
    ]);

/** Small things that happen: a password mistyped, one forgotten, one changed. */
const SMALL_THINGS: Readonly<Record<Day, () => readonly GeneratedEvent[]>> = {
    '2026-01-12': () => tell({ who: personNamed('hugo'), at: '2026-01-12T08:44:10Z', steps: WRONG_PASSWORD }),
    '2026-01-13': () => [
        ...tell({ who: personNamed('chloe@example.com'), at: '2026-01-13T17:58:00Z', steps: WRONG_PASSWORD }),
        ...tell({
            who: personNamed('chloe@example.com'),
            at: '2026-01-13T17:59:30Z',
            eventType: 'ForgotPassword',
            steps: [['InProgress'], ['Pass']],
        }),
    ],
    '2026-01-14': () => [
        ...tell({
            who: personNamed('grace'),
            at: '2026-01-14T09:30:00Z',
            eventType: 'PasswordChange',
            steps: [['Pass']],
        }),
        ...tell({
            who: personNamed('jonas'),
            at: '2026-01-14T23:59:50Z',
            steps: [['InProgress'], ['InProgress', 'Password:Success']],
        }),
    ],
};

export const ordinaryDay = (day: Day): readonly GeneratedEvent[] => [
    ...shopping(day),
    ...working(day),
    ...SMALL_THINGS[day](),
];
