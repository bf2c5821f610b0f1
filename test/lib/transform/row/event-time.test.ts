/** Tests of when an event happened, and of the day whose partition it belongs to. */
import { describe, expect, test } from 'vitest';
import { eventTime, partitionTime } from '../../../../lib/transform/row/event-time.ts';

const DAY = 86_400_000;
const arrivedAt = Date.UTC(2026, 5, 15, 12);
const before2020 = Date.UTC(2019, 11, 31, 23, 59, 59, 999);

describe('the time of an event', () => {
    test.each([
        ['the event’s own', arrivedAt - 5, arrivedAt - 10, { at: arrivedAt - 5, source: 'event' }],
        [
            'the event’s own, a day after the arrival',
            arrivedAt + DAY,
            undefined,
            { at: arrivedAt + DAY, source: 'event' },
        ],
        [
            'the attempt’s, when the event has none',
            undefined,
            arrivedAt - 10,
            { at: arrivedAt - 10, source: 'creation' },
        ],
        [
            'the attempt’s, when the event’s is before 2020',
            before2020,
            arrivedAt - 10,
            { at: arrivedAt - 10, source: 'creation' },
        ],
        [
            'the attempt’s, when the event’s is later still',
            arrivedAt + DAY + 1,
            arrivedAt - 10,
            { at: arrivedAt - 10, source: 'creation' },
        ],
        ['the arrival’s, when there is no other', undefined, undefined, { at: arrivedAt, source: 'arrival' }],
        [
            'the arrival’s, when neither is believed',
            before2020,
            arrivedAt + DAY + 1,
            { at: arrivedAt, source: 'arrival' },
        ],
    ])('is %s', (_, written, created, expected) => {
        expect(eventTime(written, created, arrivedAt)).toEqual(expected);
    });

    test('is 2020 for an arrival of an unset clock', () => {
        expect(eventTime(undefined, undefined, 0)).toEqual({ at: Date.UTC(2020, 0, 1), source: 'arrival' });
    });
});

describe('the day of an attempt', () => {
    const at = Date.UTC(2026, 0, 2, 0, 1);

    test.each([
        ['its start', at - 120_000, at - 120_000],
        ['its start, 24 hours before', at - DAY, at - DAY],
        ['the event’s, when the start lies longer back', at - DAY - 1, at],
        ['its start, 5 minutes after', at + 300_000, at + 300_000],
        ['the event’s, when the start lies further ahead', at + 300_001, at],
        ['the event’s, when there is no start', undefined, at],
    ])('is the day of %s', (_, startedAt, expected) => {
        expect(partitionTime(at, startedAt)).toBe(expected);
    });

    test('is never before 2020, where no partition would be seen', () => {
        const newYear = Date.UTC(2020, 0, 1, 0, 5);

        expect(partitionTime(newYear, newYear - 600_000)).toBe(newYear);
        expect(partitionTime(newYear, newYear - 300_000)).toBe(newYear - 300_000);
    });
});
