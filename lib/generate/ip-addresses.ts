/** Assigns IP addresses to users, offices and attackers, all from the documentation blocks (RFC 5737, RFC 3849). */

/**
 * Assignment of the 762 IPv4 addresses: `192.0.2` and `198.51.100` are homes, one user each. In `203.0.113`, 1 to 100
 * are offices, 101 to 180 carriers, 181 to 200 app servers and 201 to 254 attackers.
 */
const HOMES_PER_BLOCK = 254;
const OFFICES = 100;
const CARRIERS = 80;
const SERVERS = 20;
const ATTACKERS = 54;

const group = (value: number): string => (value & 0xffff).toString(16);

/** The address of a home: IPv4 for the first users, then one IPv6 network for each user. */
export const homeAddress = (userIndex: number, prefersV6: boolean): string => {
    if (!prefersV6 && userIndex < HOMES_PER_BLOCK) return `192.0.2.${userIndex + 1}`;
    if (!prefersV6 && userIndex < 2 * HOMES_PER_BLOCK) return `198.51.100.${userIndex - HOMES_PER_BLOCK + 1}`;
    return `2001:db8:${group(0x1000 + (userIndex >>> 16))}:${group(userIndex)}::${group(2 + (userIndex % 9))}`;
};

/** The address that all office workers of a pool and city share. */
export const officeAddress = (poolIndex: number, cityIndex: number): string =>
    `203.0.113.${1 + ((poolIndex * 29 + cityIndex) % OFFICES)}`;

/** The address that many phones of a city share, as behind the NAT of a mobile carrier. */
export const carrierAddress = (cityIndex: number): string => `203.0.113.${101 + (cityIndex % CARRIERS)}`;

/** The address of the server of an app that sends no context data. */
export const serverAddress = (poolIndex: number): string => `203.0.113.${181 + (poolIndex % SERVERS)}`;

/** The address of a user on a trip. */
export const hotelAddress = (cityIndex: number, userIndex: number): string =>
    `2001:db8:2000:${group(cityIndex)}::${group(1 + userIndex)}`;

/** The address of an attacker: IPv4 for the first attackers, then one IPv6 network for each attacker. */
export const attackerAddress = (number: number): string =>
    number < ATTACKERS ? `203.0.113.${201 + number}` : `2001:db8:3000:${group(number)}::${group(1 + (number >>> 16))}`;
