/** Tests of the people behind the events: where they live, when they are awake, which addresses they share. */
import { expect, test } from 'vitest';
import { homeAddress } from '../../../lib/generate/addresses.ts';
import { CITIES } from '../../../lib/generate/cities.ts';
import { Dice } from '../../../lib/generate/dice.ts';
import { cityAt } from '../../../lib/generate/journey.ts';
import { GENERATE_DEFAULTS } from '../../../lib/generate/options.ts';
import { ordinaryAttempt } from '../../../lib/generate/ordinary-attempt.ts';
import { poolOf, worldOf } from '../../../lib/generate/pool.ts';
import { busyness, DAY_MS, isOfficeTime, slots } from '../../../lib/generate/rhythm.ts';
import { userOf } from '../../../lib/generate/user.ts';
import { USER_POOL_ID } from '../../../schemas/stored-row.ts';

const world = worldOf({ ...GENERATE_DEFAULTS, pools: 3, users: 2000 });
const START_MS = Date.UTC(2026, 0, 5);

test('a user is the same whenever met', () => {
    const [once, again] = [userOf(world, 42), userOf(world, 42)];

    expect(again).toEqual(once);
});

test('no two users share a name, a sub or a home', () => {
    const users = Array.from({ length: 2000 }, (_, index) => userOf(world, index));

    const distinct = (['name', 'sub', 'homeAddress'] as const).map(
        (key) => new Set(users.map((user) => user[key])).size,
    );

    expect(distinct).toEqual([2000, 2000, 2000]);
});

test('some names are UUIDs other than the sub', () => {
    const users = Array.from({ length: 500 }, (_, index) => userOf(world, index));

    const uuids = users.filter(({ name, sub }) => /^[0-9a-f]{8}-/.test(name) && name !== sub);

    expect(uuids.length).toBeGreaterThan(80);
});

test('homes of version 4 run out, those of version 6 do not', () => {
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

test('a journey begins and ends with a day on which the user is not seen', () => {
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

test('people sleep at night and work by day', () => {
    const tokyo = CITIES.find(({ city }) => city === 'Tokyo')!;

    const [night, day] = [Date.UTC(2026, 0, 5, 18), Date.UTC(2026, 0, 6, 0, 30)];

    expect([busyness(night, tokyo, 0), busyness(day, tokyo, 0)]).toEqual([0.03, 1]);
    expect([isOfficeTime(night, tokyo), isOfficeTime(day, tokyo)]).toEqual([false, true]);
});

test('the last slot ends with all events', () => {
    const found = [...slots({ ...GENERATE_DEFAULTS, events: 999, days: 2 })];

    expect(found).toHaveLength(288);
    expect(found.at(-1)!.eventsByEnd).toBe(999);
});

test('an office is an address that several users of a pool share', () => {
    const dice = new Dice(1, 1);
    const morning = Date.UTC(2026, 0, 6, 17);

    const attempts = Array.from({ length: 3000 }, () => ordinaryAttempt(world, morning, dice));

    const offices = attempts.filter(({ presence }) => /^203\.0\.113\.\d{1,2}$/.test(presence.ipAddress));
    const users = new Set(offices.map(({ account }) => account.sub));
    const addresses = new Set(offices.map(({ presence }) => presence.ipAddress));
    expect(users.size).toBeGreaterThan(4 * addresses.size);
});

test('a server gives no context data, and one address for all its users', () => {
    const dice = new Dice(2, 2);

    const attempts = Array.from({ length: 2000 }, () => ordinaryAttempt(world, START_MS, dice)).filter(
        ({ poolId }) => poolId === 'us-west-2_EXAMPLE',
    );

    const withoutContext = attempts
        .filter(({ presence }) => !presence.hasContextData)
        .map(({ presence }) => presence.ipAddress);
    expect(new Set(withoutContext)).toEqual(new Set(['203.0.113.181']));
});

test('pools have ids that AWS would give, and clients of their own', () => {
    const pools = [poolOf(0, 2), poolOf(1, 2)];

    const ids = pools.map(({ id, clients }) => [id, ...clients.map((client) => client.id)]);

    expect(ids).toEqual([
        ['us-west-2_EXAMPLE', '1example23456789', '2example23456789'],
        ['us-west-2_EXAMPLE2', '3example23456789', '4example23456789'],
    ]);
    expect(ids.every(([id]) => USER_POOL_ID.test(id!))).toBe(true);
});
