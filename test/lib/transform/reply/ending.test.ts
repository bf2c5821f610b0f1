/** Tests of how an arrival ends: the table of endings. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { answerable } from '../../../../lib/transform/answerable.ts';
import { ending, refused, type Ending } from '../../../../lib/transform/reply/ending.ts';
import { KEYS_BYTES, MAX_REPLY_BYTES } from '../../../../lib/transform/reply/reply-size.ts';
import { unwrap } from '../../../../lib/transform/decode/unwrap.ts';
import { activityText, lineOf, notificationText } from '../../../support/given-events.ts';
import { ARRIVED_AT, base64, POOL } from '../../../support/given-firehose.ts';

const arrivalOf = (data: string) => ({ recordId: '1', arrivedAt: ARRIVED_AT, data });
const endingOf = (
    text: string,
    room = MAX_REPLY_BYTES,
    table: 'user_activity' | 'user_notification' = 'user_activity',
): Ending => {
    const arrival = arrivalOf(base64(text));
    return ending(unwrap(arrival).map(answerable), arrival, { table, room });
};
const howOf = (text: string, room?: number): string => endingOf(text, room).how;

const partition = { user_pool_id: POOL, event_type: 'SignIn', dt: '2026-01-01' };
const GOOD = activityText();
const SIZE = base64(`${lineOf(GOOD).line}\n`).length + KEYS_BYTES;

test('events of one partition are kept, a line each', () => {
    const other = activityText({ eventId: 'another' });

    expect(endingOf(`${GOOD}\n${other}`)).toEqual({
        how: 'kept',
        partition,
        data: base64(`${lineOf(GOOD).line}\n${lineOf(other).line}\n`),
        eventCount: 2,
        unknownFields: 0,
    });
});

test('the fields that schemas/ does not know are counted over all events', () => {
    expect(endingOf(`${activityText({ a: 1 })}\n${activityText({ b: 1, c: 2 })}`)).toMatchObject({
        how: 'kept',
        unknownFields: 3,
    });
});

test('a notification is kept on its own stream', () => {
    expect(endingOf(notificationText('x'), MAX_REPLY_BYTES, 'user_notification')).toMatchObject({
        how: 'kept',
        partition: { ...partition, event_type: 'DeliveryError' },
    });
});

test('an arrival without events is set aside', () => {
    expect(endingOf(' \n')).toEqual({ how: 'set_aside' });
});

test('one bad event is refused for its reason', () => {
    expect(endingOf('{')).toEqual({ how: 'refused', refusals: ['not_json'] });
});

describe('an arrival is put back in pieces', () => {
    test.each([
        ['of another type', `${GOOD}\n${activityText({ eventType: 'SignUp' })}`, 2],
        ['of another day', `${GOOD}\n${activityText({ creationDate: null }, { eventTimestamp: '1767139200000' })}`, 2],
        ['of another pool', `${GOOD}\n${activityText({}, { logSourceId: { userPoolId: 'eu-west-1_OTHER' } })}`, 2],
        ['of the other table beside', `${GOOD}\n${notificationText('x')}`, 2],
        ['that are bad beside', `${GOOD}\n{"a":\n${GOOD}`, 2],
        ['that are all bad', '{\n{\n{', 3],
    ])('with events %s', (_, text, pieces) => {
        const end = endingOf(text);

        expect([end.how, end.how === 'put_back' && end.pieces.length]).toEqual(['put_back', pieces]);
    });

    test('with one event of the other table', () => {
        expect(endingOf(notificationText('x'))).toMatchObject({
            how: 'put_back',
            eventCount: 1,
            pieces: [{ table: 'user_notification' }],
        });
    });

    test('when the reply has no room for its lines', () => {
        expect([howOf(GOOD, SIZE), howOf(GOOD, SIZE - 1)]).toEqual(['kept', 'put_back']);
    });

    test('when the reply has no room for a bad one', () => {
        const size = base64('{').length;

        expect([howOf('{', size), howOf('{', size - 1)]).toEqual(['refused', 'put_back']);
    });
});

test('what is no base64 is refused though there is no room: there are no bytes to put back', () => {
    const arrival = arrivalOf('***');

    expect(ending(unwrap(arrival).map(answerable), arrival, { table: 'user_activity', room: 0 })).toEqual({
        how: 'refused',
        refusals: ['not_base64'],
    });
});

test('where one event is too large to travel the good ones are refused for that, the bad ones for their own reasons', () => {
    const noise = Array.from({ length: 40_000 }, (_, at) => createHash('sha256').update(String(at)).digest('hex')).join(
        '',
    );

    expect(endingOf(`${activityText({ userName: noise })}\n{\n${GOOD}`)).toEqual({
        how: 'refused',
        refusals: ['too_large', 'not_json', 'too_large'],
    });
});

test('a single event too large to be answered is refused for that', () => {
    expect(endingOf(activityText({ userName: 'x'.repeat(4_200_000) }), Infinity)).toEqual({
        how: 'refused',
        refusals: ['too_large'],
    });
});

test('refused events keep their own reasons', () => {
    expect(
        refused(
            [
                ...unwrap(arrivalOf(base64(GOOD))).map(answerable),
                answerable({ refusal: 'not_gzip', bytes: Buffer.alloc(0) }),
            ],
            'put_back_failed',
        ),
    ).toEqual({
        how: 'refused',
        refusals: ['put_back_failed', 'not_gzip'],
    });
});
