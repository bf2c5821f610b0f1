/** Number of failures, users, addresses, countries and minutes of a guessing attack, by kind and strength. */
import { type AttackStrength, HOUR_MINUTES, SLOW_MINUTES } from './attack-strength.ts';
import type { GuessingSize } from './guessing.ts';

type GuessingSizeTuple = readonly [
    failures: number,
    users: number,
    addresses: number,
    countries: number,
    minutes: number,
];

const toGuessingSize = ([failures, users, addresses, countries, minutes]: GuessingSizeTuple): GuessingSize => ({
    failures,
    users,
    addresses,
    countries,
    minutes,
});

const LESS_THAN_HOUR = HOUR_MINUTES - 10;

const GUESSING_SIZES = {
    brute_force_by_user: {
        faint: [8, 1, 4, 1, LESS_THAN_HOUR],
        below: [17, 1, 4, 1, LESS_THAN_HOUR],
        slow: [120, 1, 4, 1, SLOW_MINUTES],
        above: [24, 1, 4, 1, LESS_THAN_HOUR],
        strong: [80, 1, 4, 1, 40],
    },
    brute_force_by_address: {
        faint: [8, 3, 1, 1, LESS_THAN_HOUR],
        below: [16, 3, 1, 1, LESS_THAN_HOUR],
        slow: [100, 3, 1, 1, SLOW_MINUTES],
        above: [24, 3, 1, 1, LESS_THAN_HOUR],
        strong: [90, 3, 1, 1, 45],
    },
    password_spray: {
        faint: [6, 3, 1, 1, LESS_THAN_HOUR],
        below: [12, 4, 1, 1, LESS_THAN_HOUR],
        slow: [60, 60, 1, 1, SLOW_MINUTES],
        above: [18, 6, 1, 1, LESS_THAN_HOUR],
        strong: [90, 30, 1, 1, LESS_THAN_HOUR],
    },
    credential_stuffing: {
        faint: [12, 12, 1, 1, 13],
        below: [20, 20, 1, 1, 13],
        slow: [200, 200, 1, 1, SLOW_MINUTES],
        above: [30, 30, 1, 1, 13],
        strong: [200, 200, 1, 1, 30],
    },
    distributed_brute_force: {
        faint: [5, 1, 3, 2, 25],
        below: [8, 1, 5, 3, 25],
        slow: [60, 1, 30, 8, SLOW_MINUTES],
        above: [12, 1, 6, 3, 25],
        strong: [60, 1, 30, 8, 25],
    },
    multi_source_spray: {
        faint: [10, 5, 3, 2, LESS_THAN_HOUR],
        below: [20, 7, 4, 3, LESS_THAN_HOUR],
        slow: [150, 50, 10, 6, SLOW_MINUTES],
        above: [30, 10, 6, 4, LESS_THAN_HOUR],
        strong: [120, 40, 12, 6, LESS_THAN_HOUR],
    },
} as const satisfies Readonly<Record<string, Readonly<Record<AttackStrength, GuessingSizeTuple>>>>;

export type GuessingKind = keyof typeof GUESSING_SIZES;
export const GUESSING_KINDS = [
    'brute_force_by_user',
    'brute_force_by_address',
    'password_spray',
    'credential_stuffing',
    'distributed_brute_force',
    'multi_source_spray',
] as const satisfies readonly GuessingKind[];

export const guessingSizeOf = (kind: GuessingKind, strength: AttackStrength): GuessingSize =>
    toGuessingSize(GUESSING_SIZES[kind][strength]);
