/** Tests of nasty records in the transform: none throws, takes long or loses an event. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { writeParcel } from '../../schemas/parcel.ts';
import { activityText, notificationText } from '../support/sample-events.ts';
import { measureCpuMs } from '../support/measure-cpu-ms.ts';
import {
    ARRIVED_AT,
    base64,
    transformUntilDrained,
    transformBatch,
    okRowsOf,
    SETTINGS,
    type TransformBatchOptions,
    type TransformBatchOutcome,
} from '../support/transform-batch.ts';
import { findRowViolations } from './find-row-violations.ts';

/** The outcome of a batch, and its CPU time in milliseconds. */
const transformTimed = async (
    data: readonly string[],
    options: TransformBatchOptions = {},
): Promise<readonly [TransformBatchOutcome, number]> => {
    const outcomes: TransformBatchOutcome[] = [];
    const tookMs = await measureCpuMs(async () => outcomes.push(await transformBatch(data, options)));
    const [done] = outcomes;
    if (done === undefined) throw new Error('no outcome');
    return [done, tookMs];
};

const nestedJson = (open: string, close: string, levels: number): string =>
    `${open.repeat(levels)}1${close.repeat(levels)}`;
const inField = (json: string): string => activityText({ deep: 'HERE' }).replace('"HERE"', () => json);
const repeated = (part: string, bytes = 1_000_000): string => part.repeat(Math.floor(bytes / part.length));
const bomb = (megabytes: number): Buffer => gzipSync(Buffer.alloc(megabytes * 1024 * 1024, ' '));

/** Each becomes one row. */
const VALID: readonly (readonly [string, string | Uint8Array])[] = [
    ['the time 1e20', activityText({}, { eventTimestamp: '1e20' }).replace('"1e20"', '1e20')],
    [
        'the time 1e400, which is infinite',
        activityText({}, { eventTimestamp: 0 }).replace('"eventTimestamp":0', '"eventTimestamp":1e400'),
    ],
    ['the time -0', activityText({ creationDate: 'HERE' }).replace('"HERE"', '-0')],
    ['a day that does not exist', activityText({ creationDate: '2026-02-31T00:00:00Z' })],
    ['__proto__ keys everywhere', activityText().replaceAll('{', '{"__proto__":{"userName":"x","eventSource":"y"},')],
    [
        'constructor and prototype keys',
        activityText({ constructor: { prototype: { a: 1 } }, prototype: null, toString: 'x', valueOf: 1 }),
    ],
    ['lone surrogates in names and values', activityText({ userName: '\ud800', '\udc00': '\udfff' })],
    ['escaped lone surrogates', activityText({ userName: 'HERE' }).replace('HERE', '\\ud800\\ud800\\udc00\\udc00')],
    ['100 levels of lists', inField(nestedJson('[', ']', 100))],
    ['20,000 levels of lists', inField(nestedJson('[', ']', 20_000))],
    ['7,000 levels of objects', inField(nestedJson('{"a":', '}', 7000))],
    [
        '20,000 levels in a string column',
        activityText({ userName: 'HERE' }).replace('"HERE"', () => nestedJson('[', ']', 20_000)),
    ],
    [
        '20,000 levels in the challenges',
        activityText({ challenges: 'HERE' }).replace('"HERE"', () => nestedJson('[', ']', 20_000)),
    ],
    ['100,000 levels of JSON text in the challenges', activityText({ challenges: nestedJson('[', ']', 100_000) })],
    [
        '20,000 levels in the log source',
        activityText({ userPoolId: 'a_1' }, { logSourceId: 'HERE' }).replace('"HERE"', () =>
            nestedJson('[', ']', 20_000),
        ),
    ],
    ['1,000 levels and a wide list', inField(`[${nestedJson('[', ']', 995)},${repeated('1,', 400_000)}1]`)],
    ['80,000 fields', activityText(Object.fromEntries(Array.from({ length: 80_000 }, (_, at) => [`f${at}`, 1])))],
    ['a name of 900 KB', activityText({ userName: 'x'.repeat(900_000) })],
    ['a name of 300 KB that JSON escapes', activityText({ userName: '\u0001'.repeat(150_000) })],
    ['a key of 900 KB', activityText({ ['k'.repeat(900_000)]: 1 })],
    ['duplicate keys', activityText().replace('{', '{"eventSource":"OTHER","message":7,')],
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
    ['a challenge of 900 KB', activityText({ challenges: [repeated(':', 900_000)] })],
    ['an event type of 900 KB', activityText({ eventType: repeated('_ ', 900_000) })],
    ['a risk of 900 KB', activityText({ riskDecision: repeated('- ', 900_000) })],
    ['a date of 900 KB', activityText({ creationDate: repeated('1', 900_000) })],
    ['a date of blanks', activityText({ creationDate: repeated(' ', 900_000) })],
    ['a boolean of 900 KB', activityText({ hasContextData: repeated(' t', 900_000) })],
];

describe('a nasty event', () => {
    test.each(VALID)('an event with %s is ok', async (_, bytes) => {
        const done = await transformBatch([base64(bytes)]);

        expect([done.counts.rows, done.counts.events, done.puts]).toEqual([1, 1, []]);
        expect(okRowsOf(done).flatMap((row) => findRowViolations(JSON.stringify(row), done.table))).toEqual([]);
    });
});

const NASTY: readonly (readonly [string, string | Uint8Array])[] = [
    ['NUL bytes', Buffer.alloc(1000)],
    ['a gzip bomb of 17 MiB', bomb(17)],
    ['a gzip bomb of 33 MiB', bomb(33)],
    ['a gzip bomb of 500 MiB', bomb(500)],
    ['two consecutive bombs', Buffer.concat([bomb(20), bomb(20)])],
    ['a bomb after an event', Buffer.concat([Buffer.from(activityText()), bomb(33)])],
    ['a bomb in a bomb', gzipSync(bomb(500))],
    ['a bomb of empty objects', gzipSync(repeated('{}\n', 30_000_000))],
    ['a bomb of open braces', gzipSync(repeated('{"a":\n', 30_000_000))],
    ['a bomb of broken lines', gzipSync(repeated('{"a\n', 30_000_000))],
    ['a bomb of log events', gzipSync(`{"messageType":"DATA_MESSAGE","logEvents":[${repeated('1,', 10_000_000)}1]}`)],
    ['10,000 members', Buffer.concat(Array.from({ length: 10_000 }, () => gzipSync('{}')))],
    [
        '10,000 members after an event',
        Buffer.concat([Buffer.from(activityText()), ...Array.from({ length: 10_000 }, () => gzipSync('{}'))]),
    ],
    ['starts of members', Buffer.concat(Array.from({ length: 100_000 }, () => Buffer.from([0x1f, 0x8b, 0x08])))],
    [
        'starts of members with text between them',
        Buffer.concat(Array.from({ length: 50_000 }, () => Buffer.from([0x61, 0x1f, 0x8b, 0x08, 0x62]))),
    ],
    [
        'a member with a header that does not end',
        Buffer.concat([Buffer.from([0x1f, 0x8b, 0x08, 0xff]), Buffer.alloc(500_000, 'x')]),
    ],
    [
        'a member whose extra field is longer than the member',
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
        [`a megabyte of ${JSON.stringify(part.slice(0, 20))}`, repeated(part)] as const,
        [
            `a megabyte of ${JSON.stringify(part.slice(0, 20))} before an event`,
            `${repeated(part)}\n${activityText()}`,
        ] as const,
    ]),
];

describe('an event deeper than 1,000 levels', () => {
    const deep = nestedJson('[', ']', 100_000);

    test.each([
        ['alone', inField(deep)],
        ['in gzip', gzipSync(inField(deep))],
        ['among good events', `${activityText()}\n${inField(deep)}\n${activityText()}`],
        ['in an envelope', JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: [{ message: inField(deep) }] })],
        ['in a parcel', writeParcel({ text: inField(deep), arrivedAt: 5, ingestPath: 's3_export', logEventId: null })],
    ])('the event is rejected as too_deep, and no other: %s', async (place, bytes) => {
        const { rejected, lines } = await transformUntilDrained([base64(bytes), base64(activityText())]);

        expect([rejected, lines.length]).toEqual([{ too_deep: 1 }, place === 'among good events' ? 3 : 1]);
    });
});

describe('a nasty record', () => {
    test.each(NASTY)('a record of %s is transformed in time, and no event is lost', async (_, bytes) => {
        const batch = [base64(bytes), base64(activityText())];

        const [done, tookMs] = await transformTimed(batch);

        expect(done.reply.records.map(({ recordId }) => recordId)).toEqual(['record-0', 'record-1']);
        expect(done.reply.records[1]?.result).toBe('Ok');
        expect(done.counts.events).toBe(done.counts.rows + done.counts.rejected_events + done.counts.reingested_events);
        expect(tookMs).toBeLessThan(15_000);
    });
});

test('notifications full of partial pattern matches are transformed in time', async () => {
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
        base64(notificationText(repeated(parts[at % parts.length] ?? '', 4000))),
    );

    const [done, tookMs] = await transformTimed(data, { stream: SETTINGS.user_notification });

    expect(done.counts.rows).toBe(500);
    expect(tookMs).toBeLessThan(15_000);
});

test('nasty events give the same rows after re-ingestion', async () => {
    const texts = VALID.slice(0, 14).map(([, bytes]) => Buffer.concat([Buffer.from(bytes), Buffer.from('\n')]));

    const { events, lines } = await transformUntilDrained([
        base64(gzipSync(Buffer.concat([...texts, Buffer.from(notificationText('x'))]))),
    ]);
    const alone = await Promise.all(
        VALID.slice(0, 14).map(([, bytes]) => transformUntilDrained([base64(bytes)], { arrivedAt: ARRIVED_AT })),
    );

    expect([events, lines.length]).toEqual([15, 15]);
    expect(lines.map(({ line }) => line)).toEqual(
        expect.arrayContaining(alone.flatMap((each) => each.lines.map(({ line }) => line))),
    );
});
