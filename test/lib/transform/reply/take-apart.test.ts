/** Tests of the pieces of an arrival: each can be answered whole when it comes back. */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { answerable, type Answerable } from '../../../../lib/transform/answerable.ts';
import { isGzip } from '../../../../lib/transform/decode/inflate.ts';
import { takeApart, type Piece } from '../../../../lib/transform/reply/take-apart.ts';
import { unwrap } from '../../../../lib/transform/decode/unwrap.ts';
import { writeParcel } from '../../../../schemas/parcel.ts';
import { activityText, notificationText } from '../../../support/given-events.ts';
import { ARRIVED_AT, base64 } from '../../../support/given-firehose.ts';

const came = { arrivedAt: ARRIVED_AT, ingestPath: 'firehose', logEventId: null } as const;
const eventsOf = (texts: readonly string[]): readonly Answerable[] =>
    texts.map((text) => answerable({ text, ...came }));
const parcelOf = (text: string): string => `${writeParcel({ text, ...came })}\n`;
const textOf = ({ bytes }: Piece): string => (isGzip(bytes) ? gunzipSync(bytes) : bytes).toString();
const onStream = ({ table }: Piece): string => table;

/** Text that gzip makes little of. */
const noise = (characters: number): string => {
    const parts: string[] = [];
    for (let at = 0; parts.length * 64 < characters; at += 1)
        parts.push(createHash('sha256').update(String(at)).digest('hex'));
    return parts.join('').slice(0, characters);
};

const apart = (texts: readonly string[]): readonly Piece[] => takeApart(eventsOf(texts), 'user_activity') ?? [];

describe('the pieces', () => {
    test('hold the good events of a partition together, in order', () => {
        const [a, b, c, d] = [
            activityText({ eventId: 'a' }),
            activityText({ eventType: 'SignUp' }),
            activityText({ eventId: 'c' }),
            activityText({ creationDate: null }),
        ];

        expect(apart([a, b, c, d]).map(textOf)).toEqual([parcelOf(a) + parcelOf(c) + parcelOf(d), parcelOf(b)]);
    });

    test('hold bad events one by one, first, on the stream that they came on', () => {
        const pieces = apart([activityText(), '{', '[]']);

        expect(pieces.map((piece) => [piece.table, textOf(piece)])).toEqual([
            ['user_activity', parcelOf('{')],
            ['user_activity', parcelOf('[]')],
            ['user_activity', parcelOf(activityText())],
        ]);
    });

    test('of the other table go to its stream', () => {
        expect(apart([activityText(), notificationText('x')]).map(onStream)).toEqual([
            'user_activity',
            'user_notification',
        ]);
    });

    test('are gzip when over 5 KB', () => {
        const long = activityText({ userName: 'x'.repeat(6000) });

        expect(apart([long, '{'.repeat(6000), '{']).map(({ bytes }) => isGzip(bytes))).toEqual([true, false, true]);
    });

    test('are as few as fit in 1,000,000 bytes each, before they are compressed', () => {
        const texts = Array.from({ length: 10 }, (_, at) =>
            activityText({ eventId: String(at), userName: 'x'.repeat(240_000) }),
        );

        const pieces = apart(texts);

        expect(pieces.map((piece) => textOf(piece).split('\n').length - 1)).toEqual([4, 4, 2]);
        expect(pieces.every((piece) => textOf(piece).length <= 1_000_000)).toBe(true);
    });

    test.each([
        [0, 1],
        [1, 2],
    ])('of two events that take %d over 1,000,000 bytes are %d', (over, count) => {
        const halves = [0, over].map((more, at) =>
            activityText({
                eventId: String(at),
                userName: 'x'.repeat(500_000 - parcelOf(activityText({ eventId: '0', userName: '' })).length + more),
            }),
        );

        expect(apart(halves)).toHaveLength(count);
    });

    test.each([
        [1_000_000, 1],
        [1_000_001, undefined],
    ])('of %d bytes that can’t be compressed are so many: %d', (length, count) => {
        const source = Buffer.alloc(length, 1);

        expect(
            takeApart(
                [{ refusal: 'not_gzip', source: Buffer.concat([Buffer.of(0x1f, 0x8b), source.subarray(2)]) }],
                'user_activity',
            )?.length,
        ).toBe(count);
    });

    test.each([
        [0, false],
        [1, true],
    ])('that take %d over 5 KB are gzip: %s', (over, isPacked) => {
        const bad = 'x'.repeat(5 * 1024 - parcelOf('').length + over);

        expect(apart([bad]).map(({ bytes }) => isGzip(bytes))).toEqual([isPacked]);
    });

    test('hold no more than can be answered at once', () => {
        const numbers = Array.from({ length: 39_000 }, () => '1e20').join();
        const wide = activityText({ numbers: 'here' }).replace('"here"', `[${numbers}]`);

        const pieces = apart(Array.from({ length: 5 }, (_, at) => wide.replace('an-id', String(at))));

        expect(pieces.map((piece) => textOf(piece).split('\n').length - 1)).toEqual([4, 1]);
        expect(5 * parcelOf(wide).length).toBeLessThan(1_000_000);
    });
});

describe('an event too large', () => {
    test('to be answered is a bad one: it travels alone', () => {
        const large = activityText({ userName: 'x'.repeat(4_200_000) });

        expect(apart([activityText(), large]).map(textOf)).toEqual([parcelOf(large), parcelOf(activityText())]);
    });

    test('to be answered and to travel makes the arrival one that can’t be taken apart', () => {
        expect(
            takeApart(eventsOf([activityText({ userName: noise(2_100_000) }), activityText()]), 'user_activity'),
        ).toBeNull();
    });

    test('for a piece as it is travels compressed', () => {
        const [piece] = apart([activityText({ userName: 'x'.repeat(2_000_000) })]);

        expect(piece?.bytes.length).toBeLessThan(10_000);
    });
});

describe('bytes that are no text', () => {
    const bytesOf = (bytes: Buffer): readonly Piece[] =>
        takeApart(
            unwrap({ recordId: '1', arrivedAt: ARRIVED_AT, data: base64(bytes) }).map(answerable),
            'user_activity',
        ) ?? [];
    const good = Buffer.from(`${activityText()}\n`);
    const junk = Buffer.from([0xff, 0xfe]);
    const cut = gzipSync('x').subarray(0, 15);

    test('travel as they are', () => {
        expect(bytesOf(Buffer.concat([good, junk]))[0]?.bytes).toEqual(junk);
    });

    test('and were refused as gzip do too', () => {
        expect(bytesOf(Buffer.concat([good, cut]))[0]?.bytes).toEqual(cut);
    });

    test('and hold gzip travel wrapped, so that they come back as what they are', () => {
        const inner = gzipSync('x');

        const [piece] = bytesOf(gzipSync(Buffer.concat([good, inner])));

        expect(piece === undefined ? null : gunzipSync(piece.bytes)).toEqual(inner);
    });

    test('and hold gzip further on do too', () => {
        const holding = Buffer.concat([Buffer.of(0xff), gzipSync('x')]);

        const [piece] = bytesOf(gzipSync(Buffer.concat([good, holding])));

        expect(piece === undefined ? null : gunzipSync(piece.bytes)).toEqual(holding);
    });

    test('and inflate to more than is safe travel as they are, so that they are refused for that again', () => {
        const bomb = gzipSync('x');

        expect(takeApart([{ refusal: 'too_large_inflated', source: bomb }], 'user_activity')).toEqual([
            { table: 'user_activity', bytes: bomb },
        ]);
    });

    test('and look like gzip where they begin do too', () => {
        const alike = Buffer.from([0x1f, 0x8b, 0x2d, 0]);

        const [piece] = bytesOf(Buffer.concat([good, alike]));

        expect(piece === undefined ? null : gunzipSync(piece.bytes)).toEqual(alike);
    });

    test('are gzip when over 5 KB', () => {
        const long = Buffer.alloc(2_000_000, 0xff);

        const [piece] = bytesOf(gzipSync(Buffer.concat([good, long])));

        expect(
            piece === undefined ? null : [piece.bytes.length < 10_000, gunzipSync(piece.bytes).equals(long)],
        ).toEqual([true, true]);
    });

    test('of an event that can be read and not used travel as they are', () => {
        const unknown = Buffer.from('{"eventSource":"OTHER","a":"\xff"}', 'latin1');

        expect(bytesOf(Buffer.concat([good, unknown]))[0]?.bytes).toEqual(unknown);
    });

    test('of a bad parcel travel as they are', () => {
        const bad = '{"cognito_log_lake":9}';

        expect(apartOf(`${activityText()}\n${bad}`)[0]?.bytes.toString()).toBe(bad);
    });

    const apartOf = (text: string): readonly Piece[] => bytesOf(Buffer.from(text));
});
