/** Attacks with a stolen password: the attacker signs in from a country or device that the user never had. */
import type { City } from '../cities.ts';
import type { SyntheticUser } from '../synthetic-user.ts';
import type { AttackScenario } from './attack-scenario.ts';
import {
    accountOf,
    makeAttempt,
    contextAt,
    contextAtHome,
    RIGHT_PASSWORD,
    ATTACK_DEVICE,
    pickVictims,
    WRONG_PASSWORD,
    type AttemptSpec,
    type AttackContext,
} from './attack-context.ts';
import { HOUR_MINUTES, type AttackStrength } from './attack-strength.ts';
import { distantCities } from './takeovers.ts';
import { MINUTE_MS } from '../../basics/days.ts';

/** No generated user lives in this country or travels there. */
const UNUSED_CITY: Pick<City, 'city' | 'country'> = { city: 'Reykjavík', country: 'Iceland' };
/** No generated user has this device. */
const UNUSED_DEVICE = 'Opera 124, Windows 10';

/** The password is correct, but the second factor is missing. */
const PASSWORD_ONLY: AttemptSpec['responses'] = [['InProgress'], ['InProgress', 'Password:Success']];

/** Below the thresholds no sign-in succeeds. At `above` one does. */
const RESPONSES_BY_STRENGTH: Readonly<Record<AttackStrength, readonly AttemptSpec['responses'][]>> = {
    faint: [WRONG_PASSWORD],
    below: [PASSWORD_ONLY],
    slow: [WRONG_PASSWORD, PASSWORD_ONLY],
    above: [RIGHT_PASSWORD],
    strong: [WRONG_PASSWORD, RIGHT_PASSWORD, RIGHT_PASSWORD],
};
const HOURS_BETWEEN: Readonly<Record<AttackStrength, number>> = { faint: 1, below: 1, slow: 20, above: 1, strong: 1 };
/** Hours after the sign-in at home: longer than any flight, so that impossible_travel does not match. */
const AFTER_HOURS = 30;

type StolenPasswordSpec = {
    readonly cityOf: (context: AttackContext, user: SyntheticUser) => Pick<City, 'city' | 'country'>;
    readonly deviceName: string;
};

const distantCityOf: StolenPasswordSpec['cityOf'] = (context, user) => distantCities(context, user)[0] ?? UNUSED_CITY;

const STOLEN_PASSWORDS = {
    new_country_for_user: { cityOf: distantCityOf, deviceName: ATTACK_DEVICE },
    new_device_for_user: { cityOf: (_, { home }) => home, deviceName: UNUSED_DEVICE },
    country_not_allowed: { cityOf: () => UNUSED_CITY, deviceName: ATTACK_DEVICE },
} as const satisfies Readonly<Record<string, StolenPasswordSpec>>;

export type StolenPasswordKind = keyof typeof STOLEN_PASSWORDS;
export const STOLEN_PASSWORD_KINDS = [
    'new_country_for_user',
    'new_device_for_user',
    'country_not_allowed',
] as const satisfies readonly StolenPasswordKind[];

/** A user signs in at home. More than a day later, the attacker tries to sign in from another place. */
export const stolenPasswordScenario = (
    context: AttackContext,
    kind: StolenPasswordKind,
    strength: AttackStrength,
): AttackScenario => {
    const { cityOf, deviceName }: StolenPasswordSpec = STOLEN_PASSWORDS[kind];
    const [users, ipAddresses] = [pickVictims(context, 1), context.takeAddresses(1)];
    const attempts = users.flatMap((user) =>
        ipAddresses.flatMap((address) =>
            RESPONSES_BY_STRENGTH[strength].map((responses, index) =>
                makeAttempt(context, {
                    atMs: context.startMs + (AFTER_HOURS + index * HOURS_BETWEEN[strength]) * HOUR_MINUTES * MINUTE_MS,
                    account: accountOf(user),
                    context: contextAt(context, address, { city: cityOf(context, user), deviceName }),
                    eventType: 'SignIn',
                    responses,
                }),
            ),
        ),
    );
    const ordinaryAttempts = users.map((user) =>
        makeAttempt(context, {
            atMs: context.startMs,
            account: accountOf(user),
            context: contextAtHome(context, user),
            eventType: 'SignIn',
            responses: RIGHT_PASSWORD,
        }),
    );
    return { attempts, ordinaryAttempts, ipAddresses, users };
};
