/** The newsletter of 12 January: new customers sign up until the SMS spend limit stops the codes. */
import type { GeneratedEvent } from '../../lib/generate/generated-event.ts';
import { NOTIFICATION_TEXTS } from '../../lib/generate/notification-texts.ts';
import { newSampleUser, SHOP_POOL, STAFF_POOL } from './sample-users.ts';
import { eventsOf, deliveryErrorEvent } from './user-actions.ts';

const NAMES = ['kavya', 'liam', 'noor', 'olga', 'pedro', 'quinn', 'rosa', 'samir'] as const;
/** Index of the last customer who gets a code. */
const LAST_WITH_CODE = 2;

const time = (minute: number, second: number): string =>
    `2026-01-12T14:${String(minute).padStart(2, '0')}:${String(second).padStart(2, '0')}.123Z`;
const phoneOf = (index: number): string => `+1555010${1001 + index}`;

const signUpWithoutCode = (name: string, index: number): readonly GeneratedEvent[] => {
    const user = newSampleUser(name, index);
    const spendLimit = (at: string) =>
        deliveryErrorEvent(SHOP_POOL, at, `Spend limit reached for SMS to ${phoneOf(index)}`);
    return [
        ...eventsOf({
            user,
            at: time(3 * index, 0).replace('.123', ''),
            eventType: 'SignUp',
            steps: [['InProgress']],
        }),
        spendLimit(time(3 * index, 2)),
        ...eventsOf({
            user,
            at: time(3 * index + 2, 0).replace('.123', ''),
            eventType: 'ResendCode',
            steps: [['Pass']],
        }),
        spendLimit(time(3 * index + 2, 1)),
    ];
};

const signUpWithCode = (name: string, index: number): readonly GeneratedEvent[] =>
    eventsOf({
        user: newSampleUser(name, index),
        at: time(3 * index, 0).replace('.123', ''),
        eventType: 'SignUp',
        steps: [['InProgress'], ['Pass']],
    });

/** Email to outdated addresses bounces. */
const bounces = (): readonly GeneratedEvent[] =>
    [3, 11, 24, 40].map((minute) =>
        deliveryErrorEvent(
            SHOP_POOL,
            time(minute, 31),
            `Email to user${minute}@example.com bounced: 550 5.1.1 user unknown`,
        ),
    );

const recipient = {
    phone: '+15550109000',
    mail: 'user9@example.com',
    requestId: '5b0c7c1e-0000-4000-8000-0000000000ee',
};

/** Errors of every class in the staff pool, on Tuesday and Wednesday. */
export const deliveryErrors = (): readonly GeneratedEvent[] =>
    NOTIFICATION_TEXTS.map(({ write }, index) =>
        deliveryErrorEvent(
            STAFF_POOL,
            `2026-01-${13 + (index % 2)}T${String(8 + Math.floor(index / 2)).padStart(2, '0')}:17:09.456Z`,
            write(recipient),
        ),
    );

export const newsletterEvents = (): readonly GeneratedEvent[] => [
    ...NAMES.flatMap((name, index) =>
        index > LAST_WITH_CODE ? signUpWithoutCode(name, index) : signUpWithCode(name, index),
    ),
    ...bounces(),
];
