/** The context in which a scenario is built: pool, start, dice and addresses, with helpers to make its attempts. */
import { attackerAddress } from '../ip-addresses.ts';
import type { AttemptAccount, Attempt, AttemptStep } from '../attempt.ts';
import { CITIES, type City } from '../cities.ts';
import { BROWSERS } from '../device-names.ts';
import { type Dice, cyclicItem } from '../dice.ts';
import { cityAt } from '../city-at.ts';
import type { SyntheticPool, SyntheticWorld } from '../synthetic-pool.ts';
import type { RequestContext } from '../request-context.ts';
import { userOf, type SyntheticUser } from '../synthetic-user.ts';

export type AttackContext = {
    readonly world: SyntheticWorld;
    readonly pool: SyntheticPool;
    readonly startMs: number;
    readonly dice: Dice;
    /** Returns IP addresses that no other scenario has. */
    readonly takeAddresses: (count: number) => readonly string[];
};

/** The device name of all attacks: a tool sends the same name wherever it runs. */
export const ATTACK_DEVICE = cyclicItem(BROWSERS, 4).name;

/** Returns a function that allocates the addresses of attackers, each one once. */
export const createAddressAllocator = (): AttackContext['takeAddresses'] => {
    let allocated = 0;
    return (count) => {
        allocated += count;
        return Array.from({ length: count }, (_, index) => attackerAddress(allocated - count + index));
    };
};

export const accountOf = ({ sub, name, idpName }: SyntheticUser): AttemptAccount => ({ sub, name, idpName });

/** Different users of the pool: `count` of them, or all if the pool has fewer. */
export const pickVictims = ({ world, pool, dice }: AttackContext, count: number): readonly SyntheticUser[] => {
    const poolUsers = Math.max(1, Math.floor((world.users - pool.index + world.poolCount - 1) / world.poolCount));
    const first = dice.below(poolUsers);
    return Array.from({ length: Math.min(count, poolUsers) }, (_, index) =>
        userOf(world, pool.index + ((first + index) % poolUsers) * world.poolCount),
    );
};

/** Those of the users who are at home at the given time, not on a trip. */
export const usersAtHome = (
    { world }: AttackContext,
    users: readonly SyntheticUser[],
    atMs: number,
): readonly SyntheticUser[] => users.filter((user) => cityAt(world.seed, user, atMs)?.index === user.home.index);

/** Cities of different countries. They repeat if `count` exceeds the number of countries. */
export const citiesInDifferentCountries = ({ dice }: AttackContext, count: number): readonly City[] => {
    const byCountry = [...new Map(CITIES.map((city) => [city.country, city])).values()];
    const first = dice.below(byCountry.length);
    return Array.from({ length: count }, (_, index) => cyclicItem(byCountry, first + index));
};

/** A request from an IP address and city, with a device, through the web page of the pool. */
export const contextAt = (
    { pool }: AttackContext,
    ipAddress: string,
    client: { readonly city: Pick<City, 'city' | 'country'>; readonly deviceName: string },
): RequestContext => ({
    clientId: pool.clients[0].id,
    ipAddress,
    deviceName: client.deviceName,
    city: client.city.city,
    country: client.city.country,
    hasContextData: true,
});

/** A request from the home of the user, with the usual browser. */
export const contextAtHome = (context: AttackContext, user: SyntheticUser): RequestContext =>
    contextAt(context, user.homeAddress, { city: user.home, deviceName: user.browser });

export type AttemptSpec = {
    readonly atMs: number;
    readonly account: AttemptAccount;
    readonly context: RequestContext;
    readonly eventType: string;
    readonly responses: readonly (readonly [AttemptStep['response'], ...string[]])[];
};

/** An attempt that starts at a whole second, with two seconds between its steps. */
export const makeAttempt = (
    { pool, dice }: AttackContext,
    { atMs, account, context, eventType, responses }: AttemptSpec,
): Attempt => {
    const startedAtMs = atMs - (atMs % 1000);
    return {
        eventId: dice.uuid(),
        eventType,
        poolId: pool.id,
        startedAtMs,
        account,
        context,
        risk: { level: '', decision: 'PASS', isCompromised: false },
        feedback: null,
        steps: responses.map(([response, ...challenges], index) => ({
            atMs: startedAtMs + index * 2000,
            response,
            challenges,
        })),
    };
};

export const WRONG_PASSWORD: AttemptSpec['responses'] = [['InProgress'], ['Fail', 'Password:Failure']];
export const RIGHT_PASSWORD: AttemptSpec['responses'] = [['InProgress'], ['Pass', 'Password:Success']];
