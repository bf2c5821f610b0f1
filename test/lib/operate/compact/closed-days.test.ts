/** Tests of what counts as closed. */
import { expect, test } from 'vitest';
import { firstOpenDay, readDay } from '../../../../lib/operate/compact/closed-days.ts';

test.each([
    ['2026-03-03T00:00:00.000Z', '2026-03-01'],
    ['2026-03-02T23:59:59.999Z', '2026-02-28'],
])('at %s the first day that is not closed is %s', (now, day) => {
    expect(firstOpenDay(Date.parse(now))).toBe(day);
});

test('a day is taken as written', () => {
    expect(readDay('2026-02-28')).toBe('2026-02-28');
});

test.each([['2026-02-30'], ['2026-2-1'], ['yesterday'], [''], ['2026-01-01T00:00:00Z'], ['20260101']])(
    '%j is no day',
    (text) => {
        expect(() => readDay(text)).toThrow(`--before ${text}: no day. Write it as 2026-01-31`);
    },
);
