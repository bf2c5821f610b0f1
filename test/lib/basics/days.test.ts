/** Tests of days and durations. */
import { describe, expect, test } from 'vitest';
import { addDays, countDays, dayOf, daysIn, isDay, lastDays, startOfDayMs } from '../../../lib/basics/days.ts';

describe('a day', () => {
    test('begins at midnight UTC and ends before the next one', () => {
        expect(startOfDayMs('2026-01-31')).toBe(Date.UTC(2026, 0, 31));
        expect(dayOf(startOfDayMs('2026-01-31') - 1)).toBe('2026-01-30');
        expect(dayOf(startOfDayMs('2026-01-31'))).toBe('2026-01-31');
    });

    test.each(['2026-02-29', '2026-13-01', '0999-01-01', '2026-1-1', '2026-01-01T00:00:00Z', ''])(
        'is not "%s"',
        (text) => {
            expect(isDay(text)).toBe(false);
        },
    );

    test('of a leap year is a day', () => {
        expect(isDay('2028-02-29')).toBe(true);
    });

    test('can be added to and subtracted from across months', () => {
        expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
        expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    });
});

describe('a range of days', () => {
    test('includes both ends', () => {
        expect(daysIn({ firstDay: '2026-01-30', lastDay: '2026-02-01' })).toEqual([
            '2026-01-30',
            '2026-01-31',
            '2026-02-01',
        ]);
        expect(countDays({ firstDay: '2026-01-30', lastDay: '2026-02-01' })).toBe(3);
    });

    test('that ends before it begins is empty', () => {
        expect(daysIn({ firstDay: '2026-02-01', lastDay: '2026-01-30' })).toEqual([]);
    });

    test('of the last days ends yesterday', () => {
        expect(lastDays('2026-01-31', 7)).toEqual({ firstDay: '2026-01-24', lastDay: '2026-01-30' });
    });
});
