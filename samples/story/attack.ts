/** The attack of 13 January: password guessing from one IP address, and a takeover of ben with a leaked password. */
import { CITIES } from '../../lib/generate/cities.ts';
import type { GeneratedEvent } from '../../lib/generate/generated-event.ts';
import { customers, sampleUser, type SampleUser } from './sample-users.ts';
import { eventsOf, WRONG_PASSWORD } from './user-actions.ts';

const ATTACKER = {
    ipAddress: '203.0.113.66',
    deviceName: 'Chrome 126, Windows 10',
    city: CITIES.find(({ city }) => city === 'Bangkok') ?? CITIES[0],
    clientId: '1example23456789',
} as const;

const attackerAs = (name: string): SampleUser => sampleUser(name, ATTACKER);
const minute = (value: number): string => `2026-01-13T02:${String(value).padStart(2, '0')}:30Z`;

/** One password against all customers. */
const spray = (): readonly GeneratedEvent[] =>
    customers.flatMap(({ name }, index) =>
        eventsOf({
            user: attackerAs(name),
            at: minute(10 + index),
            steps: WRONG_PASSWORD,
            risk: { level: 'Medium', decision: 'AccountTakeover' },
        }),
    );

/** Many passwords against ana, until threat protection blocks the attempts. */
const bruteForce = (): readonly GeneratedEvent[] =>
    Array.from({ length: 10 }, (_, index) =>
        eventsOf({
            user: attackerAs('ana'),
            at: minute(20 + index),
            steps: [['Fail', 'Password:Failure']],
            risk: index < 5 ? { level: 'Medium', decision: 'AccountTakeover' } : { level: 'High', decision: 'Block' },
            ...(index === 9
                ? { feedback: { value: 'Invalid', provider: 'Admin', atMs: Date.parse('2026-01-13T09:15:00Z') } }
                : {}),
        }),
    ).flat();

/** The attacker signs in as ben with a leaked password. */
const takeover = (): readonly GeneratedEvent[] =>
    eventsOf({
        user: attackerAs('ben'),
        at: minute(41),
        risk: { level: 'High', decision: 'AccountTakeover', isCompromised: true },
    });

/** ben resets his password in the morning of his time zone. */
const aftermath = (): readonly GeneratedEvent[] => [
    ...eventsOf({
        user: sampleUser('ben'),
        at: '2026-01-13T14:20:00Z',
        eventType: 'ForgotPassword',
        steps: [['InProgress'], ['Pass']],
    }),
    ...eventsOf({
        user: sampleUser('ben'),
        at: '2026-01-13T14:24:00Z',
        eventType: 'PasswordChange',
        steps: [['Pass']],
    }),
    ...eventsOf({ user: sampleUser('ben'), at: '2026-01-13T14:25:00Z', risk: { level: 'Low' } }),
];

/** A sign-in created by AWS itself, as captured from exports. */
const phantom = (): readonly GeneratedEvent[] =>
    eventsOf({
        user: sampleUser('ana', { deviceName: 'Unknown, Unknown', city: { ...CITIES[0], city: 'Boardman' } }),
        at: '2026-01-13T15:00:00Z',
        steps: [['Pass', 'Password:Success']],
    });

export const attackEvents = (): readonly GeneratedEvent[] => [
    ...spray(),
    ...bruteForce(),
    ...takeover(),
    ...aftermath(),
    ...phantom(),
];
