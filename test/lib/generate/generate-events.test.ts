/** Tests of the generated events: exact counts, time order, every form, and realistic attempts. */
import { describe, expect, test } from 'vitest';
import { ACTIVITY_VARIATIONS } from '../../../lib/generate/event-factories.ts';
import { generateEvents } from '../../../lib/generate/generate-events.ts';
import { BROKEN_EVENTS } from '../../../lib/generate/broken-events.ts';
import type { GeneratedEvent } from '../../../lib/generate/generated-event.ts';
import { NOTIFICATION_VARIATIONS } from '../../../lib/generate/notification-variations.ts';
import { GENERATE_DEFAULTS, type GenerateOptions } from '../../../lib/generate/generate-options.ts';
import { parse } from '../../../lib/transform/row/parse.ts';

const generated = (options: Partial<GenerateOptions>): GeneratedEvent[] => [
    ...generateEvents({ ...GENERATE_DEFAULTS, ...options }),
];

const parsed = ({ text, atMs }: GeneratedEvent): string => {
    const outcome = parse({ text, arrivedAt: atMs, ingestPath: 's3_export', logEventId: null });
    return 'reason' in outcome ? outcome.reason : outcome.kind;
};

const countBy = (list: readonly string[]): Record<string, number> =>
    list.reduce<Record<string, number>>((counts, name) => ({ ...counts, [name]: (counts[name] ?? 0) + 1 }), {});

type Message = {
    eventId: string;
    eventResponse: string;
    creationDate: string;
    challenges: string[];
    ipAddress: string;
    userName: string;
};
const messageOf = ({ text }: GeneratedEvent): Message => JSON.parse(text).message;

test.each([0, 1, 2, 7, 1000])('the option events: %i gives exactly that many events', (count) => {
    const events = generated({ events: count, badRate: 0.1 });

    expect(events).toHaveLength(count);
});

test('the number of events of each kind is exact', () => {
    const events = generated({ events: 5000, badRate: 0.02 });

    expect(countBy(events.map(({ kind }) => kind))).toEqual({ activity: 4753, notification: 147, bad: 100 });
});

test('the same options give the same events', () => {
    const [one, other] = [generated({ events: 3000, badRate: 0.01 }), generated({ events: 3000, badRate: 0.01 })];

    expect(one).toEqual(other);
});

test('another seed gives other events', () => {
    const texts = new Set(generated({ events: 1000, seed: 1 }).map(({ text }) => text));

    const shared = generated({ events: 1000, seed: 2 }).filter(({ text }) => texts.has(text));

    expect(shared).toEqual([]);
});

test('another variation rate leaves the attempts and their times unchanged', () => {
    const [plain, varied] = [
        generated({ events: 2000, variationRate: 0 }),
        generated({ events: 2000, variationRate: 0.5 }),
    ];

    expect(varied.map(({ attemptId, atMs }) => [attemptId, atMs])).toEqual(
        plain.map(({ attemptId, atMs }) => [attemptId, atMs]),
    );
});

test('events are in time order and within the requested days', () => {
    const events = generated({ events: 5000, firstDay: '2026-03-01', days: 2 });

    const times = events.map(({ atMs }) => atMs);

    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(new Date(times[0]!).toISOString().slice(0, 10)).toBe('2026-03-01');
    expect(new Date(times.at(-1)!).toISOString().slice(0, 13) < '2026-03-03T01').toBe(true);
});

describe('forms', () => {
    const varied = generated({ events: 4000, variationRate: 0.3, badRate: 0.05 });

    test('every form is generated', () => {
        const expected = [
            'usual',
            ...[...ACTIVITY_VARIATIONS, ...NOTIFICATION_VARIATIONS, ...BROKEN_EVENTS].map(({ name }) => name),
        ];

        expect(new Set(varied.map(({ form }) => form))).toEqual(new Set(expected));
    });

    test('every form of a good event is accepted for its table', () => {
        const good = varied.filter(({ kind }) => kind !== 'bad');

        const wrong = good.filter(
            (event) => parsed(event) !== (event.kind === 'activity' ? 'user_activity' : 'user_notification'),
        );

        expect(wrong.map(({ form }) => form)).toEqual([]);
    });

    test('every form of a bad event is rejected for its reason', () => {
        const reasons = new Map(BROKEN_EVENTS.map(({ name, reason }) => [name, reason]));
        const bad = varied.filter(({ kind }) => kind === 'bad');

        const wrong = bad.filter((event) => parsed(event) !== reasons.get(event.form));

        expect(wrong.map(({ form }) => form)).toEqual([]);
    });

    test('every form is one line', () => {
        const split = varied.filter(({ text }) => /[\r\n]/.test(text));

        expect(split).toEqual([]);
    });
});

describe('attempts', () => {
    const usual = generated({ events: 6000, variationRate: 0 }).filter(({ kind }) => kind === 'activity');
    const byAttempt = [...new Set(usual.map(({ attemptId }) => attemptId))].map((id) =>
        usual.filter(({ attemptId }) => attemptId === id),
    );

    test('an attempt has one to three records with the same eventId and creationDate', () => {
        const lengths = new Set(byAttempt.map((records) => records.length));
        const starts = byAttempt.map(
            (records) => new Set(records.map((record) => messageOf(record).creationDate)).size,
        );

        expect(lengths).toEqual(new Set([1, 2, 3]));
        expect(new Set(starts)).toEqual(new Set([1]));
    });

    test('an attempt has no record after its final one, and its challenges only grow', () => {
        const attempts = byAttempt.map((records) => records.map(messageOf));

        const wrong = attempts.filter((messages) =>
            messages.some(
                (message, at) =>
                    (at < messages.length - 1 && message.eventResponse !== 'InProgress') ||
                    (at > 0 &&
                        !messages[at - 1]!.challenges.every(
                            (challenge, index) => message.challenges[index] === challenge,
                        )),
            ),
        );

        expect(wrong).toEqual([]);
    });

    test('an attempt has an IP address reserved for documentation', () => {
        const addresses = new Set(usual.map((event) => messageOf(event).ipAddress));

        const others = [...addresses].filter(
            (address) => !/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$|^2001:db8:/.test(address),
        );

        expect(others).toEqual([]);
    });
});
