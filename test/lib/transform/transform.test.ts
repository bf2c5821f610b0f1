/** Tests of a batch: one answer for each arrival, within what Firehose takes, and nothing lost on the way round. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import * as z from 'zod';
import { framesBytes, HARD_REPLY_BYTES, KEYS_BYTES } from '../../../lib/transform/reply/reply-size.ts';
import { writeParcel } from '../../../schemas/parcel.ts';
import { activityText, idOf, largestText, lineOf, notificationText } from '../../support/given-events.ts';
import {
    ARRIVED_AT,
    base64,
    drained,
    handled,
    linesOf,
    POOL,
    rowsOf,
    SETTINGS,
    takingPorts,
    type Outcome,
} from '../../support/given-firehose.ts';

const FOLDER = join(packageRoot(), 'test', 'fixtures', 'arrivals');
const arrivalFixture = z.object({ events: z.number(), ending: z.string(), base64: z.string() });
const FIXTURES = readdirSync(FOLDER).map((name) => ({
    name,
    ...arrivalFixture.parse(JSON.parse(readFileSync(join(FOLDER, name), 'utf8'))),
}));

const NO_STREAMS = { user_activity: null, user_notification: null };
const RESULTS: Readonly<Record<string, string>> = { kept: 'Ok', set_aside: 'Dropped', taken_apart: 'Dropped' };

const LARGEST = largestText();

const endingOf = ({ counts }: Outcome): string => {
    if (counts.kept === 1) return 'kept';
    if (counts.set_aside === 1) return 'set_aside';
    return counts.taken_apart === 1 ? 'taken_apart' : Object.keys(counts.refused_by_reason).join();
};

const replyBytes = ({ answer }: Outcome): number => Buffer.byteLength(JSON.stringify(answer));
const resultsOf = ({ answer }: Outcome): readonly string[] => answer.records.map(({ result }) => result);

describe.each(FIXTURES)('the arrival $name', ({ events, ending, base64: data }) => {
    test('ends as the design says', async () => {
        const done = await handled([data]);

        expect({ ending: endingOf(done), events: done.counts.events, result: resultsOf(done) }).toEqual({
            ending,
            events,
            result: [RESULTS[ending] ?? 'ProcessingFailed'],
        });
    });

    test('loses nothing when what was put back comes again', async () => {
        const { events: first, lines, refused } = await drained([data]);

        expect(lines.length + Object.values(refused).reduce((sum, count) => sum + count, 0)).toBe(first);
    });

    test('is refused with its bytes, and nothing is put, when there is no stream to put back to', async () => {
        const done = await handled([data], { settings: NO_STREAMS });

        const refusedByReason =
            ending === 'taken_apart'
                ? { put_back_failed: events }
                : ['kept', 'set_aside'].includes(ending)
                  ? {}
                  : { [ending]: 1 };
        expect([done.counts.refused_by_reason, done.puts]).toEqual([refusedByReason, []]);
        if (done.counts.refused === 1)
            expect(done.answer.records).toEqual([
                { recordId: 'record-0', result: 'ProcessingFailed', data: ending === 'not_base64' ? '' : data },
            ]);
    });
});

test('a batch is answered record by record, in order', async () => {
    const data = [
        activityText(),
        '',
        '{',
        `${activityText()}\n${notificationText('x')}`,
        activityText({ eventType: 'SignUp' }),
    ].map(base64);

    const { answer, counts } = await handled(data);

    expect(answer.records.map(({ recordId, result }) => [recordId, result])).toEqual([
        ['record-0', 'Ok'],
        ['record-1', 'Dropped'],
        ['record-2', 'ProcessingFailed'],
        ['record-3', 'Dropped'],
        ['record-4', 'Ok'],
    ]);
    expect(counts).toEqual({
        arrivals: 5,
        kept: 2,
        set_aside: 1,
        refused: 1,
        taken_apart: 1,
        events: 5,
        rows: 2,
        refused_events: 1,
        put_back_events: 2,
        put_back_pieces: 2,
        refused_by_reason: { not_json: 1 },
        unknown_fields: 0,
        rows_by_pool: { [POOL]: 2 },
    });
});

test('partition keys are those of the columns in the line', async () => {
    const { answer } = await handled([base64(activityText())]);

    expect(answer.records[0]?.metadata).toEqual({
        partitionKeys: { user_pool_id: POOL, event_type: 'SignIn', dt: '2026-01-01' },
    });
});

describe('what was taken apart comes back as if it had come alone', () => {
    const messages = [
        activityText({ challenges: ['Mfa:Failure'], more: { a: 1 } }),
        activityText({ eventType: 'SignUp' }, { eventTimestamp: 'soon' }),
        activityText({}, { eventTimestamp: '', message: null }),
        notificationText('Rate exceeded'),
        notificationText('x', { eventTimestamp: null }),
    ];
    const alone = (came: Parameters<typeof lineOf>[1]): readonly string[] =>
        messages.map(
            (text, at) =>
                lineOf(text, { ...came, ...(came?.ingestPath === 'cloudwatch_logs' ? { logEventId: String(at) } : {}) })
                    .line,
        );

    test('from a line each, to the last column', async () => {
        const { lines } = await drained([base64(messages.join('\n'))]);

        expect(lines.map(({ line }) => line).toSorted()).toEqual(alone({}).toSorted());
    });

    test('from an envelope, to the last column', async () => {
        const logEvents = messages.map((message, at) => ({ id: String(at), timestamp: ARRIVED_AT, message }));

        const { lines } = await drained([base64(gzipSync(JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents })))]);

        expect(lines.map(({ line }) => line).toSorted()).toEqual(alone({ ingestPath: 'cloudwatch_logs' }).toSorted());
    });

    test('on the stream of its table', async () => {
        const { lines } = await drained([base64(messages.join('\n'))]);

        expect(lines.map(({ table }) => table).toSorted()).toEqual([
            'user_activity',
            'user_activity',
            'user_activity',
            'user_notification',
            'user_notification',
        ]);
    });

    test('from parcels, as they first came', async () => {
        const parcels = messages.map((text) =>
            writeParcel({ text, arrivedAt: ARRIVED_AT - 5000, ingestPath: 's3_export', logEventId: null }),
        );

        const { lines } = await drained([base64(parcels.join('\n'))]);

        expect(lines.map(({ line }) => line).toSorted()).toEqual(
            alone({ arrivedAt: ARRIVED_AT - 5000, ingestPath: 's3_export' }).toSorted(),
        );
    });

    test('each piece is kept whole', async () => {
        const first = await handled([base64(messages.join('\n'))]);

        const again = await Promise.all(
            first.puts.flatMap(({ stream, records }) => records.map((record) => handled([base64(record)], { stream }))),
        );

        expect(again.map(({ counts }) => [counts.kept, counts.put_back_pieces])).toEqual(again.map(() => [1, 0]));
    });
});

describe('a stream that is named for both tables', () => {
    const settings = { user_activity: 'one', user_notification: 'one' };

    test('keeps its own table’s events, and refuses the other’s with their bytes: they would go round for ever', async () => {
        const data = [activityText(), notificationText('x')].map(base64);

        const done = await handled(data, { stream: 'one', settings });

        expect([resultsOf(done), done.counts.refused_by_reason, done.puts, done.answer.records[0]?.data]).toEqual([
            ['ProcessingFailed', 'Ok'],
            { put_back_failed: 1 },
            [],
            data[0],
        ]);
    });

    test('takes its own table’s apart', async () => {
        const { lines } = await drained(
            [base64(`${notificationText('x')}\n${notificationText('y', { eventTimestamp: '1767139200000' })}`)],
            { stream: 'one', settings },
        );

        expect(lines).toHaveLength(2);
    });
});

describe('streams named the wrong way round', () => {
    test.each([
        { user_activity: 'a-user-notification', user_notification: 'b' },
        { user_activity: 'b', user_notification: 'a-user-activity' },
        { user_activity: 'x-user-notification', user_notification: 'y-user-notification' },
        { user_activity: 'x-user-activity', user_notification: null },
    ])('%j never send an event round for ever', async (settings) => {
        const data = [base64(`${activityText()}\n${notificationText('x')}\n${activityText({ eventType: 'SignUp' })}`)];

        const ends = await Promise.all(
            ['a-user-activity', 'a-user-notification', 'b', 'c'].map((stream) => drained(data, { stream, settings })),
        );

        expect(ends.map(({ lines, refused }) => lines.length + (refused['put_back_failed'] ?? 0))).toEqual(
            ends.map(() => 3),
        );
    });
});

describe('what could not be put back', () => {
    const ports = {
        ...takingPorts([]),
        put: async (_: string, records: readonly Buffer[]) => records.map(() => false),
        leftMs: () => 0,
    };

    test('is refused with its bytes, all its events counted; the others are answered', async () => {
        const mixed = base64(`${activityText()}\n{\n${notificationText('x')}`);

        const { answer, counts } = await handled([mixed, base64(activityText())], { ports });

        expect([answer.records[0], counts.rows, counts.refused_by_reason]).toEqual([
            { recordId: 'record-0', result: 'ProcessingFailed', data: mixed },
            1,
            { put_back_failed: 3 },
        ]);
    });

    test('for want of a stream is refused without a call, its other pieces too', async () => {
        const done = await handled([base64(`${activityText()}\n${notificationText('x')}`)], {
            settings: { ...SETTINGS, user_notification: null },
        });

        expect([resultsOf(done), done.counts.refused_by_reason, done.puts]).toEqual([
            ['ProcessingFailed'],
            { put_back_failed: 2 },
            [],
        ]);
    });

    test('costs only the arrivals of which a piece failed', async () => {
        const taken: Buffer[] = [];
        const choosy = {
            ...ports,
            put: async (stream: string, records: readonly Buffer[]) => {
                if (stream === SETTINGS.user_activity) taken.push(...records);
                return records.map(() => stream === SETTINGS.user_activity);
            },
        };
        const data = [
            `${activityText()}\n${activityText({ eventType: 'SignUp' })}`,
            notificationText('x'),
            `${activityText()}\n${notificationText('y')}`,
        ].map(base64);

        const done = await handled(data, { ports: choosy });

        expect([resultsOf(done), taken.length]).toEqual([['Dropped', 'ProcessingFailed', 'ProcessingFailed'], 3]);
    });
});

describe('the reply', () => {
    const wide = (at: number): string => activityText({ eventId: String(at), userName: 'x'.repeat(900_000) });

    test('holds at most 5.5 MB of rows: the rest is put back, and comes again', async () => {
        const data = Array.from({ length: 6 }, (_, at) => base64(wide(at)));

        const [done, { lines }] = await Promise.all([handled(data), drained(data)]);

        expect(resultsOf(done)).toEqual(['Ok', 'Ok', 'Ok', 'Ok', 'Dropped', 'Dropped']);
        expect(replyBytes(done)).toBeLessThan(5_500_000);
        expect(lines).toHaveLength(6);
    });

    test('of compressed arrivals that would be far too long is never longer either', async () => {
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

        const [done, { lines, events }] = await Promise.all([handled(data), drained(data)]);

        expect(replyBytes(done)).toBeLessThan(5_500_000);
        expect(done.counts.kept).toBeGreaterThan(0);
        expect([events, new Set(lines.map(({ line }) => line)).size]).toEqual([8000, 8000]);
    });

    test('keeps the first arrival, if it fits alone', async () => {
        const done = await handled([base64(gzipSync(LARGEST)), base64(wide(1))]);

        expect(resultsOf(done)).toEqual(['Ok', 'Dropped']);
    });

    test('is never over 6 MB, even when nothing can be put back: kept arrivals give way with their bytes', async () => {
        const large = Array.from({ length: 4 }, (_, at) =>
            base64(gzipSync(activityText({ eventId: String(at), userName: 'x'.repeat(1_000_000) }))),
        );
        const plain = Array.from({ length: 3 }, (_, at) => base64(`${wide(at)}\n${notificationText('x')}`));
        const data = [...large, ...plain];

        const done = await handled(data, { settings: NO_STREAMS });

        expect(replyBytes(done)).toBeLessThan(6_000_000);
        expect(resultsOf(done)).toEqual([
            'Ok',
            'ProcessingFailed',
            'ProcessingFailed',
            'ProcessingFailed',
            ...plain.map(() => 'ProcessingFailed'),
        ]);
        expect(done.answer.records.slice(1).map((record) => record.data)).toEqual(data.slice(1));
        expect(done.counts.events).toBe(done.counts.rows + done.counts.refused_events);
    });

    test.each([
        [0, 'Ok'],
        [1, 'ProcessingFailed'],
    ])('may be counted as 6,000,000 bytes: %d over that, a kept arrival is answered %s', async (over, result) => {
        const others =
            HARD_REPLY_BYTES -
            framesBytes(['record-0', 'record-1']) -
            base64(`${lineOf(LARGEST).line}\n`).length -
            KEYS_BYTES;

        const done = await handled([base64(gzipSync(LARGEST)), '*'.repeat(others + over)]);

        expect([resultsOf(done), done.counts.refused_by_reason]).toEqual([
            [result, 'ProcessingFailed'],
            { not_base64: 1, ...(over > 0 ? { put_back_failed: 1 } : {}) },
        ]);
    });

    test.each([
        [0, ['Ok', 'ProcessingFailed', 'ProcessingFailed']],
        [1, ['ProcessingFailed', 'ProcessingFailed', 'ProcessingFailed']],
    ])(
        'is cut from its end, and no more than must be: %d over what the last kept one saves',
        async (over, expected) => {
            const last = base64(gzipSync(activityText({ userName: 'x'.repeat(1000) })));
            const others =
                HARD_REPLY_BYTES -
                framesBytes(['record-0', 'record-1', 'record-2']) -
                base64(`${lineOf(LARGEST).line}\n`).length -
                KEYS_BYTES -
                last.length;

            const done = await handled([base64(gzipSync(LARGEST)), last, '*'.repeat(others + over)]);

            expect(resultsOf(done)).toEqual(expected);
        },
    );

    test('is not made shorter by those that came with as many bytes as they are answered with, or more', async () => {
        const asLong = `${lineOf(activityText()).line}\n`.length + (KEYS_BYTES / 4) * 3;
        const padded = [asLong, 2 * asLong].map((length) => base64(activityText().padEnd(length)));

        const done = await handled([base64(gzipSync(LARGEST)), ...padded, '*'.repeat(700_000)]);

        expect(resultsOf(done)).toEqual(['ProcessingFailed', 'Ok', 'Ok', 'ProcessingFailed']);
    });
});

test('a single event too large to be answered is refused with its bytes', async () => {
    const data = base64(gzipSync(activityText({ userName: 'x'.repeat(5_000_000) })));

    const done = await handled([data]);

    expect([done.answer.records, done.counts.refused_by_reason, done.puts]).toEqual([
        [{ recordId: 'record-0', result: 'ProcessingFailed', data }],
        { too_large: 1 },
        [],
    ]);
});

test('a single event too large to be answered is refused alone: the good ones beside it are kept', async () => {
    const data = base64(
        gzipSync([activityText(), activityText({ userName: 'x'.repeat(5_000_000) }), notificationText('x')].join('\n')),
    );

    const { events, lines, refused } = await drained([data]);

    expect([events, lines.length, refused]).toEqual([3, 2, { too_large: 1 }]);
});

describe('a batch of a great many arrivals', () => {
    const tiny = (at: number): string =>
        base64(`{"eventSource":"USER_ACTIVITY","message":{"eventId":${at}},"logSourceId":{"userPoolId":"a_1"}}`);

    test('is answered within the reply: what has no room is put back, and no good one is refused', async () => {
        const done = await handled(Array.from({ length: 10_000 }, (_, at) => tiny(at)));

        expect(replyBytes(done)).toBeLessThan(5_500_000);
        expect(done.counts).toMatchObject({ arrivals: 10_000, refused: 0 });
        expect(done.counts.kept).toBeGreaterThan(5000);
    });

    test('of which the first is as large as can be has room for that, and is below 6 MB', async () => {
        const done = await handled([base64(gzipSync(LARGEST)), ...Array.from({ length: 6000 }, (_, at) => tiny(at))]);

        expect(resultsOf(done).slice(0, 2)).toEqual(['Ok', 'Dropped']);
        expect(replyBytes(done)).toBeLessThan(6_000_000);
    });

    test('whose ids leave no room for so large a first one has it put back', async () => {
        const done = await handled([base64(gzipSync(LARGEST)), ...Array.from({ length: 12_000 }, () => '')]);

        expect([done.counts.taken_apart, done.counts.refused]).toEqual([1, 0]);
    });
});

test.each([
    [-5, '1970-01-01 00:00:00.000'],
    [1767225605000.9, '2026-01-01 00:00:05.000'],
    [1e20, '9999-12-31 23:59:59.999'],
])('an arrival at %d is written as a time, also after it was put back', async (arrivedAt, expected) => {
    const text = activityText({}, { eventTimestamp: '' });

    const [direct, { lines }] = await Promise.all([
        handled([base64(text)], { arrivedAt }),
        drained([base64(`${text}\n${activityText({ eventType: 'SignUp' })}`)], { arrivedAt }),
    ]);

    expect(rowsOf(direct).map((row) => row['arrived_at'])).toEqual([expected]);
    expect(lines.map(({ line }) => line)).toContain(linesOf(direct)[0]);
});

test('the same event gives the same line, whatever came before it', async () => {
    const texts = [activityText({ more: 1 }), activityText(), activityText({ creationDate: null })];

    const lines = linesOf(await handled([...texts, ...texts.toReversed()].map(base64)));

    expect(lines).toEqual([...lines.slice(0, 3), ...lines.slice(0, 3).toReversed()]);
    expect(lines.map((line) => line.slice(14, 46)).slice(0, 3)).toEqual(texts.map(idOf));
});
