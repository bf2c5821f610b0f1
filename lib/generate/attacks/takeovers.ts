/** Attacks that end inside an account: successes after an attack, reset chains, shared accounts, and passes from far away. */
import type { Attempt } from '../attempt.ts';
import type { City } from '../cities.ts';
import { DAY_MS, HOUR_MS } from '../rhythm.ts';
import type { User } from '../user.ts';
import type { Scene } from './scene.ts';
import {
    accountOf,
    attemptOf,
    citiesOfCountries,
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
import { HOUR_MINUTES, isAbove, type Strength } from './strength.ts';
import { fire } from './volley.ts';
import { volleyOf } from './volleys.ts';

type Minutes = Readonly<Record<Strength, number>>;

/** From the last failure of a spray to the pass. */
const SUCCESS_AFTER: Minutes = { faint: 400, near: 200, slow: 900, just: 165, strong: 10 };
/** From the forgotten password to the sign-in from elsewhere. */
const CHAIN: Minutes = {
    faint: 30 * HOUR_MINUTES,
    near: 26 * HOUR_MINUTES,
    slow: 36 * HOUR_MINUTES,
    just: 5 * HOUR_MINUTES,
    strong: 30,
};
/** From a pass at home to one from another country. */
const TRAVEL: Minutes = {
    faint: 28 * HOUR_MINUTES,
    near: 24 * HOUR_MINUTES,
    slow: 40 * HOUR_MINUTES,
    just: 30,
    strong: 5,
};
const COUNTRIES: Minutes = { faint: 120, near: 40, slow: 1200, just: 25, strong: 3 };
/** Users who pass from one address. */
const SHARED: Minutes = { faint: 5, near: 14, slow: 18, just: 25, strong: 80 };
/** A user may be away from home, or travel, on the days of a scene: so far before it the user passes at home. */
const BEFORE_MINUTES = 3;

const pass = (stage: Stage, user: User, deed: Pick<Deed, 'atMs' | 'presence'>): Attempt =>
    attemptOf(stage, { ...deed, account: accountOf(user), eventType: 'SignIn', responses: RIGHT_PASSWORD });

/** A city further away than any journey of the scene explains: on the other side of the zones of time. */
export const farFrom = (stage: Stage, { home }: User): readonly City[] =>
    citiesOfCountries(stage, 30)
        .toSorted(
            (one, other) =>
                Math.abs(other.offsetHours - home.offsetHours) - Math.abs(one.offsetHours - home.offsetHours),
        )
        .slice(0, 1);

const elsewhere = (stage: Stage, user: User, ipAddresses: readonly string[]) =>
    farFrom(stage, user).flatMap((city) =>
        ipAddresses.map((address) => presenceAt(stage, address, { city, deviceName: TOOL })),
    );

const atHome = (stage: Stage, user: User, atMs: number): Attempt =>
    pass(stage, user, { atMs, presence: presenceAtHome(stage, user) });

/** The midnight of a user that comes next: who is locked out would sign in no more, but ordinary users here know nothing of attacks. */
const nextNightMs = ({ home, lateHours }: User, atMs: number): number => {
    const offsetMs = (home.offsetHours - lateHours) * HOUR_MS;
    return Math.ceil((atMs + offsetMs) / DAY_MS) * DAY_MS - offsetMs;
};

const successAfterAttack = (stage: Stage, strength: Strength): Scene => {
    const volley = volleyOf('password_spray', 'just');
    const users = victims(stage, volley.users);
    const spray = fire(stage, volley, users);
    const letIn = users.slice(0, 1);
    const passes = spray.attempts.slice(-1).flatMap((last) =>
        letIn.map((user) =>
            pass(stage, user, {
                atMs: last.startedAtMs + SUCCESS_AFTER[strength] * MINUTE_MS,
                presence: last.presence,
            }),
        ),
    );
    return { ...spray, attempts: [...spray.attempts, ...passes], users: letIn };
};

const resetChain = (stage: Stage, strength: Strength): Scene => {
    const [users, ipAddresses] = [victims(stage, 1), stage.addresses(1)];
    const attempts = users.flatMap((user) =>
        elsewhere(stage, user, ipAddresses).flatMap((presence) => {
            const [deed, atMs] = [{ account: accountOf(user), presence }, nextNightMs(user, stage.startMs)];
            return [
                attemptOf(stage, { ...deed, atMs, eventType: 'ForgotPassword', responses: [['InProgress'], ['Pass']] }),
                attemptOf(stage, {
                    ...deed,
                    atMs: atMs + 5 * MINUTE_MS,
                    eventType: 'PasswordChange',
                    responses: [['Pass']],
                }),
                pass(stage, user, { atMs: atMs + CHAIN[strength] * MINUTE_MS, presence }),
            ];
        }),
    );
    return {
        attempts,
        beside: users.map((user) => atHome(stage, user, nextNightMs(user, stage.startMs) - BEFORE_MINUTES * MINUTE_MS)),
        ipAddresses,
        users,
    };
};

const farPass = (stage: Stage, minutes: number, responses: Deed['responses']): Scene => {
    const [users, ipAddresses] = [victims(stage, 1), stage.addresses(1)];
    const atMs = stage.startMs + minutes * MINUTE_MS;
    const attempts = users.flatMap((user) =>
        elsewhere(stage, user, ipAddresses).map((presence) =>
            attemptOf(stage, { atMs, presence, account: accountOf(user), eventType: 'SignIn', responses }),
        ),
    );
    return { attempts, beside: users.map((user) => atHome(stage, user, stage.startMs)), ipAddresses, users };
};

const sharedAddress = (stage: Stage, strength: Strength): Scene => {
    const [users, ipAddresses] = [victims(stage, SHARED[strength]), stage.addresses(1)];
    const minutes = isAbove(strength) ? 8 * HOUR_MINUTES : 12 * HOUR_MINUTES;
    const attempts = users.flatMap((user, index) =>
        ipAddresses.map((address) =>
            pass(stage, user, {
                atMs: stage.startMs + Math.floor((index * minutes * MINUTE_MS) / users.length),
                presence: presenceAt(stage, address, {
                    city: user.home,
                    deviceName: isAbove(strength) ? TOOL : `${TOOL} ${index}`,
                }),
            }),
        ),
    );
    return { attempts, beside: [], ipAddresses, users };
};

const TAKEOVERS = {
    success_after_attack: successAfterAttack,
    reset_chain: resetChain,
    shared_address_or_device: sharedAddress,
    impossible_travel: (stage: Stage, strength: Strength) => farPass(stage, TRAVEL[strength], RIGHT_PASSWORD),
    countries_in_window: (stage: Stage, strength: Strength) => farPass(stage, COUNTRIES[strength], WRONG_PASSWORD),
} as const;

export type TakeoverKind = keyof typeof TAKEOVERS;
export const TAKEOVER_KINDS = [
    'success_after_attack',
    'reset_chain',
    'shared_address_or_device',
    'impossible_travel',
    'countries_in_window',
] as const satisfies readonly TakeoverKind[];

export const takeoverScene = (stage: Stage, kind: TakeoverKind, strength: Strength): Scene =>
    TAKEOVERS[kind](stage, strength);
