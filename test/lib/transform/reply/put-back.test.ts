/** Tests of putting pieces on their streams: within the limits, again when refused, and not for ever. */
import { describe, expect, test } from 'vitest';
import { callsOf, putBack, type Streams } from '../../../../lib/transform/reply/put-back.ts';
import type { Piece } from '../../../../lib/transform/reply/take-apart.ts';
import type { TableName } from '../../../../schemas/columns.ts';

const piece = (size = 1, table: TableName = 'user_activity'): Piece => ({ table, bytes: Buffer.alloc(size) });
const pieces = (count: number, size?: number): readonly Piece[] => Array.from({ length: count }, () => piece(size));

type Call = { readonly table: TableName; readonly records: readonly Buffer[] };

/** Streams that answer each call in turn as told, then take all. */
const streamsThat = (
    answers: readonly ((records: readonly Buffer[]) => readonly boolean[])[],
    given: Partial<Streams> = {},
): Streams & { calls: Call[]; waits: number[] } => {
    const calls: Call[] = [];
    const waits: number[] = [];
    return {
        calls,
        waits,
        has: () => true,
        put: async (table, records) => {
            const reply = answers[calls.length];
            calls.push({ table, records });
            return reply === undefined ? records.map(() => true) : reply(records);
        },
        leftMs: () => 1_000_000,
        wait: async (ms) => {
            waits.push(ms);
        },
        random: () => 1,
        ...given,
    };
};

const none = (records: readonly Buffer[]): readonly boolean[] => records.map(() => false);
const fails = (): never => {
    throw new Error('throttled');
};

describe('a call', () => {
    test('holds at most 500 records', () => {
        expect(callsOf(pieces(1201)).map((call) => call.length)).toEqual([500, 500, 201]);
    });

    test('holds at most 4 MiB', () => {
        expect(callsOf(pieces(9, 1_000_000)).map((call) => call.length)).toEqual([4, 4, 1]);
    });

    test('may hold just so much', () => {
        expect(callsOf(pieces(8, 1024 * 1024)).map((call) => call.length)).toEqual([4, 4]);
    });

    test('is none for no pieces', () => {
        expect(callsOf([])).toEqual([]);
    });
});

describe('pieces', () => {
    test('go to the stream of their table', async () => {
        const streams = streamsThat([]);
        const [one, two, three] = [piece(1), piece(2, 'user_notification'), piece(3)];

        const taken = await putBack([one, two, three], streams);

        expect(taken.size).toBe(3);
        expect(streams.calls).toEqual([
            { table: 'user_activity', records: [one.bytes, three.bytes] },
            { table: 'user_notification', records: [two.bytes] },
        ]);
    });

    test('that were not taken are tried again, and only they', async () => {
        const all = [piece(1), piece(2), piece(3)];
        const streams = streamsThat([(records) => records.map((_, at) => at !== 1)]);

        const taken = await putBack(all, streams);

        expect(taken.size).toBe(3);
        expect(streams.calls.map(({ records }) => records.map(({ length }) => length))).toEqual([[1, 2, 3], [2]]);
    });

    test('of a call that threw are tried again', async () => {
        const streams = streamsThat([fails]);

        const taken = await putBack(pieces(2), streams);

        expect([taken.size, streams.calls.length]).toEqual([2, 2]);
    });

    test('of which the answer says too little count as not taken', async () => {
        const streams = streamsThat([() => [true], () => [true]]);

        const taken = await putBack(pieces(2), streams);

        expect([taken.size, streams.calls.map(({ records }) => records.length)]).toEqual([2, [2, 1]]);
    });

    test('are given up after eight tries, with a wait that doubles up to 5 s between', async () => {
        const all = pieces(2);
        const streams = streamsThat(Array.from({ length: 20 }, () => none));

        const taken = await putBack(all, streams);

        expect(taken.size).toBe(0);
        expect(streams.waits).toEqual([100, 200, 400, 800, 1600, 3200, 5000]);
        expect(streams.calls).toHaveLength(8);
    });

    test('are given up when the wait would be longer than the time that is left', async () => {
        const streams = streamsThat(
            Array.from({ length: 20 }, () => none),
            { leftMs: () => 300 },
        );

        const taken = await putBack(pieces(1), streams);

        expect([taken.size, streams.waits]).toEqual([0, [100, 200]]);
    });

    test('are tried once though no time is left, call by call no further', async () => {
        const streams = streamsThat([], { leftMs: () => -1 });

        const taken = await putBack(pieces(1100), streams);

        expect([taken.size, streams.calls.map(({ records }) => records.length)]).toEqual([500, [500]]);
    });

    test('at the last moment are put call by call, and a wait for all the time that is left is none', async () => {
        const streams = streamsThat([(records) => records.map((_, at) => at > 0)], { leftMs: () => 0 });
        const waiting = streamsThat([none], { leftMs: () => 100 });

        const [taken, given] = [await putBack(pieces(501), streams), await putBack(pieces(1), waiting)];

        expect([taken.size, streams.calls.length, streams.waits]).toEqual([500, 2, []]);
        expect([given.size, waiting.waits]).toEqual([0, []]);
    });

    test('that were all taken are not waited for; a wait is a share of its bound, that callers come back apart', async () => {
        const [atOnce, later] = [streamsThat([]), streamsThat([none, none], { random: () => 0.25 })];

        await putBack(pieces(2), atOnce);
        await putBack(pieces(2), later);

        expect([atOnce.waits, later.waits]).toEqual([[], [25, 50]]);
    });
});
