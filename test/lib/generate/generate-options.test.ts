/** Tests of the options of the generator: allowed values, and errors for other values. */
import { expect, test } from 'vitest';
import { UserError } from '../../../lib/basics/user-error.ts';
import { parseDayOption, parseNumberOption, type NumberOption } from '../../../lib/generate/generate-options.ts';

const userErrorOf = (act: () => unknown): UserError | null => {
    try {
        act();
        return null;
    } catch (error) {
        return error instanceof UserError ? error : null;
    }
};

test.each([
    ['events', '0', 0],
    ['seed', '4294967295', 4_294_967_295],
    ['badRate', '0.25', 0.25],
    ['variationRate', '1', 1],
] as const)('the option %s accepts %s', (name, text, expected) => {
    const value = parseNumberOption(name, '--x', text);

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
])('the option %s rejects "%s"', (name, text) => {
    const error = userErrorOf(() => parseNumberOption(name, '--flag', text));

    expect(error?.exitCode).toBe(2);
    expect(error?.message).toMatch(/^--flag must be a (whole )?number from \d+ to \d+, not "/);
});

test('a day must exist in the calendar', () => {
    const day = parseDayOption('--first-day', '2028-02-29');

    expect(day).toBe('2028-02-29');
});

test.each(['2026-02-29', '2026-13-01', '2019-12-31', '2100-01-01', '20260101', 'today', ''])(
    'the first day rejects "%s"',
    (text) => {
        const error = userErrorOf(() => parseDayOption('--first-day', text));

        expect(error?.message).toBe(
            '--first-day must be a day such as 2026-01-31, from 2020-01-01 up to but not including 2100-01-01, ' +
                `not ${JSON.stringify(text)}.`,
        );
    },
);
