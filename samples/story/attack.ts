/** The night of 13 January: somebody tries passwords from one address; ana is protected, ben is let in with a leaked password. */
import { CITIES } from '../../lib/generate/cities.ts';
import type { GeneratedEvent } from '../../lib/generate/generated-event.ts';
import { customers, personNamed, type Person } from './cast.ts';
import { tell, WRONG_PASSWORD } from './telling.ts';

const ATTACKER = {
    ipAddress: '203.0.113.66',
    deviceName: 'Chrome 126, Windows 10',
    city: CITIES.find(({ city }) => city === 'Bangkok') ?? CITIES[0],
    clientId: '1example23456789',
} as const;

const pretending = (name: string): Person => personNamed(name, ATTACKER);
const minute = (value: number): string => `2026-01-13T02:${String(value).padStart(2, '0')}:30Z`;

/** One password against everybody. */
const spray = (): readonly GeneratedEvent[] =>
    customers.flatMap(({ name }, index) =>
        tell({
            who: pretending(name),
            at: minute(10 + index),
            steps: WRONG_PASSWORD,
            risk: { level: 'Medium', decision: 'AccountTakeover' },
        }),
    );

/** Then many against ana, until threat protection blocks. */
const bruteForce = (): readonly GeneratedEvent[] =>
    Array.from({ length: 10 }, (_, index) =>
        tell({
            who: pretending('ana'),
            at: minute(20 + index),
            steps: [['Fail', 'Password:Failure']],
            risk: index < 5 ? { level: 'Medium', decision: 'AccountTakeover' } : { level: 'High', decision: 'Block' },
            ...(index === 9
                ? { feedback: { value: 'Invalid', provider: 'Admin', atMs: Date.parse('2026-01-13T09:15:00Z') } }
                : {}),
        }),
    ).flat();

const takenOver = (): readonly GeneratedEvent[] =>
    tell({
        who: pretending('ben'),
        at: minute(41),
        risk: { level: 'High', decision: 'AccountTakeover', isCompromised: true },
    });

/** Ben notices in his morning. */
const aftermath = (): readonly GeneratedEvent[] => [
    ...tell({
        who: personNamed('ben'),
        at: '2026-01-13T14:20:00Z',
        eventType: 'ForgotPassword',
        steps: [['InProgress'], ['Pass']],
    }),
    ...tell({ who: personNamed('ben'), at: '2026-01-13T14:24:00Z', eventType: 'PasswordChange', steps: [['Pass']] }),
    ...tell({ who: personNamed('ben'), at: '2026-01-13T14:25:00Z', risk: { level: 'Low' } }),
];

/** A sign-in that AWS itself makes, as seen in exports. */
const phantom = (): readonly GeneratedEvent[] =>
    tell({
        who: personNamed('ana', { deviceName: 'Unknown, Unknown', city: { ...CITIES[0], city: 'Boardman' } }),
        at: '2026-01-13T15:00:00Z',
        steps: [['Pass', 'Password:Success']],
    });

export const attack = (): readonly GeneratedEvent[] => [
    ...spray(),
    ...bruteForce(),
    ...takenOver(),
    ...aftermath(),
    ...phantom(),
];
