/** Tests of the pieces of a split record. */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { toLine, type LineOrRejection } from '../../../../lib/transform/to-line.ts';
import { isGzip } from '../../../../lib/transform/decode/inflate.ts';
import { splitRecord, type Piece } from '../../../../lib/transform/reply/split-record.ts';
import { decode } from '../../../../lib/transform/decode/decode.ts';
import { writeParcel } from '../../../../schemas/parcel.ts';
import { activityText, lineOf, notificationText } from '../../../support/sample-events.ts';
import { ARRIVED_AT, base64, transformUntilDrained } from '../../../support/transform-batch.ts';

const origin = { arrivedAt: ARRIVED_AT, ingestPath: 'firehose', logEventId: null } as const;
const eventsOf = (texts: readonly string[]): readonly LineOrRejection[] =>
    texts.map((text) => toLine({ text, ...origin }));
const parcelOf = (text: string): string => `${writeParcel({ text, ...origin })}\n`;
const textOf = ({ bytes }: Piece): string => (isGzip(bytes) ? gunzipSync(bytes) : bytes).toString();
const tableOf = ({ table }: Piece): string => table;

/** Text that gzip can hardly compress. */
const noise = (characters: number): string => {
    const parts: string[] = [];
    for (let at = 0; parts.length * 64 < characters; at += 1)
        parts.push(createHash('sha256').update(String(at)).digest('hex'));
    return parts.join('').slice(0, characters);
};

const splitTexts = (texts: readonly string[]): readonly Piece[] => splitRecord(eventsOf(texts), 'user_activity') ?? [];

describe('the pieces', () => {
    test('valid events of a partition share a piece, in order', () => {
        const [a, b, c, d] = [
            activityText({ eventId: 'a' }),
            activityText({ eventType: 'SignUp' }),
            activityText({ eventId: 'c' }),
            activityText({ creationDate: null }),
        ];

        expect(splitTexts([a, b, c, d]).map(textOf)).toEqual([parcelOf(a) + parcelOf(c) + parcelOf(d), parcelOf(b)]);
    });

    test('rejected events come first, one per piece, for the stream of the record', () => {
        const pieces = splitTexts([activityText(), '{', '[]']);

        expect(pieces.map((piece) => [piece.table, textOf(piece)])).toEqual([
            ['user_activity', parcelOf('{')],
            ['user_activity', parcelOf('[]')],
            ['user_activity', parcelOf(activityText())],
        ]);
    });

    test('events of the other table go to its stream', () => {
        expect(splitTexts([activityText(), notificationText('x')]).map(tableOf)).toEqual([
            'user_activity',
            'user_notification',
        ]);
    });

    test('pieces over 5 KB are gzipped', () => {
        const long = activityText({ userName: 'x'.repeat(6000) });

        expect(splitTexts([long, '{'.repeat(6000), '{']).map(({ bytes }) => isGzip(bytes))).toEqual([
            true,
            false,
            true,
        ]);
    });

    test('a partition has as few pieces as fit in 1,000,000 bytes each before compression', () => {
        const texts = Array.from({ length: 10 }, (_, at) =>
            activityText({ eventId: String(at), userName: 'x'.repeat(240_000) }),
        );

        const pieces = splitTexts(texts);

        expect(pieces.map((piece) => textOf(piece).split('\n').length - 1)).toEqual([4, 4, 2]);
        expect(pieces.every((piece) => textOf(piece).length <= 1_000_000)).toBe(true);
    });

    test.each([
        [0, 1],
        [1, 2],
    ])('two events of %d over 1,000,000 bytes have %d pieces', (over, count) => {
        const halves = [0, over].map((more, at) =>
            activityText({
                eventId: String(at),
                userName: 'x'.repeat(500_000 - parcelOf(activityText({ eventId: '0', userName: '' })).length + more),
            }),
        );

        expect(splitTexts(halves)).toHaveLength(count);
    });

    test.each([
        [1_000_000, 1],
        [1_000_001, undefined],
    ])('incompressible bytes, %d of them, have %d pieces', (length, count) => {
        const source = Buffer.alloc(length, 1);

        expect(
            splitRecord(
                [{ reason: 'not_gzip', source: Buffer.concat([Buffer.of(0x1f, 0x8b), source.subarray(2)]) }],
                'user_activity',
            )?.length,
        ).toBe(count);
    });

    test.each([
        [0, false],
        [1, true],
    ])('a piece of %d over 5 KB is gzipped: %s', (over, isPacked) => {
        const invalid = 'x'.repeat(5 * 1024 - parcelOf('').length + over);

        expect(splitTexts([invalid]).map(({ bytes }) => isGzip(bytes))).toEqual([isPacked]);
    });

    test('the rows of a piece fit in one reply', () => {
        const numbers = Array.from({ length: 39_000 }, () => '1e20').join();
        const wide = activityText({ userName: 'here' }).replace('"here"', `[${numbers}]`);

        const pieces = splitTexts(Array.from({ length: 5 }, (_, at) => wide.replace('an-id', String(at))));

        expect(pieces.map((piece) => textOf(piece).split('\n').length - 1)).toEqual([4, 1]);
        expect(5 * parcelOf(wide).length).toBeLessThan(1_000_000);
    });
});

describe('with a bound of pieces', () => {
    const types = ['SignIn', 'SignUp', 'ForgotPassword', 'ResendCode'];
    const texts = [...types.map((eventType) => activityText({ eventType })), notificationText('x')];
    const linesIn = (max: number, all = texts): readonly (readonly [string, number])[] =>
        (splitRecord(eventsOf(all), 'user_activity', max) ?? []).map((piece) => [
            piece.table === 'user_activity' ? 'activity' : 'notification',
            textOf(piece).split('\n').length - 1,
        ]);

    test('each partition has a piece if they are few enough', () => {
        expect(linesIn(5)).toEqual([...types.map(() => ['activity', 1]), ['notification', 1]]);
    });

    test('the last partitions share a piece for each table', () => {
        expect(linesIn(4)).toEqual([
            ['activity', 1],
            ['activity', 1],
            ['activity', 1],
            ['activity', 1],
            ['notification', 1],
        ]);
        expect(linesIn(3)).toEqual([
            ['activity', 1],
            ['activity', 1],
            ['activity', 2],
            ['notification', 1],
        ]);
        expect(linesIn(1)).toEqual([
            ['activity', 4],
            ['notification', 1],
        ]);
    });

    test('pieces of rejected events count', () => {
        expect(linesIn(4, ['{', '[', ...texts])).toEqual([
            ['activity', 1],
            ['activity', 1],
            ['activity', 1],
            ['activity', 3],
            ['notification', 1],
        ]);
    });

    test('a shared piece gives the same lines when it is split again', async () => {
        const bytes = splitRecord(eventsOf(texts), 'user_activity', 0)?.map((piece) => base64(piece.bytes)) ?? [];

        const { lines } = await transformUntilDrained(bytes, { arrivedAt: ARRIVED_AT + 60_000 });

        expect(lines.map(({ line }) => line).toSorted()).toEqual(texts.map((text) => lineOf(text).line).toSorted());
    });
});

describe('an event too large', () => {
    test('an event too large for a reply is a piece of its own', () => {
        const large = activityText({ userName: 'x'.repeat(4_200_000) });

        expect(splitTexts([activityText(), large]).map(textOf)).toEqual([parcelOf(large), parcelOf(activityText())]);
    });

    test('a record cannot be split if an event is too large for a reply and for a piece', () => {
        expect(
            splitRecord(eventsOf([activityText({ userName: noise(2_100_000) }), activityText()]), 'user_activity'),
        ).toBeNull();
    });

    test('an event too large for a plain piece is compressed', () => {
        const [piece] = splitTexts([activityText({ userName: 'x'.repeat(2_000_000) })]);

        expect(piece?.bytes.length).toBeLessThan(10_000);
    });
});

describe('bytes that are not text', () => {
    const bytesOf = (bytes: Buffer): readonly Piece[] =>
        splitRecord(
            decode({ recordId: '1', arrivedAt: ARRIVED_AT, data: base64(bytes) }).map(toLine),
            'user_activity',
        ) ?? [];
    const valid = Buffer.from(`${activityText()}\n`);
    const junk = Buffer.from([0xff, 0xfe]);
    const cut = gzipSync('x').subarray(0, 15);

    test('such bytes stay as they are', () => {
        expect(bytesOf(Buffer.concat([valid, junk]))[0]?.bytes).toEqual(junk);
    });

    test('bytes rejected as gzip stay as they are', () => {
        expect(bytesOf(Buffer.concat([valid, cut]))[0]?.bytes).toEqual(cut);
    });

    test('inner gzip is gzipped once more, to come out unchanged', () => {
        const inner = gzipSync('x');

        const [piece] = bytesOf(gzipSync(Buffer.concat([valid, inner])));

        expect(piece === undefined ? null : gunzipSync(piece.bytes)).toEqual(inner);
    });

    test('bytes with gzip inside are gzipped, to come out unchanged', () => {
        const containing = Buffer.concat([Buffer.of(0xff), gzipSync('x')]);

        const [piece] = bytesOf(gzipSync(Buffer.concat([valid, containing])));

        expect(piece === undefined ? null : gunzipSync(piece.bytes)).toEqual(containing);
    });

    test('a zip bomb stays as it is, to be rejected again for the same reason', () => {
        const bomb = gzipSync('x');

        expect(splitRecord([{ reason: 'too_large_inflated', source: bomb }], 'user_activity')).toEqual([
            { table: 'user_activity', bytes: bomb },
        ]);
    });

    test('bytes that begin like gzip are gzipped, to come out unchanged', () => {
        const alike = Buffer.from([0x1f, 0x8b, 0x2d, 0]);

        const [piece] = bytesOf(Buffer.concat([valid, alike]));

        expect(piece === undefined ? null : gunzipSync(piece.bytes)).toEqual(alike);
    });

    test('bytes over 5 KB are gzipped', () => {
        const long = Buffer.alloc(2_000_000, 0xff);

        const [piece] = bytesOf(gzipSync(Buffer.concat([valid, long])));

        expect(
            piece === undefined ? null : [piece.bytes.length < 10_000, gunzipSync(piece.bytes).equals(long)],
        ).toEqual([true, true]);
    });

    test('the bytes of a rejected event stay as they are', () => {
        const unknown = Buffer.from('{"eventSource":"OTHER","a":"\xff"}', 'latin1');

        expect(bytesOf(Buffer.concat([valid, unknown]))[0]?.bytes).toEqual(unknown);
    });

    test('the bytes of a bad parcel stay as they are', () => {
        const bad = '{"cognito_log_lake":9}';

        expect(splitText(`${activityText()}\n${bad}`)[0]?.bytes.toString()).toBe(bad);
    });

    const splitText = (text: string): readonly Piece[] => bytesOf(Buffer.from(text));
});
