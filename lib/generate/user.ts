/** A synthetic user: derived from seed and number alone, so that ten million users take no memory. */
import { homeAddress } from './addresses.ts';
import { CITIES, type City } from './cities.ts';
import { BROWSERS, PHONES } from './device-names.ts';
import { Dice } from './dice.ts';
import { userName } from './user-name.ts';

export type User = {
    readonly index: number;
    readonly poolIndex: number;
    readonly sub: string;
    readonly name: string;
    readonly home: City;
    readonly homeAddress: string;
    /** Whether working hours are spent in the office that the company has in this city. */
    readonly worksInOffice: boolean;
    readonly browser: string;
    readonly phone: string;
    /** Used now and then. */
    readonly otherBrowser: string;
    readonly hasMfa: boolean;
    /** Name of the identity provider of a federated user, else empty. */
    readonly idpName: string;
    /** How many hours later than others this user is up. */
    readonly lateHours: number;
};

export type Population = { readonly seed: number; readonly users: number; readonly poolCount: number };

/** Streams of dice from here on belong to users; those below to the traffic. */
const FIRST_USER_STREAM = 1000;
const IDPS = ['Google', 'SignInWithApple', 'ExampleSAML'] as const;

/** The user of that number. Numbers at or above `users` are people who have yet to sign up. */
export const userOf = (population: Population, index: number): User => {
    const dice = new Dice(population.seed, FIRST_USER_STREAM + index);
    return {
        index,
        poolIndex: index % population.poolCount,
        sub: dice.uuid(),
        name: userName(index, dice),
        home: dice.weighted(CITIES),
        homeAddress: homeAddress(index, dice.chance(0.3)),
        worksInOffice: dice.chance(0.4),
        browser: dice.weighted(BROWSERS).name,
        phone: dice.weighted(PHONES).name,
        otherBrowser: dice.weighted(BROWSERS).name,
        hasMfa: dice.chance(0.4),
        idpName: dice.chance(0.08) ? dice.pick(IDPS) : '',
        lateHours: dice.below(5) - 2,
    };
};
