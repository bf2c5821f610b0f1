/** Account takeovers: success after an attack, reset chains, a shared address or device, impossible travel. */
import type { Attempt } from '../attempt.ts';
import type { City } from '../cities.ts';
import type { SyntheticUser } from '../synthetic-user.ts';
import type { AttackScenario } from './attack-scenario.ts';
import {
    accountOf,
    makeAttempt,
    citiesInDifferentCountries,
    contextAt,
    contextAtHome,
    RIGHT_PASSWORD,
    ATTACK_DEVICE,
    pickVictims,
    WRONG_PASSWORD,
    type AttemptSpec,
    type AttackContext,
} from './attack-context.ts';
import { HOUR_MINUTES, isAboveThreshold, type AttackStrength } from './attack-strength.ts';
import { guessPasswords } from './guessing.ts';
import { guessingSizeOf } from './guessing-sizes.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../basics/days.ts';

type MinutesByStrength = Readonly<Record<AttackStrength, number>>;

/** Minutes from the last failure of a spray to the successful sign-in. */
const SUCCESS_AFTER_MINUTES: MinutesByStrength = { faint: 400, below: 200, slow: 900, above: 165, strong: 10 };
/** Minutes from the password reset to the sign-in by the attacker. */
const RESET_CHAIN_MINUTES: MinutesByStrength = {
    faint: 30 * HOUR_MINUTES,
    below: 26 * HOUR_MINUTES,
    slow: 36 * HOUR_MINUTES,
    above: 5 * HOUR_MINUTES,
    strong: 30,
};
/** Minutes from a sign-in at home to one from another country. */
const TRAVEL_MINUTES: MinutesByStrength = {
    faint: 28 * HOUR_MINUTES,
    below: 24 * HOUR_MINUTES,
    slow: 40 * HOUR_MINUTES,
    above: 30,
    strong: 5,
};
/** Minutes from a sign-in at home to a failure from another country. */
const COUNTRIES_MINUTES: MinutesByStrength = { faint: 120, below: 40, slow: 1200, above: 25, strong: 3 };
/** Number of users who sign in from one IP address. */
const SHARED_ADDRESS_USERS: Readonly<Record<AttackStrength, number>> = {
    faint: 5,
    below: 14,
    slow: 18,
    above: 25,
    strong: 80,
};
/** Minutes from the sign-in at home to the reset chain. It is added because the user may be on a trip. */
const BEFORE_MINUTES = 3;

const successfulSignIn = (
    context: AttackContext,
    user: SyntheticUser,
    spec: Pick<AttemptSpec, 'atMs' | 'context'>,
): Attempt =>
    makeAttempt(context, { ...spec, account: accountOf(user), eventType: 'SignIn', responses: RIGHT_PASSWORD });

/** A list with the city whose time zone differs most from that of the home of the user. */
export const distantCities = (context: AttackContext, { home }: SyntheticUser): readonly City[] =>
    citiesInDifferentCountries(context, 30)
        .toSorted(
            (one, other) =>
                Math.abs(other.offsetHours - home.offsetHours) - Math.abs(one.offsetHours - home.offsetHours),
        )
        .slice(0, 1);

const distantContexts = (context: AttackContext, user: SyntheticUser, ipAddresses: readonly string[]) =>
    distantCities(context, user).flatMap((city) =>
        ipAddresses.map((address) => contextAt(context, address, { city, deviceName: ATTACK_DEVICE })),
    );

const homeSignIn = (context: AttackContext, user: SyntheticUser, atMs: number): Attempt =>
    successfulSignIn(context, user, { atMs, context: contextAtHome(context, user) });

/**
 * The next midnight of the user. A reset chain starts then, because the ordinary traffic ignores attacks and would
 * otherwise let a locked-out user sign in.
 */
const nextMidnightMs = ({ home, lateByHours }: SyntheticUser, atMs: number): number => {
    const offsetMs = (home.offsetHours - lateByHours) * HOUR_MS;
    return Math.ceil((atMs + offsetMs) / DAY_MS) * DAY_MS - offsetMs;
};

const successAfterAttack = (context: AttackContext, strength: AttackStrength): AttackScenario => {
    const size = guessingSizeOf('password_spray', 'above');
    const users = pickVictims(context, size.users);
    const spray = guessPasswords(context, size, users);
    const takenOver = users.slice(0, 1);
    const successes = spray.attempts.slice(-1).flatMap((last) =>
        takenOver.map((user) =>
            successfulSignIn(context, user, {
                atMs: last.startedAtMs + SUCCESS_AFTER_MINUTES[strength] * MINUTE_MS,
                context: last.context,
            }),
        ),
    );
    return { ...spray, attempts: [...spray.attempts, ...successes], users: takenOver };
};

const resetChain = (context: AttackContext, strength: AttackStrength): AttackScenario => {
    const [users, ipAddresses] = [pickVictims(context, 1), context.takeAddresses(1)];
    const attempts = users.flatMap((user) =>
        distantContexts(context, user, ipAddresses).flatMap((requestContext) => {
            const [spec, atMs] = [
                { account: accountOf(user), context: requestContext },
                nextMidnightMs(user, context.startMs),
            ];
            return [
                makeAttempt(context, {
                    ...spec,
                    atMs,
                    eventType: 'ForgotPassword',
                    responses: [['InProgress'], ['Pass']],
                }),
                makeAttempt(context, {
                    ...spec,
                    atMs: atMs + 5 * MINUTE_MS,
                    eventType: 'PasswordChange',
                    responses: [['Pass']],
                }),
                successfulSignIn(context, user, {
                    atMs: atMs + RESET_CHAIN_MINUTES[strength] * MINUTE_MS,
                    context: requestContext,
                }),
            ];
        }),
    );
    return {
        attempts,
        ordinaryAttempts: users.map((user) =>
            homeSignIn(context, user, nextMidnightMs(user, context.startMs) - BEFORE_MINUTES * MINUTE_MS),
        ),
        ipAddresses,
        users,
    };
};

const distantSignIn = (
    context: AttackContext,
    minutes: number,
    responses: AttemptSpec['responses'],
): AttackScenario => {
    const [users, ipAddresses] = [pickVictims(context, 1), context.takeAddresses(1)];
    const atMs = context.startMs + minutes * MINUTE_MS;
    const attempts = users.flatMap((user) =>
        distantContexts(context, user, ipAddresses).map((requestContext) =>
            makeAttempt(context, {
                atMs,
                context: requestContext,
                account: accountOf(user),
                eventType: 'SignIn',
                responses,
            }),
        ),
    );
    return {
        attempts,
        ordinaryAttempts: users.map((user) => homeSignIn(context, user, context.startMs)),
        ipAddresses,
        users,
    };
};

const sharedAddress = (context: AttackContext, strength: AttackStrength): AttackScenario => {
    const [users, ipAddresses] = [pickVictims(context, SHARED_ADDRESS_USERS[strength]), context.takeAddresses(1)];
    const minutes = isAboveThreshold(strength) ? 8 * HOUR_MINUTES : 12 * HOUR_MINUTES;
    const attempts = users.flatMap((user, index) =>
        ipAddresses.map((address) =>
            successfulSignIn(context, user, {
                atMs: context.startMs + Math.floor((index * minutes * MINUTE_MS) / users.length),
                context: contextAt(context, address, {
                    city: user.home,
                    deviceName: isAboveThreshold(strength) ? ATTACK_DEVICE : `${ATTACK_DEVICE} ${index}`,
                }),
            }),
        ),
    );
    return { attempts, ordinaryAttempts: [], ipAddresses, users };
};

const TAKEOVERS = {
    success_after_attack: successAfterAttack,
    reset_chain: resetChain,
    shared_address_or_device: sharedAddress,
    impossible_travel: (context: AttackContext, strength: AttackStrength) =>
        distantSignIn(context, TRAVEL_MINUTES[strength], RIGHT_PASSWORD),
    countries_in_window: (context: AttackContext, strength: AttackStrength) =>
        distantSignIn(context, COUNTRIES_MINUTES[strength], WRONG_PASSWORD),
} as const;

export type TakeoverKind = keyof typeof TAKEOVERS;
export const TAKEOVER_KINDS = [
    'success_after_attack',
    'reset_chain',
    'shared_address_or_device',
    'impossible_travel',
    'countries_in_window',
] as const satisfies readonly TakeoverKind[];

export const takeoverScenario = (
    context: AttackContext,
    kind: TakeoverKind,
    strength: AttackStrength,
): AttackScenario => TAKEOVERS[kind](context, strength);
