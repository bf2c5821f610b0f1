/** High-volume attacks from one IP address: user enumeration, SMS pumping and bulk sign-ups. */
import type { AttemptAccount } from '../attempt.ts';
import type { AttackScenario } from './attack-scenario.ts';
import {
    makeAttempt,
    citiesInDifferentCountries,
    contextAt,
    RIGHT_PASSWORD,
    ATTACK_DEVICE,
    WRONG_PASSWORD,
    type AttemptSpec,
    type AttackContext,
} from './attack-context.ts';
import { HOUR_MINUTES, SLOW_MINUTES, type AttackStrength } from './attack-strength.ts';
import { attemptTimeMs } from './guessing.ts';
import { cyclicItem } from '../dice.ts';

type FloodSize = { readonly count: number; readonly minutes: number };

const FLOOD_MINUTES = HOUR_MINUTES - 10;
const FLOOD_SIZES: Readonly<Record<AttackStrength, FloodSize>> = {
    faint: { count: 6, minutes: FLOOD_MINUTES },
    below: { count: 12, minutes: FLOOD_MINUTES },
    slow: { count: 150, minutes: SLOW_MINUTES },
    above: { count: 25, minutes: FLOOD_MINUTES },
    strong: { count: 150, minutes: FLOOD_MINUTES },
};

type Flood = {
    readonly eventTypes: readonly [string, ...string[]];
    readonly responses: AttemptSpec['responses'];
    readonly hasSub: boolean;
};

const FLOODS = {
    user_enumeration: { eventTypes: ['SignIn', 'SignIn', 'ForgotPassword'], responses: WRONG_PASSWORD, hasSub: false },
    sms_pumping: { eventTypes: ['SignUp', 'ResendCode'], responses: [['InProgress']], hasSub: true },
    signup_surge: {
        eventTypes: ['SignUp'],
        responses: RIGHT_PASSWORD.map(([response]) => [response] as const),
        hasSub: true,
    },
} as const satisfies Readonly<Record<string, Flood>>;

export type FloodKind = keyof typeof FLOODS;
export const FLOOD_KINDS = ['user_enumeration', 'sms_pumping', 'signup_surge'] as const satisfies readonly FloodKind[];

const makeUnknownAccount = ({ dice }: AttackContext, { hasSub }: Flood): AttemptAccount => ({
    sub: hasSub ? dice.uuid() : '',
    name: `${dice.hex(4)}@example.com`,
    idpName: '',
});

export const floodScenario = (context: AttackContext, kind: FloodKind, strength: AttackStrength): AttackScenario => {
    const flood: Flood = FLOODS[kind];
    const size = FLOOD_SIZES[strength];
    const ipAddresses = context.takeAddresses(1);
    const requestContexts = citiesInDifferentCountries(context, 1).flatMap((city) =>
        ipAddresses.map((address) => contextAt(context, address, { city, deviceName: ATTACK_DEVICE })),
    );
    const attempts = Array.from({ length: size.count }, (_, index) =>
        requestContexts.map((requestContext) =>
            makeAttempt(context, {
                atMs: attemptTimeMs(context, index, size),
                account: makeUnknownAccount(context, flood),
                context: requestContext,
                eventType: cyclicItem(flood.eventTypes, index),
                responses: flood.responses,
            }),
        ),
    );
    return { attempts: attempts.flat(), ordinaryAttempts: [], ipAddresses, users: [] };
};
