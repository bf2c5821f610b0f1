/** Tests of the generator's options: what is allowed, and what is said of what is not. */
import { expect, test } from 'vitest';
import { Complaint } from '../../../lib/basics/complaint.ts';
import { dayOption, numberOption, type NumberOption } from '../../../lib/generate/options.ts';

const complaintOf = (act: () => unknown): Complaint | null => {
    try {
        act();
        return null;
    } catch (error) {
        return error instanceof Complaint ? error : null;
    }
};

test.each([
    ['events', '0', 0],
    ['seed', '4294967295', 4_294_967_295],
    ['badRate', '0.25', 0.25],
    ['variationRate', '1', 1],
] as const)('%s may be %s', (name, text, expected) => {
    const value = numberOption(name, '--x', text);

    expect(value).toBe(expected);
});

test.each<[NumberOption, string]>([
    ['events', '-1'],
    ['events', '1.5'],
    ['events', '1e3'],
    ['events', ''],
    ['events', 'many'],
    ['pools', '0'],
    ['pools', '21'],
    ['badRate', '1.01'],
    ['seed', '99999999999999999999'],
])('%s may not be "%s"', (name, text) => {
    const complaint = complaintOf(() => numberOption(name, '--flag', text));

    expect(complaint?.exitCode).toBe(2);
    expect(complaint?.message).toMatch(/^--flag takes a (whole )?number from \d+ to \d+, not "/);
});

test('a day is a day of the calendar', () => {
    const day = dayOption('--first-day', '2028-02-29');

    expect(day).toBe('2028-02-29');
});

test.each(['2026-02-29', '2026-13-01', '2019-12-31', '2100-01-01', '20260101', 'today', ''])(
    '"%s" is no day to begin with',
    (text) => {
        const complaint = complaintOf(() => dayOption('--first-day', text));

        expect(complaint?.message).toBe(
            `--first-day takes a day such as 2026-01-31, from 2020-01-01 to before 2100-01-01, not ${JSON.stringify(text)}.`,
        );
    },
);
