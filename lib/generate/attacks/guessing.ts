/** Password guessing: failed sign-ins, spread over users, IP addresses and time. */
import type { Attempt } from '../attempt.ts';
import type { SyntheticUser } from '../synthetic-user.ts';
import type { AttackScenario } from './attack-scenario.ts';
import {
    accountOf,
    makeAttempt,
    citiesInDifferentCountries,
    contextAt,
    ATTACK_DEVICE,
    pickVictims,
    WRONG_PASSWORD,
    type AttackContext,
} from './attack-context.ts';
import { cyclicItem } from '../dice.ts';
import { MINUTE_MS } from '../../basics/days.ts';

/** Number of failures, spread over this many users, addresses and countries, within this many minutes. */
export type GuessingSize = {
    readonly failures: number;
    readonly users: number;
    readonly addresses: number;
    readonly countries: number;
    readonly minutes: number;
};

/** Time (epoch ms) of an attempt by index: evenly spread, plus up to two seconds. */
export const attemptTimeMs = (
    { startMs, dice }: AttackContext,
    index: number,
    { count, minutes }: { readonly count: number; readonly minutes: number },
): number => startMs + Math.floor((index * minutes * MINUTE_MS) / count) + dice.below(2000);

/** @param users targets, tried in turn */
export const guessPasswords = (
    context: AttackContext,
    size: GuessingSize,
    users: readonly SyntheticUser[],
): AttackScenario => {
    const ipAddresses = context.takeAddresses(size.addresses);
    const cities = citiesInDifferentCountries(context, size.countries);
    const attempts = Array.from({ length: size.failures }, (_, index): Attempt => {
        const at = index % ipAddresses.length;
        return makeAttempt(context, {
            atMs: attemptTimeMs(context, index, { count: size.failures, minutes: size.minutes }),
            account: accountOf(cyclicItem(users, index)),
            context: contextAt(context, cyclicItem(ipAddresses, at), {
                city: cyclicItem(cities, at),
                deviceName: ATTACK_DEVICE,
            }),
            eventType: 'SignIn',
            responses: WRONG_PASSWORD,
        });
    });
    return { attempts, ordinaryAttempts: [], ipAddresses, users };
};

/** Password guessing against random users of the pool. */
export const guessingScenario = (context: AttackContext, size: GuessingSize): AttackScenario =>
    guessPasswords(context, size, pickVictims(context, size.users));
