/** The request context of an attempt: app client, IP address, device and location. */
import { carrierAddress, hotelAddress, officeAddress, serverAddress } from './ip-addresses.ts';
import { CITIES, type City } from './cities.ts';
import { PHANTOM_DEVICE, SERVER_DEVICE } from './device-names.ts';
import { type Dice, cyclicItem } from './dice.ts';
import type { AppClient, SyntheticPool } from './synthetic-pool.ts';
import { isOfficeTime } from './traffic-rhythm.ts';
import type { SyntheticUser } from './synthetic-user.ts';

export type RequestContext = {
    readonly clientId: string;
    readonly ipAddress: string;
    readonly deviceName: string;
    readonly city: string;
    readonly country: string;
    readonly hasContextData: boolean;
};

/** A user, with the city where the user is at a time (epoch ms). */
export type LocatedUser = {
    readonly user: SyntheticUser;
    readonly pool: SyntheticPool;
    readonly city: City;
    readonly atMs: number;
};

/** Most requests come from the web page or the phone app, few from a server. */
const WEIGHT_BY_KIND = { browser: 60, phone: 32, server: 8 } as const;
const PHANTOM_SHARE = 0.003;
const OTHER_BROWSER_SHARE = 0.08;

const pickClient = (pool: SyntheticPool, dice: Dice): AppClient => {
    const [first, ...rest] = pool.clients;
    const weighted = (client: AppClient) => ({ client, weight: WEIGHT_BY_KIND[client.kind] });
    return dice.weighted([weighted(first), ...rest.map(weighted)]).client;
};

const pickIpAddress = ({ user, pool, city, atMs }: LocatedUser, isPhone: boolean, dice: Dice): string => {
    if (isPhone && dice.chance(0.5)) return carrierAddress(city.index);
    if (city.index !== user.home.index) return hotelAddress(city.index, user.index);
    return user.isOfficeWorker && isOfficeTime(atMs, city) ? officeAddress(pool.index, city.index) : user.homeAddress;
};

/** The server of a pool is in a fixed city. All its users share one address. */
const serverContext = (pool: SyntheticPool) => {
    const { city, country } = cyclicItem(CITIES, pool.index);
    return { ipAddress: serverAddress(pool.index), deviceName: SERVER_DEVICE, city, country, hasContextData: false };
};

/** Sign-ins created by AWS itself, as captured from exports: no device, and the city of a data centre. */
const phantomContext = (ipAddress: string) => ({
    ipAddress,
    deviceName: PHANTOM_DEVICE,
    city: 'Boardman',
    country: 'United States',
    hasContextData: true,
});

export const requestContextOf = (locatedUser: LocatedUser, dice: Dice): RequestContext => {
    const { user, pool, city } = locatedUser;
    const { id: clientId, kind } = pickClient(pool, dice);
    if (kind === 'server') return { clientId, ...serverContext(pool) };
    const ipAddress = pickIpAddress(locatedUser, kind === 'phone', dice);
    if (dice.chance(PHANTOM_SHARE)) return { clientId, ...phantomContext(ipAddress) };
    const browser = dice.chance(OTHER_BROWSER_SHARE) ? user.otherBrowser : user.browser;
    const deviceName = kind === 'phone' ? user.phone : browser;
    return { clientId, ipAddress, deviceName, city: city.city, country: city.country, hasContextData: true };
};
