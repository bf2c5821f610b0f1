/** The users of the samples: the customers of a shop and its staff. */
import { CITIES, type City } from '../../lib/generate/cities.ts';
import { Dice } from '../../lib/generate/dice.ts';
import { poolId } from '../../lib/generate/synthetic-pool.ts';

export type SampleUser = {
    readonly name: string;
    readonly sub: string;
    readonly poolId: string;
    readonly clientId: string;
    readonly ipAddress: string;
    readonly deviceName: string;
    readonly city: City;
    readonly hasMfa: boolean;
};

export const SHOP_POOL = poolId(0);
export const STAFF_POOL = poolId(1);

const WEB = '1example23456789';
const APP = '2example23456789';
const SERVER = '3example23456789';
const PORTAL = '4example23456789';
/** The IP address of the office in Dublin. */
const OFFICE = '203.0.113.10';

/** Name, client, address, device, city. */
const CUSTOMERS = [
    ['ana', WEB, '192.0.2.1', 'Chrome 143, Windows 10', 'Seattle'],
    ['ben', APP, '192.0.2.2', 'SM-S931B', 'Denver'],
    ['chloe@example.com', WEB, '2001:db8:1000:3::2', 'Safari 18, Mac OS X 10.15', 'Paris'],
    ['8c6f1d1e-0000-4000-8000-000000000004', APP, '203.0.113.115', 'iPhone16,1', 'Berlin'],
    ['李雷', WEB, '192.0.2.5', 'Edge 143, Windows 10', 'Taipei'],
    ['fatima', SERVER, '203.0.113.181', 'Other, Other', 'Seattle'],
    ['=1+1,<b>eve</b>\u001b[31m', WEB, '192.0.2.7', 'Firefox 146, Ubuntu', 'Kraków'],
] as const;

const STAFF = [
    ['grace', PORTAL, OFFICE, 'Chrome 143, Mac OS X 10.15', 'Dublin'],
    ['hugo', PORTAL, OFFICE, 'Edge 143, Windows 10', 'Dublin'],
    ['ines@example.com', PORTAL, OFFICE, 'Firefox 146, Windows 10', 'Dublin'],
    ['jonas', PORTAL, '2001:db8:1000:b::4', 'Chrome 142, Linux', 'Lisbon'],
] as const;

const cityNamed = (name: string): City => CITIES.find(({ city }) => city === name) ?? CITIES[0];

type SampleUserRow = (typeof CUSTOMERS)[number] | (typeof STAFF)[number];

const toSampleUser = (
    [name, clientId, ipAddress, deviceName, city]: SampleUserRow,
    stream: number,
    pool: string,
): SampleUser => ({
    name,
    sub: new Dice(2026, stream).uuid(),
    poolId: pool,
    clientId,
    ipAddress,
    deviceName,
    city: cityNamed(city),
    hasMfa: pool === STAFF_POOL,
});

export const customers: readonly SampleUser[] = CUSTOMERS.map((row, index) =>
    toSampleUser(row, 100 + index, SHOP_POOL),
);
export const staff: readonly SampleUser[] = STAFF.map((row, index) => toSampleUser(row, 200 + index, STAFF_POOL));

/** A sample user by name, with some fields replaced. Throws if the name is unknown. */
export const sampleUser = (name: string, otherwise: Partial<SampleUser> = {}): SampleUser => {
    const matches = [...customers, ...staff].filter((user) => user.name === name);
    return { ...matches.reduce((_, user) => user), ...otherwise };
};

/** A new customer of the shop. */
export const newSampleUser = (name: string, index: number): SampleUser =>
    sampleUser('ana', {
        name,
        sub: new Dice(2026, 300 + index).uuid(),
        ipAddress: `198.51.100.${20 + index}`,
        deviceName: 'Chrome Mobile 143, Android 15',
    });
