/** Tests of closed days and of day parsing. */
import { expect, test } from 'vitest';
import { firstOpenDay } from '../../../../lib/operate/compact/closed-days.ts';
import { parseDay } from '../../../../lib/basics/days.ts';

test.each([
    ['2026-03-03T00:00:00.000Z', '2026-03-01'],
    ['2026-03-02T23:59:59.999Z', '2026-02-28'],
])('at %s the first open day is %s', (now, day) => {
    expect(firstOpenDay(Date.parse(now))).toBe(day);
});

test('a valid day is returned as written', () => {
    expect(parseDay('2026-02-28')).toBe('2026-02-28');
});

test.each([['2026-02-30'], ['2026-2-1'], ['yesterday'], [''], ['2026-01-01T00:00:00Z'], ['20260101']])(
    '%j is not a day',
    (text) => {
        expect(() => parseDay(text)).toThrow(`--before: "${text}" is not a day. Write it as 2026-01-31.`);
    },
);
