/** A corpus of nasty arrivals through the handler: none throws, none takes long, none loses an event. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { activityText, notificationText } from '../support/given-events.ts';
import { cpuMsOf } from '../support/cpu-time.ts';
import {
    ARRIVED_AT,
    base64,
    drained,
    handled,
    rowsOf,
    SETTINGS,
    type Given,
    type Outcome,
} from '../support/given-firehose.ts';
import { rowFaults } from './row-faults.ts';

/** What a batch came to, and the milliseconds of the processor's time that it took. */
const timed = async (data: readonly string[], given: Given = {}): Promise<readonly [Outcome, number]> => {
    const outcomes: Outcome[] = [];
    const tookMs = await cpuMsOf(async () => outcomes.push(await handled(data, given)));
    const [done] = outcomes;
    if (done === undefined) throw new Error('no outcome');
    return [done, tookMs];
};

const nested = (open: string, close: string, levels: number): string =>
    `${open.repeat(levels)}1${close.repeat(levels)}`;
const inField = (json: string): string => activityText({ deep: 'HERE' }).replace('"HERE"', () => json);
const times = (part: string, bytes = 1_000_000): string => part.repeat(Math.floor(bytes / part.length));
const bomb = (megabytes: number): Buffer => gzipSync(Buffer.alloc(megabytes * 1024 * 1024, ' '));

/** Kept as one row each. */
const KEPT: readonly (readonly [string, string | Uint8Array])[] = [
    ['the time 1e20', activityText({}, { eventTimestamp: '1e20' }).replace('"1e20"', '1e20')],
    [
        'the time 1e400, which is infinite',
        activityText({}, { eventTimestamp: 0 }).replace('"eventTimestamp":0', '"eventTimestamp":1e400'),
    ],
    ['the time -0', activityText({ creationDate: 'HERE' }).replace('"HERE"', '-0')],
    ['a time of a day that no month has', activityText({ creationDate: '2026-02-31T00:00:00Z' })],
    ['__proto__ keys everywhere', activityText().replaceAll('{', '{"__proto__":{"userName":"x","eventSource":"y"},')],
    [
        'constructor and prototype keys',
        activityText({ constructor: { prototype: { a: 1 } }, prototype: null, toString: 'x', valueOf: 1 }),
    ],
    ['lone surrogates in names and values', activityText({ userName: '\ud800', '\udc00': '\udfff' })],
    ['lone surrogates escaped', activityText({ userName: 'HERE' }).replace('HERE', '\\ud800\\ud800\\udc00\\udc00')],
    ['100 levels of lists', inField(nested('[', ']', 100))],
    ['100,000 levels of lists', inField(nested('[', ']', 100_000))],
    ['100,000 levels of objects', inField(nested('{"a":', '}', 100_000))],
    [
        '100,000 levels in a column of text',
        activityText({ userName: 'HERE' }).replace('"HERE"', () => nested('[', ']', 100_000)),
    ],
    [
        '100,000 levels in the challenges',
        activityText({ challenges: 'HERE' }).replace('"HERE"', () => nested('[', ']', 100_000)),
    ],
    ['100,000 levels of JSON text in the challenges', activityText({ challenges: nested('[', ']', 100_000) })],
    [
        '100,000 levels in the log source',
        activityText({ userPoolId: 'a_1' }, { logSourceId: 'HERE' }).replace('"HERE"', () => nested('[', ']', 100_000)),
    ],
    ['100,000 levels, and a wide list beside', inField(`[${nested('[', ']', 100_000)},${times('1,', 400_000)}1]`)],
    ['80,000 fields', activityText(Object.fromEntries(Array.from({ length: 80_000 }, (_, at) => [`f${at}`, 1])))],
    ['a name of 900 KB', activityText({ userName: 'x'.repeat(900_000) })],
    ['a name of 300 KB of what JSON escapes', activityText({ userName: '\u0001'.repeat(150_000) })],
    ['a key of 900 KB', activityText({ ['k'.repeat(900_000)]: 1 })],
    ['keys twice', activityText().replace('{', '{"eventSource":"OTHER","message":7,')],
    ['a byte order mark', `\ufeff${activityText()}`],
    ['two byte order marks', `\ufeff\ufeff${activityText()}`],
    ['NUL in a name', activityText({ userName: '\u0000' })],
    ['invalid UTF-8 in a name', Buffer.from(activityText({ userName: '\xff\xc0\x80' }), 'latin1')],
    [
        'a surrogate encoded as UTF-8',
        Buffer.concat([
            Buffer.from(activityText().slice(0, -1)),
            Buffer.from(',"a":"'),
            Buffer.from([0xed, 0xa0, 0x80]),
            Buffer.from('"}'),
        ]),
    ],
    ['line separators in a name', activityText({ userName: '\u2028\u2029\u0085\v\f' })],
    ['a challenge of 900 KB', activityText({ challenges: [times(':', 900_000)] })],
    ['an event type of 900 KB', activityText({ eventType: times('_ ', 900_000) })],
    ['a risk of 900 KB', activityText({ riskDecision: times('- ', 900_000) })],
    ['a date of 900 KB', activityText({ creationDate: times('1', 900_000) })],
    ['a date of blanks', activityText({ creationDate: times(' ', 900_000) })],
    ['a boolean of 900 KB', activityText({ hasContextData: times(' t', 900_000) })],
];

describe('an event with', () => {
    test.each(KEPT)('%s is kept', async (_, bytes) => {
        const done = await handled([base64(bytes)]);

        expect([done.counts.rows, done.counts.events, done.puts]).toEqual([1, 1, []]);
        expect(rowsOf(done).flatMap((row) => rowFaults(JSON.stringify(row), done.table))).toEqual([]);
    });
});

const NASTY: readonly (readonly [string, string | Uint8Array])[] = [
    ['NUL bytes', Buffer.alloc(1000)],
    ['a gzip bomb of 33 MiB', bomb(33)],
    ['a gzip bomb of 500 MiB', bomb(500)],
    ['bombs end to end', Buffer.concat([bomb(20), bomb(20)])],
    ['a bomb behind an event', Buffer.concat([Buffer.from(activityText()), bomb(33)])],
    ['a bomb in a bomb', gzipSync(bomb(500))],
    ['a bomb of empty objects', gzipSync(times('{}\n', 30_000_000))],
    ['a bomb of beginnings', gzipSync(times('{"a":\n', 30_000_000))],
    ['a bomb of broken lines', gzipSync(times('{"a\n', 30_000_000))],
    ['a bomb of entries', gzipSync(`{"messageType":"DATA_MESSAGE","logEvents":[${times('1,', 10_000_000)}1]}`)],
    ['10,000 members', Buffer.concat(Array.from({ length: 10_000 }, () => gzipSync('{}')))],
    [
        '10,000 members behind an event',
        Buffer.concat([Buffer.from(activityText()), ...Array.from({ length: 10_000 }, () => gzipSync('{}'))]),
    ],
    [
        'the beginnings of members',
        Buffer.concat(Array.from({ length: 100_000 }, () => Buffer.from([0x1f, 0x8b, 0x08]))),
    ],
    [
        'the beginnings of members, words between',
        Buffer.concat(Array.from({ length: 50_000 }, () => Buffer.from([0x61, 0x1f, 0x8b, 0x08, 0x62]))),
    ],
    [
        'a member with a header that does not end',
        Buffer.concat([Buffer.from([0x1f, 0x8b, 0x08, 0xff]), Buffer.alloc(500_000, 'x')]),
    ],
    [
        'a member whose extra field is longer than it',
        Buffer.from([0x1f, 0x8b, 0x08, 0x04, 0, 0, 0, 0, 0, 3, 0xff, 0xff]),
    ],
    ...[
        '{',
        '[',
        '"',
        '{"',
        '{"a":',
        '{"a":\n',
        '{\n',
        '{"a":"\\',
        '\\',
        '}{',
        '],[',
        '\n',
        'x\n',
        '{}',
        '[]\n',
        '{"a":1}',
        `${activityText()} `,
        ',"eventSource":',
    ].flatMap((part) => [
        [`a megabyte of ${JSON.stringify(part.slice(0, 20))}`, times(part)] as const,
        [
            `a megabyte of ${JSON.stringify(part.slice(0, 20))} before an event`,
            `${times(part)}\n${activityText()}`,
        ] as const,
    ]),
];

describe('an arrival of', () => {
    test.each(NASTY)('%s is answered in time, and no event of it is lost', async (_, bytes) => {
        const batch = [base64(bytes), base64(activityText())];

        const [done, tookMs] = await timed(batch);

        expect(done.answer.records.map(({ recordId }) => recordId)).toEqual(['record-0', 'record-1']);
        expect(done.answer.records[1]?.result).toBe('Ok');
        expect(done.counts.events).toBe(done.counts.rows + done.counts.refused_events + done.counts.put_back_events);
        expect(tookMs).toBeLessThan(3000);
    });
});

test('notifications of nothing but what patterns look for are answered in time', async () => {
    const parts = [
        'a@',
        '1.1.',
        ':1',
        '+1 ',
        'arn:aws:',
        'sms ',
        'sandbox ',
        'e-mail not ',
        'phone ',
        'configuration ',
        'a-1_',
        '\u0000',
    ];
    const data = Array.from({ length: 500 }, (_, at) =>
        base64(notificationText(times(parts[at % parts.length] ?? '', 4000))),
    );

    const [done, tookMs] = await timed(data, { stream: SETTINGS.user_notification });

    expect(done.counts.rows).toBe(500);
    expect(tookMs).toBeLessThan(3000);
});

test('what is nasty comes to the same end when it was put back before', async () => {
    const texts = KEPT.slice(0, 14).map(([, bytes]) => Buffer.concat([Buffer.from(bytes), Buffer.from('\n')]));

    const { events, lines } = await drained([
        base64(gzipSync(Buffer.concat([...texts, Buffer.from(notificationText('x'))]))),
    ]);
    const alone = await Promise.all(
        KEPT.slice(0, 14).map(([, bytes]) => drained([base64(bytes)], { arrivedAt: ARRIVED_AT })),
    );

    expect([events, lines.length]).toEqual([15, 15]);
    expect(lines.map(({ line }) => line)).toEqual(
        expect.arrayContaining(alone.flatMap((each) => each.lines.map(({ line }) => line))),
    );
});
