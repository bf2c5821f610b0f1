/** Attackers who have the password already: one is let in from a country, or on a device, that the user never had. */
import type { City } from '../cities.ts';
import type { User } from '../user.ts';
import type { Scene } from './scene.ts';
import {
    accountOf,
    attemptOf,
    MINUTE_MS,
    presenceAt,
    presenceAtHome,
    RIGHT_PASSWORD,
    TOOL,
    victims,
    WRONG_PASSWORD,
    type Deed,
    type Stage,
} from './stage.ts';
import { HOUR_MINUTES, type Strength } from './strength.ts';
import { farFrom } from './takeovers.ts';

/** Nobody of the generated world lives in this country or travels to it: no policy would allow it. */
const ABROAD: Pick<City, 'city' | 'country'> = { city: 'Reykjavík', country: 'Iceland' };
/** Nobody of the generated world has such a device. */
const STRANGE_DEVICE = 'Opera 124, Windows 10';

/** The password is right, and the second factor is missing. */
const HALF_WAY: Deed['responses'] = [['InProgress'], ['InProgress', 'Password:Success']];

/** Below the thresholds nobody is let in; just above somebody is, once. */
const TRIES: Readonly<Record<Strength, readonly Deed['responses'][]>> = {
    faint: [WRONG_PASSWORD],
    near: [HALF_WAY],
    slow: [WRONG_PASSWORD, HALF_WAY],
    just: [RIGHT_PASSWORD],
    strong: [WRONG_PASSWORD, RIGHT_PASSWORD, RIGHT_PASSWORD],
};
const HOURS_BETWEEN: Readonly<Record<Strength, number>> = { faint: 1, near: 1, slow: 20, just: 1, strong: 1 };
/** After a pass at home: longer than any flight, so that the travel alone accuses nobody. */
const AFTER_HOURS = 30;

type Stranger = {
    readonly from: (stage: Stage, user: User) => Pick<City, 'city' | 'country'>;
    readonly deviceName: string;
};

const farAway: Stranger['from'] = (stage, user) => farFrom(stage, user)[0] ?? ABROAD;

const STRANGERS = {
    new_country_for_user: { from: farAway, deviceName: TOOL },
    new_device_for_user: { from: (_, { home }) => home, deviceName: STRANGE_DEVICE },
    country_not_allowed: { from: () => ABROAD, deviceName: TOOL },
} as const satisfies Readonly<Record<string, Stranger>>;

export type StrangerKind = keyof typeof STRANGERS;
export const STRANGER_KINDS = [
    'new_country_for_user',
    'new_device_for_user',
    'country_not_allowed',
] as const satisfies readonly StrangerKind[];

/** A user passes at home, and a day later somebody else tries, from elsewhere. */
export const strangerScene = (stage: Stage, kind: StrangerKind, strength: Strength): Scene => {
    const { from, deviceName }: Stranger = STRANGERS[kind];
    const [users, ipAddresses] = [victims(stage, 1), stage.addresses(1)];
    const attempts = users.flatMap((user) =>
        ipAddresses.flatMap((address) =>
            TRIES[strength].map((responses, index) =>
                attemptOf(stage, {
                    atMs: stage.startMs + (AFTER_HOURS + index * HOURS_BETWEEN[strength]) * HOUR_MINUTES * MINUTE_MS,
                    account: accountOf(user),
                    presence: presenceAt(stage, address, { city: from(stage, user), deviceName }),
                    eventType: 'SignIn',
                    responses,
                }),
            ),
        ),
    );
    const beside = users.map((user) =>
        attemptOf(stage, {
            atMs: stage.startMs,
            account: accountOf(user),
            presence: presenceAtHome(stage, user),
            eventType: 'SignIn',
            responses: RIGHT_PASSWORD,
        }),
    );
    return { attempts, beside, ipAddresses, users };
};
