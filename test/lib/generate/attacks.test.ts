/** Tests of generated attacks: complete labels, unchanged ordinary events, IP addresses of their own. */
import { expect, test } from 'vitest';
import { ATTACKS } from '../../../lib/generate/attacks/attack-kinds.ts';
import { generateAttacks } from '../../../lib/generate/attacks/generate-attacks.ts';
import { ATTACK_STRENGTHS } from '../../../lib/generate/attacks/attack-strength.ts';
import { generateEvents } from '../../../lib/generate/generate-events.ts';
import { GENERATE_DEFAULTS, type GenerateOptions } from '../../../lib/generate/generate-options.ts';
import { parse } from '../../../lib/transform/row/parse.ts';
import { readCatalogue } from '../../../lib/query/catalogue.ts';

const QUIET: GenerateOptions = { ...GENERATE_DEFAULTS, events: 3000, days: 12, users: 600 };
const ATTACKED: GenerateOptions = { ...QUIET, attacks: true };

const quiet = [...generateEvents(QUIET)];
const attacked = [...generateEvents(ATTACKED)];
const { labels, attempts } = generateAttacks(ATTACKED);

test('the same options give the same attacks, and another seed gives other attacks', () => {
    expect(generateAttacks(ATTACKED)).toEqual({ labels, attempts });
    expect(generateAttacks({ ...ATTACKED, seed: 2 }).labels[0]?.attempts).not.toEqual(labels[0]?.attempts);
});

test('every kind of attack is generated once at each strength and has a query of its name', () => {
    const names = new Set(readCatalogue().map(({ name }) => name));

    expect(labels.map(({ kind, strength }) => `${kind} ${strength}`).toSorted()).toEqual(
        ATTACKS.flatMap(({ kind }) => ATTACK_STRENGTHS.map((strength) => `${kind} ${strength}`)).toSorted(),
    );
    expect(ATTACKS.filter(({ kind }) => !names.has(kind))).toEqual([]);
});

test('attacks leave the ordinary events and their order unchanged, and all events are in time order', () => {
    const texts = new Set(quiet.map(({ text }) => text));

    expect(attacked.filter(({ text }) => texts.has(text))).toEqual(quiet);
    expect(attacked.map(({ atMs }) => atMs)).toEqual(
        attacked.map(({ atMs }) => atMs).toSorted((one, other) => one - other),
    );
});

test('a label lists each attempt of its attack once, and all of them are written with its IP addresses', () => {
    const addresses = new Map(
        attacked
            .filter(({ form, attemptId }) => form === 'usual' && attemptId !== '')
            .map(({ attemptId, text }) => [attemptId, JSON.parse(text).message.ipAddress]),
    );
    const written = new Set(attacked.map(({ attemptId }) => attemptId));
    const all = labels.flatMap((label) => label.attempts);

    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((id) => !written.has(id))).toEqual([]);
    expect(
        labels.flatMap((label) =>
            label.attempts.filter((id) => addresses.has(id) && !label.ip_addresses.includes(addresses.get(id))),
        ),
    ).toEqual([]);
});

test('an attack shares no IP address with another attack or an ordinary user', () => {
    const all = labels.flatMap(({ ip_addresses }) => ip_addresses);
    const ordinary = quiet.map(({ text }) => text).join('\n');

    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((address) => ordinary.includes(`"${address}"`))).toEqual([]);
    expect(all.filter((address) => !/^203\.0\.113\.2\d\d$|^2001:db8:3000:/.test(address))).toEqual([]);
});

test('the times of a label are those of its first and last attempt', () => {
    const startedAt = new Map(attempts.map(({ eventId, startedAtMs }) => [eventId, startedAtMs]));

    const wrong = labels.filter(({ attempts: ids, first_at, last_at }) => {
        const times = ids.map((id) => startedAt.get(id) ?? 0);
        return Date.parse(first_at) !== Math.min(...times) || Date.parse(last_at) !== Math.max(...times);
    });

    expect(wrong).toEqual([]);
});

test('the transform accepts every event of an attack', () => {
    const rejected = attacked.filter(
        ({ kind, text, atMs }) =>
            kind === 'activity' &&
            'reason' in parse({ text, arrivedAt: atMs, ingestPath: 's3_export', logEventId: null }),
    );

    expect(rejected).toEqual([]);
});

test('an attack that does not fit into the days is skipped', () => {
    const short = generateAttacks({ ...ATTACKED, days: 1 });

    const [first, last] = [Date.parse('2026-01-01T00:00:00Z'), Date.parse('2026-01-02T00:00:00Z')] as const;
    expect(short.labels.length).toBeLessThan(labels.length);
    expect(short.labels.filter(({ last_at }) => Date.parse(last_at) >= last)).toEqual([]);
    expect(short.labels.filter(({ first_at }) => Date.parse(first_at) < first)).toEqual([]);
});

test('attacks are also generated for a pool with few users', () => {
    expect(generateAttacks({ ...ATTACKED, users: 1, pools: 3 }).labels.length).toBeGreaterThan(50);
});
