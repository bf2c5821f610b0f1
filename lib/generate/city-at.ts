/** Finds the city of a user at a given time: at home, on a trip, or travelling between the two. */
import { CITIES, type City } from './cities.ts';
import { Dice } from './dice.ts';
import type { SyntheticUser } from './synthetic-user.ts';
import { DAY_MS } from '../basics/days.ts';

/** The calendar is split into periods of this many days. A user spends each one at home or in one other city. */
const PERIOD_DAYS = 4;
const AWAY_SHARE = 0.04;

const periodOf = (atMs: number): number => Math.floor(atMs / (PERIOD_DAYS * DAY_MS));

const cityInPeriod = (seed: number, user: SyntheticUser, period: number): City => {
    const dice = new Dice(seed ^ 0x6a09e667, Math.imul(user.index + 1, 0x9e3779b1) ^ period);
    return dice.chance(AWAY_SHARE) ? dice.pick(CITIES) : user.home;
};

/**
 * The city of a user, or null while the user travels. A user sends no events for a day after each change of city, so
 * that ordinary traffic never looks like impossible travel.
 */
export const cityAt = (seed: number, user: SyntheticUser, atMs: number): City | null => {
    const period = periodOf(atMs);
    const city = cityInPeriod(seed, user, period);
    const isFirstDay = periodOf(atMs - DAY_MS) !== period;
    return isFirstDay && cityInPeriod(seed, user, period - 1).index !== city.index ? null : city;
};
