/** Tests of the age limit of imported objects. */
import { expect, test } from 'vitest';
import { isTooOld } from '../../../../lib/operate/import/object-age.ts';
import { exportKeyOf } from '../../../support/with-fake-import.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const HOUR_MS = 3_600_000;

test('an object is too old two days after it was written', () => {
    expect([47.9, 48, 48.1].map((hours) => isTooOld({ key: 'k', modifiedAt: NOW - hours * HOUR_MS }, NOW))).toEqual([
        false,
        false,
        true,
    ]);
});

test('a copy of an old object is too old two days after the end of the day in its key', () => {
    const isOld = (day: string, nowMs = NOW): boolean =>
        isTooOld({ key: exportKeyOf('a', day), modifiedAt: nowMs }, nowMs);

    expect(['20260110', '20260108', '20260107', '20251231'].map((day) => isOld(day))).toEqual([
        false,
        false,
        true,
        true,
    ]);
    expect(isOld('20260107', Date.UTC(2026, 0, 10))).toBe(false);
});

test('a key without a day is ignored', () => {
    expect(isTooOld({ key: '19990101/x_19990101.gz', modifiedAt: NOW }, NOW)).toBe(false);
});
