/** How many failures, users and addresses an attack of each kind has at each strength. */
import { type Strength, HOUR_MINUTES, SLOW_MINUTES } from './strength.ts';
import type { Volley } from './volley.ts';

type Numbers = readonly [failures: number, users: number, addresses: number, countries: number, minutes: number];

const volley = ([failures, users, addresses, countries, minutes]: Numbers): Volley => ({
    failures,
    users,
    addresses,
    countries,
    minutes,
});

const LESS_THAN_HOUR = HOUR_MINUTES - 10;

const NUMBERS = {
    brute_force_by_user: {
        faint: [8, 1, 4, 1, LESS_THAN_HOUR],
        near: [17, 1, 4, 1, LESS_THAN_HOUR],
        slow: [120, 1, 4, 1, SLOW_MINUTES],
        just: [24, 1, 4, 1, LESS_THAN_HOUR],
        strong: [80, 1, 4, 1, 40],
    },
    brute_force_by_address: {
        faint: [8, 3, 1, 1, LESS_THAN_HOUR],
        near: [16, 3, 1, 1, LESS_THAN_HOUR],
        slow: [100, 3, 1, 1, SLOW_MINUTES],
        just: [24, 3, 1, 1, LESS_THAN_HOUR],
        strong: [90, 3, 1, 1, 45],
    },
    password_spray: {
        faint: [6, 3, 1, 1, LESS_THAN_HOUR],
        near: [12, 4, 1, 1, LESS_THAN_HOUR],
        slow: [60, 60, 1, 1, SLOW_MINUTES],
        just: [18, 6, 1, 1, LESS_THAN_HOUR],
        strong: [90, 30, 1, 1, LESS_THAN_HOUR],
    },
    credential_stuffing: {
        faint: [12, 12, 1, 1, 13],
        near: [20, 20, 1, 1, 13],
        slow: [200, 200, 1, 1, SLOW_MINUTES],
        just: [30, 30, 1, 1, 13],
        strong: [200, 200, 1, 1, 30],
    },
    distributed_brute_force: {
        faint: [5, 1, 3, 2, 25],
        near: [8, 1, 5, 3, 25],
        slow: [60, 1, 30, 8, SLOW_MINUTES],
        just: [12, 1, 6, 3, 25],
        strong: [60, 1, 30, 8, 25],
    },
    multi_source_spray: {
        faint: [10, 5, 3, 2, LESS_THAN_HOUR],
        near: [20, 7, 4, 3, LESS_THAN_HOUR],
        slow: [150, 50, 10, 6, SLOW_MINUTES],
        just: [30, 10, 6, 4, LESS_THAN_HOUR],
        strong: [120, 40, 12, 6, LESS_THAN_HOUR],
    },
} as const satisfies Readonly<Record<string, Readonly<Record<Strength, Numbers>>>>;

export type VolleyKind = keyof typeof NUMBERS;
export const VOLLEY_KINDS = [
    'brute_force_by_user',
    'brute_force_by_address',
    'password_spray',
    'credential_stuffing',
    'distributed_brute_force',
    'multi_source_spray',
] as const satisfies readonly VolleyKind[];

export const volleyOf = (kind: VolleyKind, strength: Strength): Volley => volley(NUMBERS[kind][strength]);
