/** A synthetic user, derived from seed and index alone, so that ten million users take no memory. */
import { homeAddress } from './ip-addresses.ts';
import { CITIES, type City } from './cities.ts';
import { BROWSERS, PHONES } from './device-names.ts';
import { Dice } from './dice.ts';
import { userName } from './user-name.ts';

export type SyntheticUser = {
    readonly index: number;
    readonly poolIndex: number;
    readonly sub: string;
    readonly name: string;
    readonly home: City;
    readonly homeAddress: string;
    /** Uses the address of the office in this city during working hours. */
    readonly isOfficeWorker: boolean;
    readonly browser: string;
    readonly phone: string;
    /** Used for a small share of requests. */
    readonly otherBrowser: string;
    readonly hasMfa: boolean;
    /** Identity provider of a federated user, otherwise empty. */
    readonly idpName: string;
    /** Hours by which the day of this user starts later than that of others; may be negative. */
    readonly lateByHours: number;
};

export type SyntheticPopulation = { readonly seed: number; readonly users: number; readonly poolCount: number };

/** Streams of dice from here on belong to users, smaller numbers to traffic and attacks. */
const FIRST_USER_STREAM = 1000;
const IDPS = ['Google', 'SignInWithApple', 'ExampleSAML'] as const;

/** The user with an index. An index of `users` or above is a user who has not signed up yet. */
export const userOf = (population: SyntheticPopulation, index: number): SyntheticUser => {
    const dice = new Dice(population.seed, FIRST_USER_STREAM + index);
    return {
        index,
        poolIndex: index % population.poolCount,
        sub: dice.uuid(),
        name: userName(index, dice),
        home: dice.weighted(CITIES),
        homeAddress: homeAddress(index, dice.chance(0.3)),
        isOfficeWorker: dice.chance(0.4),
        browser: dice.weighted(BROWSERS).name,
        phone: dice.weighted(PHONES).name,
        otherBrowser: dice.weighted(BROWSERS).name,
        hasMfa: dice.chance(0.4),
        idpName: dice.chance(0.08) ? dice.pick(IDPS) : '',
        lateByHours: dice.below(5) - 2,
    };
};
