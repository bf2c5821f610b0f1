/** What a request of a user shows of its sender: app client, address, device and place. */
import { carrierAddress, hotelAddress, officeAddress, serverAddress } from './addresses.ts';
import { CITIES, type City } from './cities.ts';
import { PHANTOM_DEVICE, SERVER_DEVICE } from './device-names.ts';
import { type Dice, around } from './dice.ts';
import type { Client, Pool } from './pool.ts';
import { isOfficeTime } from './rhythm.ts';
import type { User } from './user.ts';

export type Presence = {
    readonly clientId: string;
    readonly ipAddress: string;
    readonly deviceName: string;
    readonly city: string;
    readonly country: string;
    readonly hasContextData: boolean;
};

/** A user who is somewhere at a moment. */
export type Whereabouts = { readonly user: User; readonly pool: Pool; readonly city: City; readonly atMs: number };

/** Most people use the web page and the app; few requests come by way of a server. */
const WEIGHT_BY_KIND = { browser: 60, phone: 32, server: 8 } as const;
const PHANTOM_SHARE = 0.003;
const OTHER_BROWSER_SHARE = 0.08;

const clientFor = (pool: Pool, dice: Dice): Client => {
    const [first, ...rest] = pool.clients;
    const weighted = (client: Client) => ({ client, weight: WEIGHT_BY_KIND[client.kind] });
    return dice.weighted([weighted(first), ...rest.map(weighted)]).client;
};

const addressOf = ({ user, pool, city, atMs }: Whereabouts, isPhone: boolean, dice: Dice): string => {
    if (isPhone && dice.chance(0.5)) return carrierAddress(city.index);
    if (city.index !== user.home.index) return hotelAddress(city.index, user.index);
    return user.worksInOffice && isOfficeTime(atMs, city) ? officeAddress(pool.index, city.index) : user.homeAddress;
};

/** The app's server stands where the company began; all its users share one address. */
const serverPresence = (pool: Pool) => {
    const { city, country } = around(CITIES, pool.index);
    return { ipAddress: serverAddress(pool.index), deviceName: SERVER_DEVICE, city, country, hasContextData: false };
};

/** Sign-ins that AWS itself makes, as seen in exports: no device, and the city of a data centre. */
const phantomPresence = (ipAddress: string) => ({
    ipAddress,
    deviceName: PHANTOM_DEVICE,
    city: 'Boardman',
    country: 'United States',
    hasContextData: true,
});

export const presenceOf = (whereabouts: Whereabouts, dice: Dice): Presence => {
    const { user, pool, city } = whereabouts;
    const { id: clientId, kind } = clientFor(pool, dice);
    if (kind === 'server') return { clientId, ...serverPresence(pool) };
    const ipAddress = addressOf(whereabouts, kind === 'phone', dice);
    if (dice.chance(PHANTOM_SHARE)) return { clientId, ...phantomPresence(ipAddress) };
    const browser = dice.chance(OTHER_BROWSER_SHARE) ? user.otherBrowser : user.browser;
    const deviceName = kind === 'phone' ? user.phone : browser;
    return { clientId, ipAddress, deviceName, city: city.city, country: city.country, hasContextData: true };
};
