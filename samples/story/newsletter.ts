/** Monday afternoon: a newsletter brings new customers, the SMS spend limit is reached, and codes do not arrive. */
import type { GeneratedEvent } from '../../lib/generate/generated-event.ts';
import { NOTIFICATION_TEXTS } from '../../lib/generate/notification-texts.ts';
import { newcomer, SHOP_POOL, STAFF_POOL } from './cast.ts';
import { tell, tellError } from './telling.ts';

const NAMES = ['kavya', 'liam', 'noor', 'olga', 'pedro', 'quinn', 'rosa', 'samir'] as const;
/** From the fourth on nobody gets a code. */
const LAST_SERVED = 2;

const time = (minute: number, second: number): string =>
    `2026-01-12T14:${String(minute).padStart(2, '0')}:${String(second).padStart(2, '0')}.123Z`;
const phoneOf = (index: number): string => `+1555010${1001 + index}`;

const unserved = (name: string, index: number): readonly GeneratedEvent[] => {
    const who = newcomer(name, index);
    const spendLimit = (at: string) => tellError(SHOP_POOL, at, `Spend limit reached for SMS to ${phoneOf(index)}`);
    return [
        ...tell({ who, at: time(3 * index, 0).replace('.123', ''), eventType: 'SignUp', steps: [['InProgress']] }),
        spendLimit(time(3 * index, 2)),
        ...tell({ who, at: time(3 * index + 2, 0).replace('.123', ''), eventType: 'ResendCode', steps: [['Pass']] }),
        spendLimit(time(3 * index + 2, 1)),
    ];
};

const served = (name: string, index: number): readonly GeneratedEvent[] =>
    tell({
        who: newcomer(name, index),
        at: time(3 * index, 0).replace('.123', ''),
        eventType: 'SignUp',
        steps: [['InProgress'], ['Pass']],
    });

/** Mail to old addresses comes back. */
const bounces = (): readonly GeneratedEvent[] =>
    [3, 11, 24, 40].map((minute) =>
        tellError(SHOP_POOL, time(minute, 31), `Email to user${minute}@example.com bounced: 550 5.1.1 user unknown`),
    );

const recipient = {
    phone: '+15550109000',
    mail: 'user9@example.com',
    requestId: '5b0c7c1e-0000-4000-8000-0000000000ee',
};

/** One error of each class on Tuesday and Wednesday, in the staff's pool. */
const otherErrors = (): readonly GeneratedEvent[] =>
    NOTIFICATION_TEXTS.map(({ write }, index) =>
        tellError(
            STAFF_POOL,
            `2026-01-${13 + (index % 2)}T${String(8 + Math.floor(index / 2)).padStart(2, '0')}:17:09.456Z`,
            write(recipient),
        ),
    );

export const newsletter = (): readonly GeneratedEvent[] => [
    ...NAMES.flatMap((name, index) => (index > LAST_SERVED ? unserved(name, index) : served(name, index))),
    ...bounces(),
];

export const deliveryErrors = otherErrors;
