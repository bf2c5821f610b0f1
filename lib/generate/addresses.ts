/** Who comes from which address: all from the blocks kept for documentation (RFC 5737, RFC 3849). */

/**
 * How the 762 addresses of version 4 are shared out: `192.0.2` and `198.51.100` are homes, one user each; of `203.0.113`,
 * 1 to 100 are offices, 101 to 180 carriers, 181 to 200 app servers and 201 to 254 attackers.
 */
const HOMES_A_BLOCK = 254;
const OFFICES = 100;
const CARRIERS = 80;
const SERVERS = 20;
const ATTACKERS = 54;

const group = (value: number): string => (value & 0xffff).toString(16);

/** The address of a home: of version 4 while there are any, then a network of version 6 for each user. */
export const homeAddress = (userIndex: number, prefersV6: boolean): string => {
    if (!prefersV6 && userIndex < HOMES_A_BLOCK) return `192.0.2.${userIndex + 1}`;
    if (!prefersV6 && userIndex < 2 * HOMES_A_BLOCK) return `198.51.100.${userIndex - HOMES_A_BLOCK + 1}`;
    return `2001:db8:${group(0x1000 + (userIndex >>> 16))}:${group(userIndex)}::${group(2 + (userIndex % 9))}`;
};

/** The one address behind which all who work in an office of a pool's company are. */
export const officeAddress = (poolIndex: number, cityIndex: number): string =>
    `203.0.113.${1 + ((poolIndex * 29 + cityIndex) % OFFICES)}`;

/** The address that many phones of a city share: their carrier translates addresses. */
export const carrierAddress = (cityIndex: number): string => `203.0.113.${101 + (cityIndex % CARRIERS)}`;

/** The address of the server from which an app without context data calls. */
export const serverAddress = (poolIndex: number): string => `203.0.113.${181 + (poolIndex % SERVERS)}`;

/** The address of a traveller's hotel. */
export const hotelAddress = (cityIndex: number, userIndex: number): string =>
    `2001:db8:2000:${group(cityIndex)}::${group(1 + userIndex)}`;

/** The address of an attacker: of version 4 while there are any, then a network of version 6 for each. */
export const attackerAddress = (number: number): string =>
    number < ATTACKERS ? `203.0.113.${201 + number}` : `2001:db8:3000:${group(number)}::${group(1 + (number >>> 16))}`;
