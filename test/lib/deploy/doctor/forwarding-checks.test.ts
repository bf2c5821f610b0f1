/** Tests of the time range in which arrived and forwarded log events are compared. */
import { expect, test } from 'vitest';
import { countsSince } from '../../../../lib/deploy/doctor/forwarding-checks.ts';

const NOW_MS = Date.parse('2026-01-31T12:03:00Z');

test('log events are compared for two days, from the next five minutes on', () => {
    expect(new Date(countsSince({}, NOW_MS)).toISOString()).toBe('2026-01-29T12:05:00.000Z');
});

test('log events from before the creation of the filter are not compared', () => {
    const creationTime = Date.parse('2026-01-31T09:00:01Z');

    expect(new Date(countsSince({ creationTime }, NOW_MS)).toISOString()).toBe('2026-01-31T09:05:00.000Z');
});
