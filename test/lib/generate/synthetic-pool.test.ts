/** Tests of synthetic users and pools: names, locations, working hours and shared IP addresses. */
import { expect, test } from 'vitest';
import { homeAddress } from '../../../lib/generate/ip-addresses.ts';
import { CITIES } from '../../../lib/generate/cities.ts';
import { Dice } from '../../../lib/generate/dice.ts';
import { cityAt } from '../../../lib/generate/city-at.ts';
import { GENERATE_DEFAULTS } from '../../../lib/generate/generate-options.ts';
import { makeOrdinaryAttempt } from '../../../lib/generate/ordinary-attempt.ts';
import { poolOf, worldOf } from '../../../lib/generate/synthetic-pool.ts';
import { busyness, isOfficeTime, trafficSlots } from '../../../lib/generate/traffic-rhythm.ts';
import { userOf } from '../../../lib/generate/synthetic-user.ts';
import { USER_POOL_ID } from '../../../schemas/stored-row.ts';
import { DAY_MS } from '../../../lib/basics/days.ts';

const world = worldOf({ ...GENERATE_DEFAULTS, pools: 3, users: 2000 });
const START_MS = Date.UTC(2026, 0, 5);

test('the same index always gives the same user', () => {
    const [once, again] = [userOf(world, 42), userOf(world, 42)];

    expect(again).toEqual(once);
});

test('no two users share a name, a sub or a home address', () => {
    const users = Array.from({ length: 2000 }, (_, index) => userOf(world, index));

    const distinct = (['name', 'sub', 'homeAddress'] as const).map(
        (key) => new Set(users.map((user) => user[key])).size,
    );

    expect(distinct).toEqual([2000, 2000, 2000]);
});

test('some user names are UUIDs that differ from the sub', () => {
    const users = Array.from({ length: 500 }, (_, index) => userOf(world, index));

    const uuids = users.filter(({ name, sub }) => /^[0-9a-f]{8}-/.test(name) && name !== sub);

    expect(uuids.length).toBeGreaterThan(80);
});

test('home addresses are IPv4 for the first users and IPv6 for the others', () => {
    const addresses = [0, 253, 254, 507, 508, 9_999_999].map((index) => homeAddress(index, false));

    expect(addresses).toEqual([
        '192.0.2.1',
        '192.0.2.254',
        '198.51.100.1',
        '198.51.100.254',
        '2001:db8:1000:1fc::6',
        '2001:db8:1098:967f::2',
    ]);
});

test('a trip starts and ends with a day on which the user has no city', () => {
    const users = Array.from({ length: 300 }, (_, index) => userOf(world, index));
    const days = Array.from({ length: 60 }, (_, day) => START_MS + day * DAY_MS);

    const jumps = users.filter((user) => {
        const cities = days.map((day) => cityAt(world.seed, user, day)?.index ?? null);
        return cities.some((city, at) => at > 0 && city !== null && cities[at - 1] !== null && cities[at - 1] !== city);
    });
    const travellers = users.filter(
        (user) => new Set(days.map((day) => cityAt(world.seed, user, day)?.index)).size > 1,
    );

    expect(jumps).toEqual([]);
    expect(travellers.length).toBeGreaterThan(50);
});

test('activity is low at night and high in the morning, and office time is by day', () => {
    const tokyo = CITIES.find(({ city }) => city === 'Tokyo')!;

    const [night, day] = [Date.UTC(2026, 0, 5, 18), Date.UTC(2026, 0, 6, 0, 30)];

    expect([busyness(night, tokyo, 0), busyness(day, tokyo, 0)]).toEqual([0.03, 1]);
    expect([isOfficeTime(night, tokyo), isOfficeTime(day, tokyo)]).toEqual([false, true]);
});

test('the last time slot ends with the total number of events', () => {
    const slots = [...trafficSlots({ ...GENERATE_DEFAULTS, events: 999, days: 2 })];

    expect(slots).toHaveLength(288);
    expect(slots.at(-1)!.eventsByEnd).toBe(999);
});

test('several users of a pool share the IP address of an office', () => {
    const dice = new Dice(1, 1);
    const morning = Date.UTC(2026, 0, 6, 17);

    const attempts = Array.from({ length: 3000 }, () => makeOrdinaryAttempt(world, morning, dice));

    const offices = attempts.filter(({ context }) => /^203\.0\.113\.\d{1,2}$/.test(context.ipAddress));
    const users = new Set(offices.map(({ account }) => account.sub));
    const addresses = new Set(offices.map(({ context }) => context.ipAddress));
    expect(users.size).toBeGreaterThan(4 * addresses.size);
});

test('requests from a server have no context data and share one IP address', () => {
    const dice = new Dice(2, 2);

    const attempts = Array.from({ length: 2000 }, () => makeOrdinaryAttempt(world, START_MS, dice)).filter(
        ({ poolId }) => poolId === 'us-west-2_EXAMPLE',
    );

    const withoutContext = attempts
        .filter(({ context }) => !context.hasContextData)
        .map(({ context }) => context.ipAddress);
    expect(new Set(withoutContext)).toEqual(new Set(['203.0.113.181']));
});

test('pools have valid pool ids and their own clients', () => {
    const pools = [poolOf(0, 2), poolOf(1, 2)];

    const ids = pools.map(({ id, clients }) => [id, ...clients.map((client) => client.id)]);

    expect(ids).toEqual([
        ['us-west-2_EXAMPLE', '1example23456789', '2example23456789'],
        ['us-west-2_EXAMPLE2', '3example23456789', '4example23456789'],
    ]);
    expect(ids.every(([id]) => USER_POOL_ID.test(id!))).toBe(true);
});
