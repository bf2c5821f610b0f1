/** The people of the samples: the customers of a shop, and its staff. */
import { CITIES, type City } from '../../lib/generate/cities.ts';
import { Dice } from '../../lib/generate/dice.ts';
import { poolId } from '../../lib/generate/pool.ts';

export type Person = {
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
/** Everybody in the office in Dublin has this address. */
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

type Row = (typeof CUSTOMERS)[number] | (typeof STAFF)[number];

const personOf = ([name, clientId, ipAddress, deviceName, city]: Row, stream: number, pool: string): Person => ({
    name,
    sub: new Dice(2026, stream).uuid(),
    poolId: pool,
    clientId,
    ipAddress,
    deviceName,
    city: cityNamed(city),
    hasMfa: pool === STAFF_POOL,
});

export const customers: readonly Person[] = CUSTOMERS.map((row, index) => personOf(row, 100 + index, SHOP_POOL));
export const staff: readonly Person[] = STAFF.map((row, index) => personOf(row, 200 + index, STAFF_POOL));

/** A person of the cast, as they are or as somebody else. */
export const personNamed = (name: string, otherwise: Partial<Person> = {}): Person => {
    const found = [...customers, ...staff].filter((person) => person.name === name);
    return { ...found.reduce((_, person) => person), ...otherwise };
};

/** Somebody new to the shop. */
export const newcomer = (name: string, index: number): Person =>
    personNamed('ana', {
        name,
        sub: new Dice(2026, 300 + index).uuid(),
        ipAddress: `198.51.100.${20 + index}`,
        deviceName: 'Chrome Mobile 143, Android 15',
    });
