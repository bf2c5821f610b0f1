/** Tests of the decision about a record. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toLine } from '../../../../lib/transform/to-line.ts';
import { decide, reasonsOf, reject, type Decision } from '../../../../lib/transform/reply/decide.ts';
import type { Piece } from '../../../../lib/transform/reply/split-record.ts';
import { KEYS_BYTES, MAX_REPLY_BYTES } from '../../../../lib/transform/reply/reply-size.ts';
import { decode } from '../../../../lib/transform/decode/decode.ts';
import { activityText, lineOf, notificationText } from '../../../support/sample-events.ts';
import { ARRIVED_AT, base64, POOL } from '../../../support/transform-batch.ts';

const recordOf = (data: string) => ({ recordId: '1', arrivedAt: ARRIVED_AT, data });
const decisionOf = (
    text: string,
    room = MAX_REPLY_BYTES,
    table: 'user_activity' | 'user_notification' = 'user_activity',
    pieces = 1000,
): Decision => {
    const record = recordOf(base64(text));
    return decide(decode(record).map(toLine), record, { table, room, pieces });
};
const resultOf = (text: string, room?: number): string => decisionOf(text, room).result;

const partition = { user_pool_id: POOL, event_type: 'SignIn', dt: '2026-01-01' };
const GOOD = activityText();
const SIZE = base64(`${lineOf(GOOD).line}\n`).length + KEYS_BYTES;

/** Text that gzip can hardly compress. */
const NOISE = Array.from({ length: 40_000 }, (_, at) => createHash('sha256').update(String(at)).digest('hex')).join('');

const piecesOf = (decision: Decision): readonly Piece[] => (decision.result === 'split' ? decision.pieces : []);

test('events of one partition are ok, one line each', () => {
    const other = activityText({ eventId: 'another' });

    expect(decisionOf(`${GOOD}\n${other}`)).toEqual({
        result: 'ok',
        partition,
        data: base64(`${lineOf(GOOD).line}\n${lineOf(other).line}\n`),
        eventCount: 2,
        unknownFields: 0,
    });
});

test('unknown fields are counted over all events of a record', () => {
    expect(decisionOf(`${activityText({ a: 1 })}\n${activityText({ b: 1, c: 2 })}`)).toMatchObject({
        result: 'ok',
        unknownFields: 3,
    });
});

test('a notification is ok on its own stream', () => {
    expect(decisionOf(notificationText('x'), MAX_REPLY_BYTES, 'user_notification')).toMatchObject({
        result: 'ok',
        partition: { ...partition, event_type: 'DeliveryError' },
    });
});

test('a record without events is dropped', () => {
    expect(decisionOf(' \n')).toEqual({ result: 'dropped' });
});

test('a record with one invalid event is rejected for its reason', () => {
    expect(decisionOf('{')).toEqual({ result: 'rejected', reasons: ['not_json'] });
});

describe('a split record', () => {
    test.each([
        ['two event types', `${GOOD}\n${activityText({ eventType: 'SignUp' })}`, 2],
        ['two days', `${GOOD}\n${activityText({ creationDate: null }, { eventTimestamp: '1767139200000' })}`, 2],
        ['two pools', `${GOOD}\n${activityText({}, { logSourceId: { userPoolId: 'eu-west-1_OTHER' } })}`, 2],
        ['events of both tables', `${GOOD}\n${notificationText('x')}`, 2],
        ['valid and invalid events', `${GOOD}\n{"a":\n${GOOD}`, 2],
    ])('a record with %s is split', (_, text, pieces) => {
        const decision = decisionOf(text);

        expect([decision.result, decision.result === 'split' && decision.pieces.length]).toEqual(['split', pieces]);
    });

    test('a record with one event of the other table is split', () => {
        expect(decisionOf(notificationText('x'))).toMatchObject({
            result: 'split',
            eventCount: 1,
            pieces: [{ table: 'user_notification' }],
        });
    });

    test('a record is split if the reply has no room for its lines', () => {
        expect([resultOf(GOOD, SIZE), resultOf(GOOD, SIZE - 1)]).toEqual(['ok', 'split']);
    });

    test('a record with an invalid event is split if the reply has no room for its data', () => {
        const size = base64('{').length;

        expect([resultOf('{', size), resultOf('{', size - 1)]).toEqual(['rejected', 'split']);
    });
});

describe('rejected events', () => {
    const bad = (count: number): string => Array.from({ length: count }, (_, at) => `{"bad":${at}}\n`).join('');
    const room = MAX_REPLY_BYTES;

    test('a record of rejected events alone is rejected whole, for the reason of each', () => {
        expect(decisionOf(`{\n[]\n${bad(2)}`)).toEqual({
            result: 'rejected',
            reasons: ['not_json', 'not_an_object', 'unknown_event_source', 'unknown_event_source'],
        });
    });

    test('if the reply has no room for it, the record is re-ingested as it is', () => {
        const text = bad(600);

        expect(decisionOf(text, base64(text).length - 1)).toEqual({
            result: 'split',
            pieces: [{ table: 'user_activity', bytes: Buffer.from(text) }],
            eventCount: 600,
            reasons: [],
        });
        expect(resultOf(text, base64(text).length)).toBe('rejected');
    });

    test.each([
        [1000 * 1024, 'split'],
        [1000 * 1024 + 1, 'rejected'],
    ])('a record of %d bytes without room is %s: larger ones fit on no stream', (length, result) => {
        expect(resultOf('{\n{'.padEnd(length), 0)).toBe(result);
    });

    test('up to 500 rejected events of a mixed record travel one by one', () => {
        const decision = decisionOf(`${bad(500)}${GOOD}`);

        expect(decision).toMatchObject({ result: 'split', eventCount: 501, reasons: [] });
        expect(piecesOf(decision)).toHaveLength(501);
    });

    test('with more, only the good events are re-ingested, and the record is rejected for the others', () => {
        const decision = decisionOf(`${bad(501)}${GOOD}`);

        expect(decision).toMatchObject({ result: 'split', eventCount: 1, reasons: { length: 501 } });
        expect(piecesOf(decision).map(({ bytes }) => bytes.toString())).toEqual([
            expect.stringContaining(JSON.stringify(GOOD)),
        ]);
    });

    test('with fewer pieces left, fewer rejected events travel', () => {
        const text = `${bad(3)}${GOOD}`;

        expect([3, 2].map((pieces) => reasonsOf(decisionOf(text, room, 'user_activity', pieces)).length)).toEqual([
            0, 3,
        ]);
    });

    test('a mixed record with many rejected events is re-ingested as it is if the reply has no room', () => {
        const text = `${bad(501)}${GOOD}`;

        expect(decisionOf(text, base64(text).length - 1)).toEqual({
            result: 'split',
            pieces: [{ table: 'user_activity', bytes: Buffer.from(text) }],
            eventCount: 502,
            reasons: [],
        });
    });

    test('if a good event is too large for a piece, the record is rejected whole', () => {
        const decision = decisionOf(`${bad(501)}${activityText({ userName: NOISE })}`);

        expect([decision.result, reasonsOf(decision).at(-1)]).toEqual(['rejected', 'too_large']);
    });
});

test('data that is not base64 is rejected even without room, because it has no bytes to re-ingest', () => {
    const record = recordOf('***');

    expect(decide(decode(record).map(toLine), record, { table: 'user_activity', room: 0, pieces: 1 })).toEqual({
        result: 'rejected',
        reasons: ['not_base64'],
    });
});

test('if an event is too large for a piece, valid events are too_large, and others keep their reasons', () => {
    expect(decisionOf(`${activityText({ userName: NOISE })}\n{\n${GOOD}`)).toEqual({
        result: 'rejected',
        reasons: ['too_large', 'not_json', 'too_large'],
    });
});

test('a single event too large for a reply is rejected as too_large', () => {
    expect(decisionOf(activityText({ userName: 'x'.repeat(4_200_000) }), Infinity)).toEqual({
        result: 'rejected',
        reasons: ['too_large'],
    });
});

test('rejected events keep their own reasons', () => {
    expect(
        reject(
            [...decode(recordOf(base64(GOOD))).map(toLine), toLine({ reason: 'not_gzip', bytes: Buffer.alloc(0) })],
            'reingest_failed',
        ),
    ).toEqual({
        result: 'rejected',
        reasons: ['reingest_failed', 'not_gzip'],
    });
});
