/** Tests of a batch: one reply record per record, within Firehose's limits, and no event lost in re-ingestion. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import * as z from 'zod';
import { framesBytes, HARD_REPLY_BYTES, KEYS_BYTES } from '../../../lib/transform/reply/reply-size.ts';
import { writeParcel } from '../../../schemas/parcel.ts';
import { activityText, recordIdOfText, largestText, lineOf, notificationText } from '../../support/sample-events.ts';
import {
    ARRIVED_AT,
    base64,
    transformUntilDrained,
    transformBatch,
    okLinesOf,
    POOL,
    okRowsOf,
    SETTINGS,
    acceptingPorts,
    type TransformBatchOutcome,
} from '../../support/transform-batch.ts';

const FOLDER = join(packageRoot(), 'test', 'fixtures', 'arrivals');
const recordFixture = z.object({ events: z.number(), ending: z.string(), base64: z.string() });
const FIXTURES = readdirSync(FOLDER).map((name) => ({
    name,
    ...recordFixture.parse(JSON.parse(readFileSync(join(FOLDER, name), 'utf8'))),
}));

const NO_STREAMS = { user_activity: null, user_notification: null };
const RESULTS: Readonly<Record<string, string>> = { ok: 'Ok', dropped: 'Dropped', split: 'Dropped' };

const LARGEST = largestText();

const endingOf = ({ counts }: TransformBatchOutcome): string => {
    if (counts.ok === 1) return 'ok';
    if (counts.dropped === 1) return 'dropped';
    return counts.split === 1 ? 'split' : Object.keys(counts.rejected_by_reason).join();
};

const replyBytes = ({ reply }: TransformBatchOutcome): number => Buffer.byteLength(JSON.stringify(reply));
const resultsOf = ({ reply }: TransformBatchOutcome): readonly string[] => reply.records.map(({ result }) => result);

describe.each(FIXTURES)('the record $name', ({ events, ending, base64: data }) => {
    test('the record ends as designed', async () => {
        const done = await transformBatch([data]);

        expect({ ending: endingOf(done), events: done.counts.events, result: resultsOf(done) }).toEqual({
            ending,
            events,
            result: [RESULTS[ending] ?? 'ProcessingFailed'],
        });
    });

    test('no event is lost when its pieces are re-ingested', async () => {
        const { events: first, lines, rejected } = await transformUntilDrained([data]);

        expect(lines.length + Object.values(rejected).reduce((sum, count) => sum + count, 0)).toBe(first);
    });

    test('a split record is rejected with its bytes, and nothing is put, if there is no stream', async () => {
        const done = await transformBatch([data], { settings: NO_STREAMS });

        const rejectedByReason =
            ending === 'split'
                ? { reingest_failed: events }
                : ['ok', 'dropped'].includes(ending)
                  ? {}
                  : { [ending]: 1 };
        expect([done.counts.rejected_by_reason, done.puts]).toEqual([rejectedByReason, []]);
        if (done.counts.rejected === 1)
            expect(done.reply.records).toEqual([
                { recordId: 'record-0', result: 'ProcessingFailed', data: ending === 'not_base64' ? '' : data },
            ]);
    });
});

test('the reply has one record per record, in order', async () => {
    const data = [
        activityText(),
        '',
        '{',
        `${activityText()}\n${notificationText('x')}`,
        activityText({ eventType: 'SignUp' }),
    ].map(base64);

    const { reply, counts } = await transformBatch(data);

    expect(reply.records.map(({ recordId, result }) => [recordId, result])).toEqual([
        ['record-0', 'Ok'],
        ['record-1', 'Dropped'],
        ['record-2', 'ProcessingFailed'],
        ['record-3', 'Dropped'],
        ['record-4', 'Ok'],
    ]);
    expect(counts).toEqual({
        records: 5,
        ok: 2,
        dropped: 1,
        rejected: 1,
        split: 1,
        events: 5,
        rows: 2,
        rejected_events: 1,
        reingested_events: 2,
        reingested_pieces: 2,
        rejected_by_reason: { not_json: 1 },
        unknown_fields: 0,
        rows_by_pool: { [POOL]: 2 },
    });
});

test('partition keys equal the partition columns of the line', async () => {
    const { reply } = await transformBatch([base64(activityText())]);

    expect(reply.records[0]?.metadata).toEqual({
        partitionKeys: { user_pool_id: POOL, event_type: 'SignIn', dt: '2026-01-01' },
    });
});

describe('re-ingested pieces of a split record', () => {
    const messages = [
        activityText({ challenges: ['Mfa:Failure'], more: { a: 1 } }),
        activityText({ eventType: 'SignUp' }, { eventTimestamp: 'soon' }),
        activityText({}, { eventTimestamp: '', message: null }),
        notificationText('Rate exceeded'),
        notificationText('x', { eventTimestamp: null }),
    ];
    const alone = (origin: Parameters<typeof lineOf>[1]): readonly string[] =>
        messages.map(
            (text, at) =>
                lineOf(text, {
                    ...origin,
                    ...(origin?.ingestPath === 'cloudwatch_logs' ? { logEventId: String(at) } : {}),
                }).line,
        );

    test('pieces of consecutive lines give the same lines as single events', async () => {
        const { lines } = await transformUntilDrained([base64(messages.join('\n'))]);

        expect(lines.map(({ line }) => line).toSorted()).toEqual(alone({}).toSorted());
    });

    test('pieces of an envelope give the same lines as single events', async () => {
        const logEvents = messages.map((message, at) => ({ id: String(at), timestamp: ARRIVED_AT, message }));

        const { lines } = await transformUntilDrained([
            base64(gzipSync(JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents }))),
        ]);

        expect(lines.map(({ line }) => line).toSorted()).toEqual(alone({ ingestPath: 'cloudwatch_logs' }).toSorted());
    });

    test('pieces go to the stream of their table', async () => {
        const { lines } = await transformUntilDrained([base64(messages.join('\n'))]);

        expect(lines.map(({ table }) => table).toSorted()).toEqual([
            'user_activity',
            'user_activity',
            'user_activity',
            'user_notification',
            'user_notification',
        ]);
    });

    test('pieces of parcels give the lines of the original events', async () => {
        const parcels = messages.map((text) =>
            writeParcel({ text, arrivedAt: ARRIVED_AT - 5000, ingestPath: 's3_export', logEventId: null }),
        );

        const { lines } = await transformUntilDrained([base64(parcels.join('\n'))]);

        expect(lines.map(({ line }) => line).toSorted()).toEqual(
            alone({ arrivedAt: ARRIVED_AT - 5000, ingestPath: 's3_export' }).toSorted(),
        );
    });

    test('each piece is ok and not split again', async () => {
        const first = await transformBatch([base64(messages.join('\n'))]);

        const again = await Promise.all(
            first.puts.flatMap(({ stream, records }) =>
                records.map((record) => transformBatch([base64(record)], { stream })),
            ),
        );

        expect(again.map(({ counts }) => [counts.ok, counts.reingested_pieces])).toEqual(again.map(() => [1, 0]));
    });
});

describe('one stream for both tables', () => {
    const settings = { user_activity: 'one', user_notification: 'one' };

    test('events of its own table are ok, and events of the other table are rejected', async () => {
        const data = [activityText(), notificationText('x')].map(base64);

        const done = await transformBatch(data, { stream: 'one', settings });

        expect([resultsOf(done), done.counts.rejected_by_reason, done.puts, done.reply.records[0]?.data]).toEqual([
            ['ProcessingFailed', 'Ok'],
            { reingest_failed: 1 },
            [],
            data[0],
        ]);
    });

    test('records with events of its own table are split', async () => {
        const { lines } = await transformUntilDrained(
            [base64(`${notificationText('x')}\n${notificationText('y', { eventTimestamp: '1767139200000' })}`)],
            { stream: 'one', settings },
        );

        expect(lines).toHaveLength(2);
    });
});

describe('streams in the wrong order', () => {
    test.each([
        { user_activity: 'a-user-notification', user_notification: 'b' },
        { user_activity: 'b', user_notification: 'a-user-activity' },
        { user_activity: 'x-user-notification', user_notification: 'y-user-notification' },
        { user_activity: 'x-user-activity', user_notification: null },
    ])('the streams %j never re-ingest an event forever', async (settings) => {
        const data = [base64(`${activityText()}\n${notificationText('x')}\n${activityText({ eventType: 'SignUp' })}`)];

        const ends = await Promise.all(
            ['a-user-activity', 'a-user-notification', 'b', 'c'].map((stream) =>
                transformUntilDrained(data, { stream, settings }),
            ),
        );

        expect(ends.map(({ lines, rejected }) => lines.length + (rejected['reingest_failed'] ?? 0))).toEqual(
            ends.map(() => 3),
        );
    });
});

describe('a record that could not be re-ingested', () => {
    const ports = {
        ...acceptingPorts([]),
        put: async (_: string, records: readonly Buffer[]) => records.map(() => false),
        leftMs: () => 0,
    };

    test('the record is rejected with its bytes, and all its events are counted; other records are ok', async () => {
        const mixed = base64(`${activityText()}\n{\n${notificationText('x')}`);

        const { reply, counts } = await transformBatch([mixed, base64(activityText())], { ports });

        expect([reply.records[0], counts.rows, counts.rejected_by_reason]).toEqual([
            { recordId: 'record-0', result: 'ProcessingFailed', data: mixed },
            1,
            { reingest_failed: 3 },
        ]);
    });

    test('the record is rejected without a call if one piece has no stream', async () => {
        const done = await transformBatch([base64(`${activityText()}\n${notificationText('x')}`)], {
            settings: { ...SETTINGS, user_notification: null },
        });

        expect([resultsOf(done), done.counts.rejected_by_reason, done.puts]).toEqual([
            ['ProcessingFailed'],
            { reingest_failed: 2 },
            [],
        ]);
    });

    test('only records with a failed piece are rejected', async () => {
        const accepted: Buffer[] = [];
        const activityOnly = {
            ...ports,
            put: async (stream: string, records: readonly Buffer[]) => {
                if (stream === SETTINGS.user_activity) accepted.push(...records);
                return records.map(() => stream === SETTINGS.user_activity);
            },
        };
        const data = [
            `${activityText()}\n${activityText({ eventType: 'SignUp' })}`,
            notificationText('x'),
            `${activityText()}\n${notificationText('y')}`,
        ].map(base64);

        const done = await transformBatch(data, { ports: activityOnly });

        expect([resultsOf(done), accepted.length]).toEqual([['Dropped', 'ProcessingFailed', 'ProcessingFailed'], 3]);
    });
});

describe('the reply', () => {
    const wide = (at: number): string => activityText({ eventId: String(at), userName: 'x'.repeat(900_000) });

    test('the reply has at most 5.5 MB of rows, and the rest is re-ingested', async () => {
        const data = Array.from({ length: 6 }, (_, at) => base64(wide(at)));

        const [done, { lines }] = await Promise.all([transformBatch(data), transformUntilDrained(data)]);

        expect(resultsOf(done)).toEqual(['Ok', 'Ok', 'Ok', 'Ok', 'Dropped', 'Dropped']);
        expect(replyBytes(done)).toBeLessThan(5_500_000);
        expect(lines).toHaveLength(6);
    });

    test('the reply to compressed records stays within 5.5 MB', async () => {
        const envelope = (from: number): string =>
            base64(
                gzipSync(
                    JSON.stringify({
                        messageType: 'DATA_MESSAGE',
                        logEvents: Array.from({ length: 2000 }, (_, at) => ({
                            id: 'x',
                            message: activityText({ eventId: String(from + at) }),
                        })),
                    }),
                ),
            );
        const data = Array.from({ length: 4 }, (_, at) => envelope(at * 2000));

        const [done, { lines, events }] = await Promise.all([transformBatch(data), transformUntilDrained(data)]);

        expect(replyBytes(done)).toBeLessThan(5_500_000);
        expect(done.counts.ok).toBeGreaterThan(0);
        expect([events, new Set(lines.map(({ line }) => line)).size]).toEqual([8000, 8000]);
    });

    test('the first record is ok if it fits alone', async () => {
        const done = await transformBatch([base64(gzipSync(LARGEST)), base64(wide(1))]);

        expect(resultsOf(done)).toEqual(['Ok', 'Dropped']);
    });

    test('the reply is never over 6 MB: if nothing can be re-ingested, ok records are rejected', async () => {
        const large = Array.from({ length: 4 }, (_, at) =>
            base64(gzipSync(activityText({ eventId: String(at), userName: 'x'.repeat(1_000_000) }))),
        );
        const plain = Array.from({ length: 3 }, (_, at) => base64(`${wide(at)}\n${notificationText('x')}`));
        const data = [...large, ...plain];

        const done = await transformBatch(data, { settings: NO_STREAMS });

        expect(replyBytes(done)).toBeLessThan(6_000_000);
        expect(resultsOf(done)).toEqual([
            'Ok',
            'ProcessingFailed',
            'ProcessingFailed',
            'ProcessingFailed',
            ...plain.map(() => 'ProcessingFailed'),
        ]);
        expect(done.reply.records.slice(1).map((record) => record.data)).toEqual(data.slice(1));
        expect(done.counts.events).toBe(done.counts.rows + done.counts.rejected_events);
    });

    test.each([
        [0, 'Ok'],
        [1, 'ProcessingFailed'],
    ])('the reply may have 6,000,000 bytes: at %d over that, an ok record ends %s', async (over, result) => {
        const others =
            HARD_REPLY_BYTES -
            framesBytes(['record-0', 'record-1']) -
            base64(`${lineOf(LARGEST).line}\n`).length -
            KEYS_BYTES;

        const done = await transformBatch([base64(gzipSync(LARGEST)), '*'.repeat(others + over)]);

        expect([resultsOf(done), done.counts.rejected_by_reason]).toEqual([
            [result, 'ProcessingFailed'],
            { not_base64: 1, ...(over > 0 ? { reingest_failed: 1 } : {}) },
        ]);
    });

    test.each([
        [0, ['Ok', 'ProcessingFailed', 'ProcessingFailed']],
        [1, ['ProcessingFailed', 'ProcessingFailed', 'ProcessingFailed']],
    ])(
        'only as many ok records as needed are rejected, the last first: %d over what the last one saves',
        async (over, expected) => {
            const last = base64(gzipSync(activityText({ userName: 'x'.repeat(1000) })));
            const others =
                HARD_REPLY_BYTES -
                framesBytes(['record-0', 'record-1', 'record-2']) -
                base64(`${lineOf(LARGEST).line}\n`).length -
                KEYS_BYTES -
                last.length;

            const done = await transformBatch([base64(gzipSync(LARGEST)), last, '*'.repeat(others + over)]);

            expect(resultsOf(done)).toEqual(expected);
        },
    );

    test('records whose reply is not longer than their data are not rejected to save bytes', async () => {
        const asLong = `${lineOf(activityText()).line}\n`.length + (KEYS_BYTES / 4) * 3;
        const padded = [asLong, 2 * asLong].map((length) => base64(activityText().padEnd(length)));

        const done = await transformBatch([base64(gzipSync(LARGEST)), ...padded, '*'.repeat(700_000)]);

        expect(resultsOf(done)).toEqual(['ProcessingFailed', 'Ok', 'Ok', 'ProcessingFailed']);
    });
});

test('a single event too large for a reply is rejected with its bytes', async () => {
    const data = base64(gzipSync(activityText({ userName: 'x'.repeat(5_000_000) })));

    const done = await transformBatch([data]);

    expect([done.reply.records, done.counts.rejected_by_reason, done.puts]).toEqual([
        [{ recordId: 'record-0', result: 'ProcessingFailed', data }],
        { too_large: 1 },
        [],
    ]);
});

test('an event too large for a reply is rejected alone, and the other events of its record are ok', async () => {
    const data = base64(
        gzipSync([activityText(), activityText({ userName: 'x'.repeat(5_000_000) }), notificationText('x')].join('\n')),
    );

    const { events, lines, rejected } = await transformUntilDrained([data]);

    expect([events, lines.length, rejected]).toEqual([3, 2, { too_large: 1 }]);
});

describe('a batch of very many records', () => {
    const tiny = (at: number): string =>
        base64(`{"eventSource":"USER_ACTIVITY","message":{"eventId":${at}},"logSourceId":{"userPoolId":"a_1"}}`);

    test('records without room in the reply are split, and none is rejected', async () => {
        const done = await transformBatch(Array.from({ length: 10_000 }, (_, at) => tiny(at)));

        expect(replyBytes(done)).toBeLessThan(5_500_000);
        expect(done.counts).toMatchObject({ records: 10_000, rejected: 0 });
        expect(done.counts.ok).toBeGreaterThan(5000);
    });

    test('the largest possible first record is ok, and the reply stays below 6 MB', async () => {
        const done = await transformBatch([
            base64(gzipSync(LARGEST)),
            ...Array.from({ length: 6000 }, (_, at) => tiny(at)),
        ]);

        expect(resultsOf(done).slice(0, 2)).toEqual(['Ok', 'Dropped']);
        expect(replyBytes(done)).toBeLessThan(6_000_000);
    });

    test('the largest possible first record is split if the ids leave no room for it', async () => {
        const done = await transformBatch([base64(gzipSync(LARGEST)), ...Array.from({ length: 12_000 }, () => '')]);

        expect([done.counts.split, done.counts.rejected]).toEqual([1, 0]);
    });
});

describe('the number of pieces', () => {
    const types = ['SignIn', 'SignUp', 'ForgotPassword', 'ResendCode', 'PasswordChange', 'Other'];
    const mixed = (at: number): string =>
        base64(types.map((eventType) => activityText({ eventType, eventId: `${at}` })).join('\n'));
    const putCount = ({ puts }: TransformBatchOutcome): number =>
        puts.reduce((sum, { records }) => sum + records.length, 0);

    test('a batch has at most 900 pieces more than records, and no ordinary record is rejected', async () => {
        const data = Array.from({ length: 400 }, (_, at) => mixed(at));

        const [done, { lines, rejected }] = await Promise.all([transformBatch(data), transformUntilDrained(data)]);

        expect(done.counts).toMatchObject({
            split: 400,
            rejected: 0,
            reingested_events: 2400,
            reingested_pieces: 1300,
        });
        expect(putCount(done)).toBe(1300);
        expect([lines.length, rejected]).toEqual([2400, {}]);
    });

    test('a record of 5,000 partitions is re-ingested in about 900 pieces, and no event is lost', async () => {
        const pools = Array.from({ length: 5000 }, (_, at) =>
            activityText({ eventId: 'x' }, { logSourceId: { userPoolId: `us-west-2_${at}` } }),
        );
        const data = [base64(gzipSync(pools.join('\n')))];

        const [done, { lines }] = await Promise.all([transformBatch(data), transformUntilDrained(data)]);

        expect(putCount(done)).toBeGreaterThan(900);
        expect(putCount(done)).toBeLessThan(910);
        expect(lines).toHaveLength(5000);
    });

    test('rejected events of many records are kept with their records when no pieces are left', async () => {
        const bad = Array.from({ length: 400 }, (_, at) => `{"bad":${at}}`).join('\n');
        const data = Array.from({ length: 4 }, () => base64(`${bad}\n${activityText()}`));

        const done = await transformBatch(data);

        expect(resultsOf(done)).toEqual(['Dropped', 'Dropped', 'ProcessingFailed', 'ProcessingFailed']);
        expect(done.reply.records.slice(2).map((record) => record.data)).toEqual(data.slice(2));
        expect(done.counts).toMatchObject({
            split: 2,
            rejected: 2,
            events: 1604,
            rejected_events: 800,
            reingested_events: 804,
            rejected_by_reason: { unknown_event_source: 800 },
        });
    });

    test('230 bytes of gzip put no record on the stream', async () => {
        const done = await transformBatch([base64(gzipSync('{}'.repeat(99_999))), base64(activityText())]);

        expect([resultsOf(done), done.puts, done.counts.rejected_by_reason]).toEqual([
            ['ProcessingFailed', 'Ok'],
            [],
            { unknown_event_source: 99_999 },
        ]);
    });
});

test('records that are not begun in time are rejected with their bytes, and the others are dropped', async () => {
    const puts: number[] = [];
    const ports = {
        ...acceptingPorts([]),
        put: async (_: string, records: readonly Buffer[]) => {
            puts.push(records.length);
            return records.map(() => true);
        },
        leftMs: () => (puts.length < 2 ? 30_000 : 9000),
    };
    const large = (at: number): string =>
        base64(
            gzipSync(
                Array.from({ length: 300 }, (_, pool) =>
                    activityText({ eventId: at }, { logSourceId: { userPoolId: `us-west-2_${pool}` } }),
                ).join('\n'),
            ),
        );
    const data = [0, 1, 2].map(large);

    const done = await transformBatch(data, { ports });

    expect([resultsOf(done), puts]).toEqual([
        ['Dropped', 'Dropped', 'ProcessingFailed'],
        [300, 300],
    ]);
    expect(done.counts).toMatchObject({ reingested_events: 600, rejected_by_reason: { reingest_failed: 300 } });
});

test.each([
    [-5, '1970-01-01 00:00:00.000'],
    [1767225605000.9, '2026-01-01 00:00:05.000'],
    [1e20, '9999-12-31 23:59:59.999'],
])('the arrival time %d is written as a timestamp, also after re-ingestion', async (arrivedAt, expected) => {
    const text = activityText({}, { eventTimestamp: '' });

    const [direct, { lines }] = await Promise.all([
        transformBatch([base64(text)], { arrivedAt }),
        transformUntilDrained([base64(`${text}\n${activityText({ eventType: 'SignUp' })}`)], { arrivedAt }),
    ]);

    expect(okRowsOf(direct).map((row) => row['arrived_at'])).toEqual([expected]);
    expect(lines.map(({ line }) => line)).toContain(okLinesOf(direct)[0]);
});

test('the same event gives the same line, whichever events precede it', async () => {
    const texts = [activityText({ more: 1 }), activityText(), activityText({ creationDate: null })];

    const lines = okLinesOf(await transformBatch([...texts, ...texts.toReversed()].map(base64)));

    expect(lines).toEqual([...lines.slice(0, 3), ...lines.slice(0, 3).toReversed()]);
    expect(lines.map((line) => line.slice(14, 46)).slice(0, 3)).toEqual(texts.map(recordIdOfText));
});
