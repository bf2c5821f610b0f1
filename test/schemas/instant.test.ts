/** Tests of reading times: every format that Cognito may write, and no exception for anything else. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf, LAST_MS } from '../../schemas/instant.ts';

const NOON = Date.UTC(2024, 6, 17, 17, 25, 55);

describe('a time', () => {
    test.each([
        [NOON, NOON],
        [NOON / 1000, NOON],
        [NOON + 0.9, NOON],
        [1721237155.123, NOON + 123],
        [String(NOON), NOON],
        [` ${NOON}\n`, NOON],
        ['1721237155', NOON],
        ['1721237155.5', NOON + 500],
        ['1721237155.1234', NOON + 123],
        [1e11, 1e11],
        [1e11 - 1, (1e11 - 1) * 1000],
        ['Wed Jul 17 17:25:55 UTC 2024', NOON],
        ['Xyz Jul 17 17:25:55 UTC 2024', NOON],
        ['WED JUL 17 17:25:55 UTC 2024', NOON],
        ['wed jul 17 17:25:55 UTC 2024', NOON],
        ['Wed, Jul 7 17:25:55 UTC 2024', NOON - 864_000_000],
        ['Wed Jul 17 17:25:55 GMT 2024', NOON],
        ['Wed Jul  7 17:25:55 GMT 2024', NOON - 864_000_000],
        ['Wed Jul 17 17:25:55 Z 2024', NOON],
        ['Wednesday, Jul 17 17:25:55 UTC 2024', NOON],
        ['Wed Jul  7 17:25:55 UTC 2024', NOON - 864_000_000],
        ['Wed Jul 7 17:25:55 UTC 2024', NOON - 864_000_000],
        ['2024-07-17T17:25:55Z', NOON],
        ['2024-07-17T17:25:55.000Z', NOON],
        ['2024-07-17t17:25:55z', NOON],
        ['2024-07-17 17:25:55', NOON],
        ['2024-07-17 17:25:55.1', NOON + 100],
        ['2024-07-17 17:25:55,123', NOON + 123],
        ['2024-07-17 17:25:55.123456789 UTC', NOON + 123],
        ['2024-07-17T19:25:55+02:00', NOON],
        ['2024-07-17T12:25:55-0500', NOON],
        ['2024-07-17T22:55:55+05:30', NOON],
        ['2024-07-18T06:25:55+13:00', NOON],
        ['2024-07-17T17:25', NOON - 55_000],
        ['2024-07-17', Date.UTC(2024, 6, 17)],
        ['2024-02-29', Date.UTC(2024, 1, 29)],
        ['2000-02-29', Date.UTC(2000, 1, 29)],
        [0, 0],
        ['0', 0],
        ['9999-12-31T23:59:59.999Z', LAST_MS],
        [LAST_MS, LAST_MS],
    ])('the time %j is read as %d', (written, expected) => {
        expect(instantOf(written)).toBe(expected);
    });
});

describe('a value that is not a time', () => {
    test.each([
        -1,
        -0.5,
        1e20,
        LAST_MS + 1,
        Infinity,
        NaN,
        '',
        ' ',
        'null',
        'soon',
        '1e20',
        '-1',
        '+1',
        '0x10',
        '1_000',
        '123456789012345678',
        null,
        undefined,
        true,
        {},
        [NOON],
        'Wed Jul 17 17:25:55 CEST 2024',
        'Wed Jul 17 17:25:55 PDT 2024',
        'Wed Jux 17 17:25:55 UTC 2024',
        'Wed Feb 30 17:25:55 UTC 2024',
        'Wed Jul 17 24:00:00 UTC 2024',
        'Wed Jul 17 17:60:55 UTC 2024',
        'Wed Jul 17 17:25:60 UTC 2024',
        'Wed Jul 00 17:25:55 UTC 2024',
        'Wed Jul 17 17:25:55 UTC x024',
        'Wed Jul 17 17:25:55 UTC 202x',
        'Wed Jul 17 x7:25:55 UTC 2024',
        'Wed Jul 17 17:25:55 UTC 1969',
        'Wed Jul 17 17:25:55 UTC 0099',
        'Wed Jul 17 17-25-55 UTC 2024',
        'Wed Jul 17 17:25:55 UTC 20244',
        'Wed Jul 17 17x25:55 UTC 2024',
        'Wed Jul  x 17:25:55 UTC 2024',
        'Wed Jul 17 17:25:5/ UTC 2024',
        'Wed Jul 17 17:25:5: UTC 2024',
        'Wed-Jul 17 17:25:55 UTC 2024',
        'Wed Jul 17 17:25:55 CET 2024',
        'Wed Jul 17 17:25:55 UTC+2024',
        'Wed Jul 17 17:25x55 UTC 2024',
        'a-Wed Jul 17 17:25:55 UTC 2024',
        '-2024-07-17',
        '2024-07-17T17:25:55Z.',
        '2023-02-29',
        '1900-02-29',
        '2100-02-29',
        '2024-02-30',
        '2024-13-01',
        '2024-00-01',
        '2024-07-32',
        '2024-07-17T24:00:00Z',
        '2024-07-17T17:25:55+99:99',
        '2024-07-17T17:25:55+02:60',
        '0099-01-01',
        '1969-12-31T23:59:59Z',
        '1970-01-01T00:00:00+01:00',
        '10000-01-01',
        '2024-7-17',
        '2024-07-17T',
        '2024-07-17T17',
        '٢٠٢٤-٠٧-١٧',
    ])('the value %j is read as undefined', (written) => {
        expect(instantOf(written)).toBeUndefined();
    });
});

test('every time is read from its ISO text and from its number', () => {
    fc.assert(
        fc.property(fc.integer({ min: 0, max: LAST_MS }), (ms) => {
            expect(instantOf(new Date(ms).toISOString())).toBe(ms);
            if (ms >= 1e11) expect([instantOf(ms), instantOf(String(ms))]).toEqual([ms, ms]);
        }),
        { numRuns: 5000 },
    );
});

test('every second is read from its Java date', () => {
    fc.assert(
        fc.property(fc.integer({ min: 0, max: Math.floor(LAST_MS / 1000) }), (second) => {
            const [weekday = '', day = '', month = '', year = '', time = ''] = new Date(second * 1000)
                .toUTCString()
                .replace(',', '')
                .split(' ');

            expect(instantOf(`${weekday} ${month} ${day} ${time} UTC ${year}`)).toBe(second * 1000);
        }),
        { numRuns: 5000 },
    );
});

test('any value is read as a time in range, or as undefined', () => {
    const date = fc
        .string({ minLength: 28, maxLength: 28 })
        .map((text) => `${text.slice(0, 4)}Jul ${text.slice(8, 19)} UTC ${text.slice(24)}`);

    fc.assert(
        fc.property(
            fc.oneof(
                fc.anything(),
                fc.double(),
                fc.string(),
                date,
                fc.stringMatching(/^[A-Za-z]{3} Jul [0-9x ]{2} [0-9x]{2}:[0-9x]{2}:[0-9x]{2} UTC [0-9x]{4}$/),
            ),
            (value) => {
                const at = instantOf(value);

                expect(at === undefined || (Number.isInteger(at) && at >= 0 && at <= LAST_MS)).toBe(true);
            },
        ),
        { numRuns: 8000 },
    );
});
