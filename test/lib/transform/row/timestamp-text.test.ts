/** Tests of times as text. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayText, timestampText } from '../../../../lib/transform/row/timestamp-text.ts';
import { LAST_MS } from '../../../../schemas/instant.ts';

test.each([
    [0, '1970-01-01 00:00:00.000'],
    [Date.UTC(2024, 1, 29, 23, 59, 59, 999), '2024-02-29 23:59:59.999'],
    [LAST_MS, '9999-12-31 23:59:59.999'],
])('the timestamp of %d is %s', (ms, expected) => {
    expect(timestampText(ms)).toBe(expected);
});

test('every timestamp is its ISO text with a blank and without a zone', () => {
    fc.assert(
        fc.property(fc.integer({ min: 0, max: LAST_MS }), (ms) => {
            const iso = new Date(ms).toISOString();

            expect([timestampText(ms), dayText(ms)]).toEqual([iso.slice(0, 23).replace('T', ' '), iso.slice(0, 10)]);
        }),
        { numRuns: 6000 },
    );
});
