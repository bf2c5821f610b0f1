import { expect, test } from 'vitest';
import { isHistory } from '../../../../lib/operate/import/object-age.ts';
import { keyOf } from '../../../support/given-import-queue.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const HOUR_MS = 3_600_000;

test('an object is history two days after it was written', () => {
    expect([47.9, 48, 48.1].map((hours) => isHistory({ key: 'k', modifiedAt: NOW - hours * HOUR_MS }, NOW))).toEqual([
        false,
        false,
        true,
    ]);
});

test('a copy of an old object is history by the day in its key, from its end on', () => {
    const isOld = (day: string, nowMs = NOW): boolean => isHistory({ key: keyOf('a', day), modifiedAt: nowMs }, nowMs);

    expect(['20260110', '20260108', '20260107', '20251231'].map((day) => isOld(day))).toEqual([
        false,
        false,
        true,
        true,
    ]);
    expect(isOld('20260107', Date.UTC(2026, 0, 10))).toBe(false);
});

test('a key that tells no day tells nothing', () => {
    expect(isHistory({ key: '19990101/x_19990101.gz', modifiedAt: NOW }, NOW)).toBe(false);
});
