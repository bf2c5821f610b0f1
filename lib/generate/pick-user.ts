/** Picks the user of the next attempt: a user who is awake, or a new one. */
import { type Dice, cyclicItem } from './dice.ts';
import { cityAt } from './city-at.ts';
import type { LocatedUser } from './request-context.ts';
import { busyness } from './traffic-rhythm.ts';
import { userOf, type SyntheticUser } from './synthetic-user.ts';
import type { SyntheticWorld } from './synthetic-pool.ts';

/** Number of candidates after which a user is picked who would be asleep. */
const MAX_TRIES = 24;
const isAwake = (user: SyntheticUser, atMs: number, dice: Dice): boolean =>
    dice.chance(busyness(atMs, user.home, user.lateByHours));

/** Users with a small index are active often, users with a large index seldom. */
const pickUser = (world: SyntheticWorld, dice: Dice): SyntheticUser => {
    const share = dice.unit();
    return userOf(world, Math.floor(share * Math.sqrt(share) * world.users));
};

/** A user who is awake at the given time, with the city where the user is. */
export const pickAwakeUser = (world: SyntheticWorld, atMs: number, dice: Dice): LocatedUser => {
    let user = pickUser(world, dice);
    let city = cityAt(world.seed, user, atMs);
    for (let tries = 0; tries < MAX_TRIES && (city === null || !isAwake(user, atMs, dice)); tries += 1) {
        user = pickUser(world, dice);
        city = cityAt(world.seed, user, atMs);
    }
    const pool = cyclicItem(world.pools, user.poolIndex);
    return { user, pool, city: city ?? user.home, atMs };
};

/** A user who has not signed up yet, at home; practically a new one each time. */
export const pickNewUser = (world: SyntheticWorld, atMs: number, dice: Dice): LocatedUser => {
    const user = userOf(world, world.users + dice.below(0x1000_0000));
    const pool = cyclicItem(world.pools, user.poolIndex);
    return { user, pool, city: user.home, atMs };
};
