/** Tests of the batches of events that become files. */
import { expect, test } from 'vitest';
import { fileBatches } from '../../../lib/generate/file-batches.ts';
import type { GeneratedEvent } from '../../../lib/generate/generated-event.ts';

const event = (poolId: string, at: string, text = '{}'): GeneratedEvent => ({
    text,
    kind: 'activity',
    poolId,
    atMs: Date.parse(at),
    attemptId: '',
    form: 'usual',
});
const shapeOf = (events: readonly GeneratedEvent[]) =>
    [...fileBatches(events, ({ poolId }) => poolId)].map(({ destination, day, part, events: batched }) => [
        destination,
        day,
        part,
        batched.length,
    ]);

test('a batch has the events of one destination and one day', () => {
    const events = [
        event('a', '2026-01-01T10:00:00Z'),
        event('b', '2026-01-01T11:00:00Z'),
        event('a', '2026-01-01T23:59:59Z'),
        event('a', '2026-01-02T00:00:00Z'),
    ];

    const shapes = shapeOf(events);

    expect(shapes).toEqual([
        ['a', '2026-01-01', 0, 2],
        ['a', '2026-01-02', 0, 1],
        ['b', '2026-01-01', 0, 1],
    ]);
});

test('a full batch is followed by another batch of the same day', () => {
    const large = 'x'.repeat(3_000_000);
    const events = Array.from({ length: 3 }, (_, at) => event('a', `2026-01-01T0${at}:00:00Z`, large));

    const shapes = shapeOf(events);

    expect(shapes).toEqual([
        ['a', '2026-01-01', 0, 2],
        ['a', '2026-01-01', 1, 1],
    ]);
});

test('no events give no batch', () => {
    const shapes = shapeOf([]);

    expect(shapes).toEqual([]);
});
