/** Who comes next: a user who is awake, or somebody new. */
import { type Dice, around } from './dice.ts';
import { cityAt } from './journey.ts';
import type { Whereabouts } from './presence.ts';
import { busyness } from './rhythm.ts';
import { userOf, type User } from './user.ts';
import type { World } from './pool.ts';

/** How many candidates are looked at before one is taken who would be asleep. */
const TRIES = 24;
const isAwake = (user: User, atMs: number, dice: Dice): boolean =>
    dice.chance(busyness(atMs, user.home, user.lateHours));

/** Users of small number come often, those of large number seldom. */
const anyUser = (world: World, dice: Dice): User => {
    const share = dice.unit();
    return userOf(world, Math.floor(share * Math.sqrt(share) * world.users));
};

/** A user who is awake at that moment, where that user is then. */
export const somebody = (world: World, atMs: number, dice: Dice): Whereabouts => {
    let user = anyUser(world, dice);
    let city = cityAt(world.seed, user, atMs);
    for (let tries = 0; tries < TRIES && (city === null || !isAwake(user, atMs, dice)); tries += 1) {
        user = anyUser(world, dice);
        city = cityAt(world.seed, user, atMs);
    }
    const pool = around(world.pools, user.poolIndex);
    return { user, pool, city: city ?? user.home, atMs };
};

/** Somebody who has yet to sign up: a new person each time, at home. */
export const newcomer = (world: World, atMs: number, dice: Dice): Whereabouts => {
    const user = userOf(world, world.users + dice.below(0x1000_0000));
    const pool = around(world.pools, user.poolIndex);
    return { user, pool, city: user.home, atMs };
};
