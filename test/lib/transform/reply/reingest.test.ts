/** Tests of re-ingestion: limits of a call, retries, and giving up. */
import { describe, expect, test } from 'vitest';
import { callsOf, reingest, type Streams } from '../../../../lib/transform/reply/reingest.ts';
import type { Piece } from '../../../../lib/transform/reply/split-record.ts';
import type { TableName } from '../../../../schemas/columns.ts';

const piece = (size = 1, table: TableName = 'user_activity'): Piece => ({ table, bytes: Buffer.alloc(size) });
const pieces = (count: number, size?: number): readonly Piece[] => Array.from({ length: count }, () => piece(size));

type Call = { readonly table: TableName; readonly records: readonly Buffer[] };

/** Streams that reply to each call in turn with `replies`, then accept all. */
const streamsThat = (
    replies: readonly ((records: readonly Buffer[]) => readonly boolean[])[],
    options: Partial<Streams> = {},
): Streams & { calls: Call[]; waits: number[] } => {
    const calls: Call[] = [];
    const waits: number[] = [];
    return {
        calls,
        waits,
        has: () => true,
        put: async (table, records) => {
            const reply = replies[calls.length];
            calls.push({ table, records });
            return reply === undefined ? records.map(() => true) : reply(records);
        },
        leftMs: () => 1_000_000,
        wait: async (ms) => {
            waits.push(ms);
        },
        random: () => 1,
        ...options,
    };
};

const acceptNone = (records: readonly Buffer[]): readonly boolean[] => records.map(() => false);
const throwError = (): never => {
    throw new Error('throttled');
};

describe('a call', () => {
    test('a call has at most 500 records', () => {
        expect(callsOf(pieces(1201)).map((call) => call.length)).toEqual([500, 500, 201]);
    });

    test('a call has at most 4 MiB', () => {
        expect(callsOf(pieces(9, 1_000_000)).map((call) => call.length)).toEqual([4, 4, 1]);
    });

    test('a call may have exactly 4 MiB', () => {
        expect(callsOf(pieces(8, 1024 * 1024)).map((call) => call.length)).toEqual([4, 4]);
    });

    test('there is no call without pieces', () => {
        expect(callsOf([])).toEqual([]);
    });
});

describe('pieces', () => {
    test('pieces go to the stream of their table', async () => {
        const streams = streamsThat([]);
        const [one, two, three] = [piece(1), piece(2, 'user_notification'), piece(3)];

        const accepted = await reingest([one, two, three], streams);

        expect(accepted.size).toBe(3);
        expect(streams.calls).toEqual([
            { table: 'user_activity', records: [one.bytes, three.bytes] },
            { table: 'user_notification', records: [two.bytes] },
        ]);
    });

    test('only rejected pieces are retried', async () => {
        const all = [piece(1), piece(2), piece(3)];
        const streams = streamsThat([(records) => records.map((_, at) => at !== 1)]);

        const accepted = await reingest(all, streams);

        expect(accepted.size).toBe(3);
        expect(streams.calls.map(({ records }) => records.map(({ length }) => length))).toEqual([[1, 2, 3], [2]]);
    });

    test('pieces of a call that threw are retried', async () => {
        const streams = streamsThat([throwError]);

        const accepted = await reingest(pieces(2), streams);

        expect([accepted.size, streams.calls.length]).toEqual([2, 2]);
    });

    test('pieces missing in the reply count as rejected', async () => {
        const streams = streamsThat([() => [true], () => [true]]);

        const accepted = await reingest(pieces(2), streams);

        expect([accepted.size, streams.calls.map(({ records }) => records.length)]).toEqual([2, [2, 1]]);
    });

    test('pieces fail after eight tries, with waits that double up to 5 s', async () => {
        const all = pieces(2);
        const streams = streamsThat(Array.from({ length: 20 }, () => acceptNone));

        const accepted = await reingest(all, streams);

        expect(accepted.size).toBe(0);
        expect(streams.waits).toEqual([100, 200, 400, 800, 1600, 3200, 5000]);
        expect(streams.calls).toHaveLength(8);
    });

    test('pieces fail if the wait would be longer than the time left', async () => {
        const streams = streamsThat(
            Array.from({ length: 20 }, () => acceptNone),
            { leftMs: () => 300 },
        );

        const accepted = await reingest(pieces(1), streams);

        expect([accepted.size, streams.waits]).toEqual([0, [100, 200]]);
    });

    test('only the first call is made if no time is left', async () => {
        const streams = streamsThat([], { leftMs: () => -1 });

        const accepted = await reingest(pieces(1100), streams);

        expect([accepted.size, streams.calls.map(({ records }) => records.length)]).toEqual([500, [500]]);
    });

    test('calls continue at 0 ms left, and no wait takes all the time left', async () => {
        const streams = streamsThat([(records) => records.map((_, at) => at > 0)], { leftMs: () => 0 });
        const waiting = streamsThat([acceptNone], { leftMs: () => 100 });

        const [accepted, acceptedLate] = [await reingest(pieces(501), streams), await reingest(pieces(1), waiting)];

        expect([accepted.size, streams.calls.length, streams.waits]).toEqual([500, 2, []]);
        expect([acceptedLate.size, waiting.waits]).toEqual([0, []]);
    });

    test('there is no wait if all pieces are accepted, and a wait is a random share of its maximum', async () => {
        const [atOnce, later] = [streamsThat([]), streamsThat([acceptNone, acceptNone], { random: () => 0.25 })];

        await reingest(pieces(2), atOnce);
        await reingest(pieces(2), later);

        expect([atOnce.waits, later.waits]).toEqual([[], [25, 50]]);
    });
});
