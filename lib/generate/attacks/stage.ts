/** Where a scene plays: its pool and beginning, its dice, and the addresses, victims and cities that it takes. */
import { attackerAddress } from '../addresses.ts';
import type { Account, Attempt, Step } from '../attempt.ts';
import { CITIES, type City } from '../cities.ts';
import { BROWSERS } from '../device-names.ts';
import { type Dice, around } from '../dice.ts';
import { cityAt } from '../journey.ts';
import type { Pool, World } from '../pool.ts';
import type { Presence } from '../presence.ts';
import { userOf, type User } from '../user.ts';
export type Stage = {
    readonly world: World;
    readonly pool: Pool;
    readonly startMs: number;
    readonly dice: Dice;
    /** Addresses that no other scene has. */
    readonly addresses: (count: number) => readonly string[];
};

export const MINUTE_MS = 60_000;

/** One device for a whole attack: a tool says the same wherever it runs. */
export const TOOL = around(BROWSERS, 4).name;

/** Gives out the addresses of attackers, each once. */
export const addressBook = (): Stage['addresses'] => {
    let given = 0;
    return (count) => {
        given += count;
        return Array.from({ length: count }, (_, index) => attackerAddress(given - count + index));
    };
};

export const accountOf = ({ sub, name, idpName }: User): Account => ({ sub, name, idpName });

/** Different users of the pool: as many as asked for, or all that it has. */
export const victims = ({ world, pool, dice }: Stage, count: number): readonly User[] => {
    const ofPool = Math.max(1, Math.floor((world.users - pool.index + world.poolCount - 1) / world.poolCount));
    const first = dice.below(ofPool);
    return Array.from({ length: Math.min(count, ofPool) }, (_, index) =>
        userOf(world, pool.index + ((first + index) % ofPool) * world.poolCount),
    );
};

/** Of these, who is at home then, and not on a journey. */
export const atHomeThen = ({ world }: Stage, users: readonly User[], atMs: number): readonly User[] =>
    users.filter((user) => cityAt(world.seed, user, atMs)?.index === user.home.index);

/** Cities of different countries; at most one for each. */
export const citiesOfCountries = ({ dice }: Stage, count: number): readonly City[] => {
    const byCountry = [...new Map(CITIES.map((city) => [city.country, city])).values()];
    const first = dice.below(byCountry.length);
    return Array.from({ length: count }, (_, index) => around(byCountry, first + index));
};

/** From an address in a city, with a device, by way of the pool's web page. */
export const presenceAt = (
    { pool }: Stage,
    ipAddress: string,
    place: { readonly city: Pick<City, 'city' | 'country'>; readonly deviceName: string },
): Presence => ({
    clientId: pool.clients[0].id,
    ipAddress,
    deviceName: place.deviceName,
    city: place.city.city,
    country: place.city.country,
    hasContextData: true,
});

/** As the user signs in at home. */
export const presenceAtHome = (stage: Stage, user: User): Presence =>
    presenceAt(stage, user.homeAddress, { city: user.home, deviceName: user.browser });

export type Deed = {
    readonly atMs: number;
    readonly account: Account;
    readonly presence: Presence;
    readonly eventType: string;
    readonly responses: readonly (readonly [Step['response'], ...string[]])[];
};

/** An attempt of whole seconds whose steps follow each other by a second or two. */
export const attemptOf = ({ pool, dice }: Stage, { atMs, account, presence, eventType, responses }: Deed): Attempt => {
    const startedAtMs = atMs - (atMs % 1000);
    return {
        eventId: dice.uuid(),
        eventType,
        poolId: pool.id,
        startedAtMs,
        account,
        presence,
        risk: { level: '', decision: 'PASS', isCompromised: false },
        feedback: null,
        steps: responses.map(([response, ...challenges], index) => ({
            atMs: startedAtMs + index * 2000,
            response,
            challenges,
        })),
    };
};

export const WRONG_PASSWORD: Deed['responses'] = [['InProgress'], ['Fail', 'Password:Failure']];
export const RIGHT_PASSWORD: Deed['responses'] = [['InProgress'], ['Pass', 'Password:Success']];
