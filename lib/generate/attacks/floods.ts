/** Attacks by number from one address: names that do not exist, messages that nobody wants, accounts that nobody needs. */
import type { Account } from '../attempt.ts';
import type { Scene } from './scene.ts';
import {
    attemptOf,
    citiesOfCountries,
    presenceAt,
    RIGHT_PASSWORD,
    TOOL,
    WRONG_PASSWORD,
    type Deed,
    type Stage,
} from './stage.ts';
import { HOUR_MINUTES, SLOW_MINUTES, type Strength } from './strength.ts';
import { momentOf } from './volley.ts';
import { around } from '../dice.ts';

type Amount = { readonly count: number; readonly minutes: number };

const MINUTES = HOUR_MINUTES - 10;
const AMOUNTS: Readonly<Record<Strength, Amount>> = {
    faint: { count: 6, minutes: MINUTES },
    near: { count: 12, minutes: MINUTES },
    slow: { count: 150, minutes: SLOW_MINUTES },
    just: { count: 25, minutes: MINUTES },
    strong: { count: 150, minutes: MINUTES },
};

type Flood = {
    readonly eventTypes: readonly [string, ...string[]];
    readonly responses: Deed['responses'];
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

const nobody = ({ dice }: Stage, { hasSub }: Flood): Account => ({
    sub: hasSub ? dice.uuid() : '',
    name: `${dice.hex(4)}@example.com`,
    idpName: '',
});

export const floodScene = (stage: Stage, kind: FloodKind, strength: Strength): Scene => {
    const flood: Flood = FLOODS[kind];
    const amount = AMOUNTS[strength];
    const ipAddresses = stage.addresses(1);
    const presences = citiesOfCountries(stage, 1).flatMap((city) =>
        ipAddresses.map((address) => presenceAt(stage, address, { city, deviceName: TOOL })),
    );
    const attempts = Array.from({ length: amount.count }, (_, index) =>
        presences.map((presence) =>
            attemptOf(stage, {
                atMs: momentOf(stage, index, amount),
                account: nobody(stage, flood),
                presence,
                eventType: around(flood.eventTypes, index),
                responses: flood.responses,
            }),
        ),
    );
    return { attempts: attempts.flat(), beside: [], ipAddresses, users: [] };
};
