/** Tests of the local Firehose in front of the bundle that is deployed. */
import { beforeAll, expect, test } from 'vitest';
import { LocalFirehose } from '../../lib/replay/local-firehose.ts';
import { transformHere, type CallTransform } from '../../lib/replay/call-transform.ts';
import { notificationText, usualText } from '../fixtures/records.ts';
import { buildAll } from './given-replay.ts';

beforeAll(buildAll);

const ARRIVED_AT = 1767225605000;
const nextDay = usualText.replace('Thu Jan 01', 'Fri Jan 02').replace('1767225604000', '1767312004000');

type Batch = { readonly stream: string; readonly count: number; readonly bytes: number };

const delivered = async (datas: readonly string[], wrong?: CallTransform) => {
    const [batches, kept, refused]: [Batch[], string[], unknown[]] = [[], [], []];
    let eventsIn = 0;
    const here = transformHere();
    const call: CallTransform = async (event) => {
        const { deliveryStreamArn, records } = event as { deliveryStreamArn: string; records: { data: string }[] };
        batches.push({ stream: deliveryStreamArn.split('/')[1]!, count: records.length, bytes: records.reduce((sum, { data }) => sum + Buffer.from(data, 'base64').length, 0) });
        return (wrong ?? here)(event);
    };
    const firehose = new LocalFirehose(call, {
        keep: (table, keys) => kept.push(`${table} ${keys['dt']}`),
        refuse: async (table, arrival, origin) => void refused.push([table, Buffer.from(arrival.data, 'base64').toString(), origin]),
        count: (_, events) => (eventsIn += events),
        settle: async () => undefined,
    });
    for (const [line, data] of datas.entries()) {
        await firehose.put({ table: 'user_activity', arrivedAt: ARRIVED_AT, data: Buffer.from(data).toString('base64'), origin: { name: 'a', line } });
    }
    await firehose.drain();
    return { batches, kept, refused, eventsIn };
};

test('what is put back comes again until nothing is left, and is counted once', async () => {
    const { batches, kept, refused, eventsIn } = await delivered([`${usualText}\n${nextDay}\n${notificationText}\nnonsense`]);

    expect(kept).toEqual(['user_activity 2026-01-01', 'user_activity 2026-01-02', 'user_notification 2026-01-01']);
    expect(refused).toEqual([['user_activity', expect.stringContaining('"text":"nonsense"'), null]]);
    expect(eventsIn).toBe(4);
    expect(batches.map(({ stream, count }) => [stream, count])).toEqual([['local-user-activity', 1], ['local-user-activity', 3], ['local-user-notification', 1]]);
});

test('a refused arrival is given with where it came from', async () => {
    expect((await delivered([usualText, 'nonsense'])).refused).toEqual([['user_activity', 'nonsense', { name: 'a', line: 1 }]]);
});

test('a batch has at most 500 arrivals', async () => {
    const { batches } = await delivered(Array.from({ length: 1201 }, () => usualText));

    expect(batches.map(({ count }) => count)).toEqual([500, 500, 201]);
});

test('a batch has at most 3 MB', async () => {
    const large = usualText.replace('"ana"', `"${'a'.repeat(900_000)}"`);

    const { batches, kept } = await delivered(Array.from({ length: 10 }, () => large));

    expect(Math.max(...batches.map(({ bytes }) => bytes))).toBeLessThanOrEqual(3_000_000);
    expect(kept).toHaveLength(10);
});

test('an answer that breaks the contract ends the run', async () => {
    const counts = (await transformHere()({ invocationId: '', deliveryStreamArn: 'a/b', region: '', records: [] })).counts;

    await expect(delivered([usualText], async () => ({ answer: { records: [] }, counts, putBack: [] }))).rejects.toThrow(/broke the contract of Firehose: 1 arrivals have 0 answers/);
});
