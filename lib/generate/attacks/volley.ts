/** Failed sign-ins, spread over users, addresses and time: what most attacks are made of. */
import type { Attempt } from '../attempt.ts';
import type { User } from '../user.ts';
import type { Scene } from './scene.ts';
import {
    accountOf,
    attemptOf,
    citiesOfCountries,
    MINUTE_MS,
    presenceAt,
    TOOL,
    victims,
    WRONG_PASSWORD,
    type Stage,
} from './stage.ts';
import { around } from '../dice.ts';

/** Failures on users from addresses, which are in countries, within minutes. */
export type Volley = {
    readonly failures: number;
    readonly users: number;
    readonly addresses: number;
    readonly countries: number;
    readonly minutes: number;
};

/** When the try of a number comes: evenly, but for some seconds. */
export const momentOf = (
    { startMs, dice }: Stage,
    index: number,
    { count, minutes }: { readonly count: number; readonly minutes: number },
): number => startMs + Math.floor((index * minutes * MINUTE_MS) / count) + dice.below(2000);

/** @param users who is tried; each in turn */
export const fire = (stage: Stage, volley: Volley, users: readonly User[]): Scene => {
    const ipAddresses = stage.addresses(volley.addresses);
    const cities = citiesOfCountries(stage, volley.countries);
    const attempts = Array.from({ length: volley.failures }, (_, index): Attempt => {
        const at = index % ipAddresses.length;
        return attemptOf(stage, {
            atMs: momentOf(stage, index, { count: volley.failures, minutes: volley.minutes }),
            account: accountOf(around(users, index)),
            presence: presenceAt(stage, around(ipAddresses, at), { city: around(cities, at), deviceName: TOOL }),
            eventType: 'SignIn',
            responses: WRONG_PASSWORD,
        });
    });
    return { attempts, beside: [], ipAddresses, users };
};

/** A volley on users of the pool. */
export const volleyScene = (stage: Stage, volley: Volley): Scene => fire(stage, volley, victims(stage, volley.users));
