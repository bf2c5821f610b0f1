/** Tests of the attacks that are mixed in: labelled whole, on top of the same ordinary events, from addresses of their own. */
import { expect, test } from 'vitest';
import { ATTACKS } from '../../../lib/generate/attacks/attack-kinds.ts';
import { attacksOf } from '../../../lib/generate/attacks/attacks.ts';
import { STRENGTHS } from '../../../lib/generate/attacks/strength.ts';
import { events } from '../../../lib/generate/events.ts';
import { GENERATE_DEFAULTS, type GenerateOptions } from '../../../lib/generate/options.ts';
import { parse } from '../../../lib/transform/row/parse.ts';
import { readCatalogue } from '../../../lib/query/catalogue.ts';

const QUIET: GenerateOptions = { ...GENERATE_DEFAULTS, events: 3000, days: 12, users: 600 };
const ATTACKED: GenerateOptions = { ...QUIET, attacks: true };

const quiet = [...events(QUIET)];
const attacked = [...events(ATTACKED)];
const { labels, attempts } = attacksOf(ATTACKED);

test('the same options give the same attacks, another seed others', () => {
    expect(attacksOf(ATTACKED)).toEqual({ labels, attempts });
    expect(attacksOf({ ...ATTACKED, seed: 2 }).labels[0]?.attempts).not.toEqual(labels[0]?.attempts);
});

test('every kind of attack is there once at each strength, and a query of its name looks for it', () => {
    const names = new Set(readCatalogue().map(({ name }) => name));

    expect(labels.map(({ kind, strength }) => `${kind} ${strength}`).toSorted()).toEqual(
        ATTACKS.flatMap(({ kind }) => STRENGTHS.map((strength) => `${kind} ${strength}`)).toSorted(),
    );
    expect(ATTACKS.filter(({ kind }) => !names.has(kind))).toEqual([]);
});

test('the ordinary events are the same as without attacks, in the same order, and all are in the order of their time', () => {
    const texts = new Set(quiet.map(({ text }) => text));

    expect(attacked.filter(({ text }) => texts.has(text))).toEqual(quiet);
    expect(attacked.map(({ atMs }) => atMs)).toEqual(
        attacked.map(({ atMs }) => atMs).toSorted((one, other) => one - other),
    );
});

test('a label names the attempts of its attack, each once, and every one of them was written, from its addresses', () => {
    const addresses = new Map(
        attacked
            .filter(({ form, attempt }) => form === 'usual' && attempt !== '')
            .map(({ attempt, text }) => [attempt, JSON.parse(text).message.ipAddress]),
    );
    const written = new Set(attacked.map(({ attempt }) => attempt));
    const all = labels.flatMap((label) => label.attempts);

    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((id) => !written.has(id))).toEqual([]);
    expect(
        labels.flatMap((label) =>
            label.attempts.filter((id) => addresses.has(id) && !label.ip_addresses.includes(addresses.get(id))),
        ),
    ).toEqual([]);
});

test('an attack has addresses that no other has, and no ordinary user', () => {
    const all = labels.flatMap(({ ip_addresses }) => ip_addresses);
    const ordinary = quiet.map(({ text }) => text).join('\n');

    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((address) => ordinary.includes(`"${address}"`))).toEqual([]);
    expect(all.filter((address) => !/^203\.0\.113\.2\d\d$|^2001:db8:3000:/.test(address))).toEqual([]);
});

test('a label’s times are those of its first and last attempt', () => {
    const startedAt = new Map(attempts.map(({ eventId, startedAtMs }) => [eventId, startedAtMs]));

    const wrong = labels.filter(({ attempts: ids, first_at, last_at }) => {
        const times = ids.map((id) => startedAt.get(id) ?? 0);
        return Date.parse(first_at) !== Math.min(...times) || Date.parse(last_at) !== Math.max(...times);
    });

    expect(wrong).toEqual([]);
});

test('every event of an attack is accepted by the lake', () => {
    const refused = attacked.filter(
        ({ kind, text, atMs }) =>
            kind === 'activity' &&
            'refusal' in parse({ text, arrivedAt: atMs, ingestPath: 's3_export', logEventId: null }),
    );

    expect(refused).toEqual([]);
});

test('an attack that does not fit into the days is left out', () => {
    const short = attacksOf({ ...ATTACKED, days: 1 });

    const [first, last] = [Date.parse('2026-01-01T00:00:00Z'), Date.parse('2026-01-02T00:00:00Z')] as const;
    expect(short.labels.length).toBeLessThan(labels.length);
    expect(short.labels.filter(({ last_at }) => Date.parse(last_at) >= last)).toEqual([]);
    expect(short.labels.filter(({ first_at }) => Date.parse(first_at) < first)).toEqual([]);
});

test('a pool of few users is attacked all the same', () => {
    expect(attacksOf({ ...ATTACKED, users: 1, pools: 3 }).labels.length).toBeGreaterThan(50);
});
