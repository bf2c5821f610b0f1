/** Tests of what an arrival holds: the bytes decide. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isUnusable, unwrap, type Unwrapped } from '../../../../lib/transform/decode/unwrap.ts';
import { writeParcel } from '../../../../schemas/parcel.ts';
import { ARRIVED_AT, base64 } from '../../../support/given-firehose.ts';

const ONE = '{"a":1}';
const TWO = '{"b":2}';

const unwrapped = (bytes: string | Uint8Array): readonly Unwrapped[] =>
    unwrap({ recordId: '1', arrivedAt: ARRIVED_AT, data: base64(bytes) });
const direct = (text: string): object => ({ text, arrivedAt: ARRIVED_AT, ingestPath: 'firehose', logEventId: null });
const read = (text: string): object => ({ ...direct(text), read: { value: JSON.parse(text) } });
const fromLogs = (text: string, logEventId: string | null = null): object => ({
    ...direct(text),
    ingestPath: 'cloudwatch_logs',
    logEventId,
});
const envelope = (logEvents: unknown, messageType: unknown = 'DATA_MESSAGE'): string =>
    JSON.stringify({ messageType, logEvents });

describe('plain bytes', () => {
    test.each([
        ['of one event', ONE, [read(ONE)]],
        ['of one event with blanks around', ` \n${ONE}\r\n`, [read(ONE)]],
        ['of one event after a byte order mark', `\ufeff${ONE}`, [read(ONE)]],
        ['of a line each', `${ONE}\n${TWO}\n`, [read(ONE), read(TWO)]],
        ['run together', ONE + TWO, [read(ONE), read(TWO)]],
        ['of a list', `[${ONE}]`, [read(`[${ONE}]`)]],
        ['of a number', '42', [read('42')]],
        ['of a null', 'null', [read('null')]],
        ['of no JSON', 'nothing', [direct('nothing')]],
        ['of good lines and a broken one', `${ONE}\n{"a":\n${TWO}`, [read(ONE), direct('{"a":'), read(TWO)]],
        [
            'of a broken line that a later one closes',
            `{"a":{"b":\n${ONE}\n"x"}}\n${TWO}`,
            [direct('{"a":{"b":'), read(ONE), direct('"x"}}'), read(TWO)],
        ],
        ['of a value that is closed and no JSON', `{a}${ONE}`, [direct('{a}'), read(ONE)]],
        ['of a value over lines that is closed and no JSON', `{a\n\n}${ONE}`, [direct('{a\n\n}'), read(ONE)]],
        ['of no JSON with other blanks around', '\u00a0nothing\u00a0', [direct('nothing')]],
        ['of nothing', '', []],
        ['of blanks', ' \t\r\n\ufeff', []],
        ['of blanks that JSON does not know', '\u00a0\u2003', []],
    ])('%s', (_, bytes, expected) => {
        expect(unwrapped(bytes)).toEqual(expected);
    });

    test('larger than most are read alike', () => {
        const large = `{"a":"${'x'.repeat(100_000)}"}`;

        expect(unwrapped(large)).toEqual([read(large)]);
    });

    test('of no text come back as bytes', () => {
        const junk = Buffer.from([0xff, 0xfe, 0x41]);

        expect(unwrapped(Buffer.concat([Buffer.from(`${ONE}\n`), junk]))).toEqual([
            read(ONE),
            { refusal: 'not_json', bytes: junk },
        ]);
    });

    test('of no text within an event become U+FFFD, and are kept beside', () => {
        const [one = Buffer.of(), two = Buffer.of()] = ['{"a":"\xff"}', '{"b":"\xfe"}'].map((text) =>
            Buffer.from(text, 'latin1'),
        );

        expect(unwrapped(one)).toEqual([{ ...read('{"a":"\ufffd"}'), bytes: one }]);
        expect(unwrapped(Buffer.concat([one, two]))).toEqual([
            { ...read('{"a":"\ufffd"}'), bytes: one },
            { ...read('{"b":"\ufffd"}'), bytes: two },
        ]);
    });

    test('of U+FFFD itself are a text', () => {
        expect(unwrapped('{"a":"\ufffd"}')).toEqual([read('{"a":"\ufffd"}')]);
    });

    test('of a bad parcel that are no text stay what they are', () => {
        const bad = Buffer.from('{"cognito_log_lake":"\xff"}', 'latin1');

        expect(unwrapped(bad)).toEqual([{ refusal: 'bad_parcel', bytes: bad }]);
    });
});

test('what is no base64 is told', () => {
    expect(unwrap({ recordId: '1', arrivedAt: ARRIVED_AT, data: '{}' })).toEqual([
        { refusal: 'not_base64', bytes: Buffer.from('{}') },
    ]);
});

describe('gzip', () => {
    test.each([
        ['of an event', gzipSync(ONE), [read(ONE)]],
        ['of a line each', gzipSync(`${ONE}\n${TWO}`), [read(ONE), read(TWO)]],
        ['of nothing', gzipSync(''), []],
        ['of members, an event each', Buffer.concat([gzipSync(ONE), gzipSync(TWO)]), [read(ONE), read(TWO)]],
        ['and a plain event', Buffer.concat([gzipSync(ONE), Buffer.from(TWO)]), [read(ONE), read(TWO)]],
        ['after a plain event', Buffer.concat([Buffer.from(ONE), gzipSync(TWO)]), [read(ONE), read(TWO)]],
        ['cut off', gzipSync(ONE).subarray(0, 12), [{ refusal: 'not_gzip', bytes: gzipSync(ONE).subarray(0, 12) }]],
        ['within gzip is no JSON', gzipSync(gzipSync(ONE)), [{ refusal: 'not_json', bytes: gzipSync(ONE) }]],
    ])('%s', (_, bytes, expected) => {
        expect(unwrapped(bytes)).toEqual(expected);
    });
});

describe('an envelope of CloudWatch Logs', () => {
    test.each([
        [
            'gives its events with their ids',
            envelope([
                { id: '7', timestamp: 1, message: `${ONE}\n` },
                { id: '', timestamp: '2', message: TWO },
            ]),
            [fromLogs(ONE, '7'), fromLogs(TWO)],
        ],
        ['may have ids of another type', envelope([{ id: 7, message: ONE }]), [fromLogs(ONE, '7')]],
        ['of no events gives none', envelope([]), []],
        [
            'hands on an entry without a message whole',
            envelope([{ id: '7' }, null, 3, [ONE]]),
            [fromLogs('{"id":"7"}', '7'), fromLogs('null'), fromLogs('3'), fromLogs('["{\\"a\\":1}"]')],
        ],
        [
            'with a message that is no text hands on the entry',
            envelope([{ message: { a: 1 } }]),
            [fromLogs('{"message":{"a":1}}')],
        ],
        [
            'that only tries the destination gives none',
            envelope([{ id: '', timestamp: '1', message: 'CWL CONTROL MESSAGE' }], 'CONTROL_MESSAGE'),
            [],
        ],
        ['without a type is one all the same', envelope([{ id: '7', message: ONE }], null), [fromLogs(ONE, '7')]],
    ])('%s', (_, text, expected) => {
        expect([unwrapped(text), unwrapped(gzipSync(text))]).toEqual([expected, expected]);
    });

    test.each(['none', 'x'.repeat(100_001)])('without a list of events is an event', (none) => {
        const text = envelope(none);

        expect(unwrapped(text)).toEqual([read(text)]);
    });

    test('may have 100,000 events', () => {
        expect(unwrapped(gzipSync(envelope(Array.from({ length: 100_000 }, () => 1))))).toHaveLength(100_000);
    });

    test('one after another give all their events', () => {
        const text = envelope([{ id: '7', message: ONE }]);

        expect(unwrapped(gzipSync(text + text))).toEqual([fromLogs(ONE, '7'), fromLogs(ONE, '7')]);
    });
});

describe('a parcel', () => {
    const parcelled = { text: ONE, arrivedAt: 1000, ingestPath: 's3_export', logEventId: 'x' } as const;

    test('gives the event as it first came', () => {
        expect(unwrapped(writeParcel(parcelled))).toEqual([parcelled]);
    });

    test('gives the same in gzip, beside others', () => {
        const other = { ...parcelled, logEventId: null };

        expect(unwrapped(gzipSync(`${writeParcel(parcelled)}\n${writeParcel(other)}\n`))).toEqual([parcelled, other]);
    });

    test.each([
        ['of another version', { cognito_log_lake: 2 }],
        ['without a text', { text: undefined }],
        ['that came on an unknown path', { ingest_path: 'magic' }],
        ['that arrived at no time', { arrived_at: '1000' }],
        ['that arrived beyond the calendar', { arrived_at: 1e20 }],
        ['that arrived between two milliseconds', { arrived_at: 0.5 }],
        ['with an id that is none', { log_event_id: 7 }],
    ])('%s is bad', (_, fields) => {
        const text = JSON.stringify({
            cognito_log_lake: 1,
            arrived_at: 1000,
            ingest_path: 'backfill',
            text: ONE,
            ...fields,
        });

        expect(unwrapped(text)).toEqual([{ refusal: 'bad_parcel', bytes: Buffer.from(text) }]);
    });

    test('gives its event without the blanks around it', () => {
        expect(unwrapped(writeParcel({ ...parcelled, text: ` ${ONE}\n` }))).toEqual([parcelled]);
    });

    test('within a parcel is an event of no kind', () => {
        const inner = writeParcel(parcelled);

        expect(unwrapped(writeParcel({ ...parcelled, text: inner }))).toEqual([{ ...parcelled, text: inner }]);
    });
});

describe('an arrival of more than 100,000 events is refused whole', () => {
    test.each([
        ['as lines', '{}\n'.repeat(100_001)],
        ['as broken lines', '{\n'.repeat(100_001)],
        ['in an envelope', envelope(Array.from({ length: 100_001 }, () => 1))],
    ])('%s', (_, text) => {
        expect(unwrapped(gzipSync(text)).map((event) => isUnusable(event) && event.refusal)).toEqual([
            'too_large_inflated',
        ]);
    });

    test('but not one of so many', () => {
        expect(unwrapped(gzipSync('{}\n'.repeat(100_000)))).toHaveLength(100_000);
    });
});
