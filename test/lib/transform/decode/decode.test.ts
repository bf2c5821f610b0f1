/** Tests of decoding a record: its bytes show the format. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isRejectedBytes, decode, type DecodedEvent } from '../../../../lib/transform/decode/decode.ts';
import { writeParcel } from '../../../../schemas/parcel.ts';
import { ARRIVED_AT, base64 } from '../../../support/transform-batch.ts';

const ONE = '{"a":1}';
const TWO = '{"b":2}';

const decoded = (bytes: string | Uint8Array): readonly DecodedEvent[] =>
    decode({ recordId: '1', arrivedAt: ARRIVED_AT, data: base64(bytes) });
/** The reasons of rejected bytes, and whether they are the bytes of the record. */
const reasonsOf = (record: Buffer): readonly unknown[] =>
    decoded(record).map((event) => isRejectedBytes(event) && [event.reason, event.bytes.equals(record)]);
const plain = (text: string): object => ({ text, arrivedAt: ARRIVED_AT, ingestPath: 'firehose', logEventId: null });
const read = (text: string): object => ({ ...plain(text), read: { value: JSON.parse(text) } });
const fromLogs = (text: string, logEventId: string | null = null): object => ({
    ...plain(text),
    ingestPath: 'cloudwatch_logs',
    logEventId,
});
const envelope = (logEvents: unknown, messageType: unknown = 'DATA_MESSAGE'): string =>
    JSON.stringify({ messageType, logEvents });

describe('plain data', () => {
    test.each([
        ['one event', ONE, [read(ONE)]],
        ['one event with blanks around it', ` \n${ONE}\r\n`, [read(ONE)]],
        ['one event after a byte order mark', `\ufeff${ONE}`, [read(ONE)]],
        ['two lines', `${ONE}\n${TWO}\n`, [read(ONE), read(TWO)]],
        ['events without a separator', ONE + TWO, [read(ONE), read(TWO)]],
        ['a list', `[${ONE}]`, [read(`[${ONE}]`)]],
        ['a number', '42', [read('42')]],
        ['a null', 'null', [read('null')]],
        ['text that is not JSON', 'nothing', [plain('nothing')]],
        ['valid lines and a broken one', `${ONE}\n{"a":\n${TWO}`, [read(ONE), plain('{"a":'), read(TWO)]],
        [
            'a broken line that a later one closes',
            `{"a":{"b":\n${ONE}\n"x"}}\n${TWO}`,
            [plain('{"a":{"b":'), read(ONE), plain('"x"}}'), read(TWO)],
        ],
        ['a closed value that is not JSON', `{a}${ONE}`, [plain('{a}'), read(ONE)]],
        ['a closed value over several lines that is not JSON', `{a\n\n}${ONE}`, [plain('{a\n\n}'), read(ONE)]],
        ['text that is not JSON, with other blanks around it', '\u00a0nothing\u00a0', [plain('nothing')]],
        ['no bytes', '', []],
        ['blanks', ' \t\r\n\ufeff', []],
        ['blanks that JSON does not allow', '\u00a0\u2003', []],
    ])('plain data is decoded: %s', (_, bytes, expected) => {
        expect(decoded(bytes)).toEqual(expected);
    });

    test('a large event is decoded in the same way', () => {
        const large = `{"a":"${'x'.repeat(100_000)}"}`;

        expect(decoded(large)).toEqual([read(large)]);
    });

    test('bytes that are not UTF-8 stay bytes', () => {
        const junk = Buffer.from([0xff, 0xfe, 0x41]);

        expect(decoded(Buffer.concat([Buffer.from(`${ONE}\n`), junk]))).toEqual([
            read(ONE),
            { reason: 'not_json', bytes: junk },
        ]);
    });

    test('invalid UTF-8 in an event becomes U+FFFD, and the original bytes are kept', () => {
        const [one = Buffer.of(), two = Buffer.of()] = ['{"a":"\xff"}', '{"b":"\xfe"}'].map((text) =>
            Buffer.from(text, 'latin1'),
        );

        expect(decoded(one)).toEqual([{ ...read('{"a":"\ufffd"}'), bytes: one }]);
        expect(decoded(Buffer.concat([one, two]))).toEqual([
            { ...read('{"a":"\ufffd"}'), bytes: one },
            { ...read('{"b":"\ufffd"}'), bytes: two },
        ]);
    });

    test('an event with U+FFFD itself is a text', () => {
        expect(decoded('{"a":"\ufffd"}')).toEqual([read('{"a":"\ufffd"}')]);
    });

    test('a bad parcel that is not UTF-8 keeps its bytes', () => {
        const bad = Buffer.from('{"cognito_log_lake":"\xff"}', 'latin1');

        expect(decoded(bad)).toEqual([{ reason: 'bad_parcel', bytes: bad }]);
    });
});

test('data that is not base64 is rejected', () => {
    expect(decode({ recordId: '1', arrivedAt: ARRIVED_AT, data: '{}' })).toEqual([
        { reason: 'not_base64', bytes: Buffer.from('{}') },
    ]);
});

describe('gzip', () => {
    test.each([
        ['an event', gzipSync(ONE), [read(ONE)]],
        ['two lines', gzipSync(`${ONE}\n${TWO}`), [read(ONE), read(TWO)]],
        ['no bytes', gzipSync(''), []],
        ['two members with an event each', Buffer.concat([gzipSync(ONE), gzipSync(TWO)]), [read(ONE), read(TWO)]],
        ['a member before a plain event', Buffer.concat([gzipSync(ONE), Buffer.from(TWO)]), [read(ONE), read(TWO)]],
        ['a member after a plain event', Buffer.concat([Buffer.from(ONE), gzipSync(TWO)]), [read(ONE), read(TWO)]],
        [
            'a member that was cut off',
            gzipSync(ONE).subarray(0, 12),
            [{ reason: 'not_gzip', bytes: gzipSync(ONE).subarray(0, 12) }],
        ],
        ['gzip in gzip, which is not JSON', gzipSync(gzipSync(ONE)), [{ reason: 'not_json', bytes: gzipSync(ONE) }]],
    ])('gzip is decoded: %s', (_, bytes, expected) => {
        expect(decoded(bytes)).toEqual(expected);
    });
});

describe('an envelope of CloudWatch Logs', () => {
    test.each([
        [
            'events with their ids',
            envelope([
                { id: '7', timestamp: 1, message: `${ONE}\n` },
                { id: '', timestamp: '2', message: TWO },
            ]),
            [fromLogs(ONE, '7'), fromLogs(TWO)],
        ],
        ['ids of another type', envelope([{ id: 7, message: ONE }]), [fromLogs(ONE, '7')]],
        ['no events', envelope([]), []],
        [
            'an entry without a message becomes the message',
            envelope([{ id: '7' }, null, 3, [ONE]]),
            [fromLogs('{"id":"7"}', '7'), fromLogs('null'), fromLogs('3'), fromLogs('["{\\"a\\":1}"]')],
        ],
        [
            'an entry whose message is not a string becomes the message',
            envelope([{ message: { a: 1 } }]),
            [fromLogs('{"message":{"a":1}}')],
        ],
        [
            'a control message has no events',
            envelope([{ id: '', timestamp: '1', message: 'CWL CONTROL MESSAGE' }], 'CONTROL_MESSAGE'),
            [],
        ],
        ['an envelope without a type', envelope([{ id: '7', message: ONE }], null), [fromLogs(ONE, '7')]],
    ])('an envelope is decoded: %s', (_, text, expected) => {
        expect([decoded(text), decoded(gzipSync(text))]).toEqual([expected, expected]);
    });

    test.each(['none', 'x'.repeat(100_001)])('an envelope without a list of events is an event', (logEvents) => {
        const text = envelope(logEvents);

        expect(decoded(text)).toEqual([read(text)]);
    });

    test('an envelope may have 100,000 events', () => {
        expect(decoded(gzipSync(envelope(Array.from({ length: 100_000 }, () => 1))))).toHaveLength(100_000);
    });

    test('consecutive envelopes give all their events', () => {
        const text = envelope([{ id: '7', message: ONE }]);

        expect(decoded(gzipSync(text + text))).toEqual([fromLogs(ONE, '7'), fromLogs(ONE, '7')]);
    });
});

describe('a parcel', () => {
    const content = { text: ONE, arrivedAt: 1000, ingestPath: 's3_export', logEventId: 'x' } as const;
    const inParcel = <Content>(each: Content): Content & { parcelArrivedAt: number } => ({
        ...each,
        parcelArrivedAt: ARRIVED_AT,
    });

    test('a parcel gives the original event', () => {
        expect(decoded(writeParcel(content))).toEqual([inParcel(content)]);
    });

    test('several parcels in gzip give their original events', () => {
        const other = { ...content, logEventId: null };

        expect(decoded(gzipSync(`${writeParcel(content)}\n${writeParcel(other)}\n`))).toEqual([
            inParcel(content),
            inParcel(other),
        ]);
    });

    test.each([
        ['of another version', { cognito_log_lake: 2 }],
        ['without a text', { text: undefined }],
        ['with an unknown ingest path', { ingest_path: 'magic' }],
        ['with an arrival time that is a string', { arrived_at: '1000' }],
        ['with an arrival time out of range', { arrived_at: 1e20 }],
        ['with an arrival time that is not a whole number', { arrived_at: 0.5 }],
        ['with an id that is not a string', { log_event_id: 7 }],
    ])('a parcel %s is rejected', (_, fields) => {
        const text = JSON.stringify({
            cognito_log_lake: 1,
            arrived_at: 1000,
            ingest_path: 'backfill',
            text: ONE,
            ...fields,
        });

        expect(decoded(text)).toEqual([{ reason: 'bad_parcel', bytes: Buffer.from(text) }]);
    });

    test('a parcel gives its event without the blanks around it', () => {
        expect(decoded(writeParcel({ ...content, text: ` ${ONE}\n` }))).toEqual([inParcel(content)]);
    });

    test('a parcel of a text that came bare says so', () => {
        const bare = { ...content, isBare: true } as const;

        expect(decoded(writeParcel(bare))).toEqual([bare]);
    });

    test('a parcel in a parcel is an event text', () => {
        const inner = writeParcel(content);

        expect(decoded(writeParcel({ ...content, text: inner }))).toEqual([inParcel({ ...content, text: inner })]);
    });
});

describe('a record with more than 100,000 events', () => {
    test.each([
        ['as lines', '{}\n'.repeat(100_001)],
        ['as broken lines', '{\n'.repeat(100_001)],
        ['in an envelope', envelope(Array.from({ length: 100_001 }, () => 1))],
        ['in two envelopes', envelope(Array.from({ length: 50_001 }, () => 1)).repeat(2)],
        ['as lines of a broken value', `${'{x:\n'.repeat(100_001)}${'}'.repeat(100_001)}`],
        ['in several broken values', `${'{x:\n'.repeat(900)}${'}'.repeat(900)}\n`.repeat(112)],
    ])('the record is rejected whole: events %s', (_, text) => {
        const record = gzipSync(text);

        expect(reasonsOf(record)).toEqual([['too_many_events', true]]);
    });

    test('the events of all parts of a record are counted together', () => {
        const record = Buffer.concat([gzipSync('{}\n'.repeat(50_000)), Buffer.from(`${'{}\n'.repeat(50_000)}{}`)]);

        expect(reasonsOf(record)).toEqual([['too_many_events', true]]);
    });

    test('rejected gzip members are counted too', () => {
        const damaged = gzipSync('').fill(1, 12);
        const record = Buffer.concat([Buffer.from('{}\n'.repeat(99_999)), damaged, damaged]);

        expect(reasonsOf(record)).toEqual([['too_many_events', true]]);
    });

    test('a record with exactly 100,000 events is accepted', () => {
        expect(decoded(gzipSync('{}\n'.repeat(100_000)))).toHaveLength(100_000);
    });
});

describe('the structure of a record over 64 KiB', () => {
    const nested = (levels: number): string => `${'['.repeat(levels)}1${']'.repeat(levels)}`;
    const blanks = ' '.repeat(64 * 1024);
    const many = `[${'[],'.repeat(499_999)}[]]`;

    test('an event more than 1,000 levels deep is rejected, and the others are not', () => {
        const deep = `{"a":${nested(1000)},"b":"${blanks}"}`;
        const allowed = `{"a":${nested(999)},"b":"${blanks}"}`;

        expect(decoded(`${ONE}\n${deep}\n${allowed}`)).toEqual([
            read(ONE),
            { reason: 'too_deep', bytes: Buffer.from(deep) },
            read(allowed),
        ]);
    });

    test('an event of at most 64 KiB may be deeper, also in a large record', () => {
        const deep = nested(20_000);

        const events = decoded(`${ONE}\n${deep}\n${deep}`);

        expect(events.map((event) => 'text' in event && event.text)).toEqual([ONE, deep, deep]);
    });

    test('lines that were cut off do not make a record deep', () => {
        const text = `${`{"a":{"b":\n`.repeat(600)}${ONE}\n${' '.repeat(64 * 1024)}`;

        const events = decoded(text);

        expect([events.length, events.at(-1)]).toEqual([601, read(ONE)]);
    });

    test('valid lines in a deep value are found', () => {
        const events = decoded(`${'{x:\n'.repeat(1001)}${ONE}\n${'}'.repeat(1001)}${blanks}`);

        expect([events.length, events[1001]]).toEqual([1003, read(ONE)]);
    });

    test('a bracket that nothing closes is rejected at the same bound', () => {
        const text = '['.repeat(70_000);

        expect(decoded(text)).toEqual([{ reason: 'too_deep', bytes: Buffer.from(text) }]);
    });

    test('1,000,000 brackets and commas are accepted', () => {
        const [event] = decoded(gzipSync(many));

        expect(event !== undefined && 'text' in event && event.text === many).toBe(true);
    });

    test.each([
        ['in one value', [gzipSync(`${many}[]`)]],
        ['in several parts', [gzipSync(many), '[]']],
        ['in many small parts', Array.from({ length: 50 }, () => [gzipSync('[],'.repeat(10_001)), '\n']).flat()],
    ])('a record with more is rejected whole: %s', (_, parts) => {
        const record = Buffer.concat(parts.map((part) => Buffer.from(part)));

        expect(reasonsOf(record)).toEqual([['too_many_values', true]]);
    });
});
