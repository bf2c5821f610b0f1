/** Tests of the time of an event, and of the day of its partition. */
import { describe, expect, test } from 'vitest';
import { eventTime, partitionTime } from '../../../../lib/transform/row/event-time.ts';

const DAY = 86_400_000;
const arrivedAt = Date.UTC(2026, 5, 15, 12);
const before2020 = Date.UTC(2019, 11, 31, 23, 59, 59, 999);

describe('the time of an event', () => {
    test.each([
        ['the event’s time', arrivedAt - 5, arrivedAt - 10, { at: arrivedAt - 5, source: 'event' }],
        [
            'the event’s time, if it is a day after the arrival',
            arrivedAt + DAY,
            undefined,
            { at: arrivedAt + DAY, source: 'event' },
        ],
        [
            'the attempt’s start, if the event has no time',
            undefined,
            arrivedAt - 10,
            { at: arrivedAt - 10, source: 'creation' },
        ],
        [
            'the attempt’s start, if the event’s time is before 2020',
            before2020,
            arrivedAt - 10,
            { at: arrivedAt - 10, source: 'creation' },
        ],
        [
            'the attempt’s start, if the event’s time is over a day after the arrival',
            arrivedAt + DAY + 1,
            arrivedAt - 10,
            { at: arrivedAt - 10, source: 'creation' },
        ],
        ['the arrival time, if there is no other', undefined, undefined, { at: arrivedAt, source: 'arrival' }],
        [
            'the arrival time, if neither of the others is plausible',
            before2020,
            arrivedAt + DAY + 1,
            { at: arrivedAt, source: 'arrival' },
        ],
    ])('the event time is %s', (_, written, created, expected) => {
        expect(eventTime(written, created, arrivedAt)).toEqual(expected);
    });

    test('the event time is 2020 for an arrival time of an unset clock', () => {
        expect(eventTime(undefined, undefined, 0)).toEqual({ at: Date.UTC(2020, 0, 1), source: 'arrival' });
    });
});

describe('the day of an attempt', () => {
    const at = Date.UTC(2026, 0, 2, 0, 1);

    test.each([
        ['its start', at - 120_000, at - 120_000],
        ['its start, if that is 24 hours earlier', at - DAY, at - DAY],
        ['the event, if the start is earlier than that', at - DAY - 1, at],
        ['its start, if that is 5 minutes later', at + 300_000, at + 300_000],
        ['the event, if the start is later than that', at + 300_001, at],
        ['the event, if there is no start', undefined, at],
    ])('the partition day is that of %s', (_, startedAt, expected) => {
        expect(partitionTime(at, startedAt)).toBe(expected);
    });

    test('the partition day is never before 2020, because queries do not cover earlier days', () => {
        const newYear = Date.UTC(2020, 0, 1, 0, 5);

        expect(partitionTime(newYear, newYear - 600_000)).toBe(newYear);
        expect(partitionTime(newYear, newYear - 300_000)).toBe(newYear - 300_000);
    });
});
