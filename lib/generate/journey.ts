/** Where a user is at a moment: in the city of home, on a journey, or in a plane between the two. */
import { CITIES, type City } from './cities.ts';
import { Dice } from './dice.ts';
import { DAY_MS } from './rhythm.ts';
import type { User } from './user.ts';

/** The calendar is cut into stretches of this many days, each spent at home or in one city away. */
const STRETCH_DAYS = 4;
const AWAY_SHARE = 0.04;

const stretchOf = (atMs: number): number => Math.floor(atMs / (STRETCH_DAYS * DAY_MS));

const cityOfStretch = (seed: number, user: User, stretch: number): City => {
    const dice = new Dice(seed ^ 0x6a09e667, Math.imul(user.index + 1, 0x9e3779b1) ^ stretch);
    return dice.chance(AWAY_SHARE) ? dice.pick(CITIES) : user.home;
};

/**
 * The city where the user is, or null in a plane: for a day after each change the user is not seen, so that nobody ordinary
 * travels faster than planes do.
 */
export const cityAt = (seed: number, user: User, atMs: number): City | null => {
    const stretch = stretchOf(atMs);
    const city = cityOfStretch(seed, user, stretch);
    const isFirstDay = stretchOf(atMs - DAY_MS) !== stretch;
    return isFirstDay && cityOfStretch(seed, user, stretch - 1).index !== city.index ? null : city;
};
