/** Tests of parsing untrusted event texts. */
import { describe, expect, test } from 'vitest';
import { decode } from '../../../../lib/transform/decode/decode.ts';
import { parse } from '../../../../lib/transform/row/parse.ts';
import { toLine } from '../../../../lib/transform/to-line.ts';
import { ARRIVED_AT, base64, POOL } from '../../../support/transform-batch.ts';
import { activityText, extrasOf, rowOf } from '../../../support/sample-events.ts';

const kindOf = (text: string): string => {
    const parsed = parse({ text, arrivedAt: ARRIVED_AT, ingestPath: 'firehose', logEventId: null });
    return 'reason' in parsed ? parsed.reason : parsed.kind;
};
const fromSource = (eventSource: unknown): string => kindOf(activityText({}, { eventSource }));
const fromPool = (userPoolId: unknown): string => kindOf(activityText({}, { logSourceId: { userPoolId } }));

describe('a text that is not an event', () => {
    test.each([
        ['', 'not_json'],
        ['{"a":', 'not_json'],
        ['{"a":1}{"a":1}', 'not_json'],
        ['\u0000', 'not_json'],
        ['[]', 'not_an_object'],
        ['null', 'not_an_object'],
        ['42', 'not_an_object'],
        ['"text"', 'not_an_object'],
        ['{}', 'unknown_event_source'],
        ['{"eventSource":{}}', 'unknown_event_source'],
        ['{"eventSource":"USER_AUTH_EVENTS"}', 'no_user_pool_id'],
        ['{"eventSource":"USER_NOTIFICATION"}', 'no_user_pool_id'],
        ['{"record_id":"x"}', 'bad_row'],
    ])('%s is rejected as %s', (text, reason) => {
        expect(kindOf(text)).toBe(reason);
    });
});

test.each(['record_id', 'cognito_log_lake', 'messageType', 'logEvents'])(
    'an event with a new field %s is an event, and the field is kept',
    (field) => {
        const text = activityText({}, { [field]: 'x' });
        const [event] = decode({ recordId: '', arrivedAt: ARRIVED_AT, data: base64(text) }).map(toLine);

        expect(event).toMatchObject({ table: 'user_activity' });
        expect(extrasOf(rowOf(text))).toEqual({ [field]: 'x' });
    },
);

test('an event with the fields of an envelope is an event, not a control message', () => {
    const text = activityText({}, { messageType: 'CONTROL_MESSAGE', logEvents: [] });

    expect(decode({ recordId: '', arrivedAt: ARRIVED_AT, data: base64(text) }).map(toLine)).toMatchObject([
        { table: 'user_activity' },
    ]);
});

test('a message type without log events is rejected, not dropped', () => {
    const data = base64('{"messageType":"CONTROL_MESSAGE","owner":"x"}');

    expect(decode({ recordId: '', arrivedAt: ARRIVED_AT, data }).map(toLine)).toMatchObject([
        { reason: 'unknown_event_source' },
    ]);
});

describe('the event source', () => {
    test.each([
        ['USER_ACTIVITY', 'user_activity'],
        ['USER_AUTH_EVENTS', 'user_activity'],
        ['userAuthEvents', 'user_activity'],
        ['user activity', 'user_activity'],
        ['USER_NOTIFICATION', 'user_notification'],
        ['userNotification', 'user_notification'],
        ['USER_BILLING', 'unknown_event_source'],
        ['__proto__', 'unknown_event_source'],
        [' ', 'unknown_event_source'],
    ])('the event source %s is parsed as %s', (eventSource, kind) => {
        expect(fromSource(eventSource)).toBe(kind);
    });
});

describe('the user pool', () => {
    test.each([
        [POOL, 'user_activity'],
        ['local_pool-1_Abc9', 'user_activity'],
        [`us-west-2_${'E'.repeat(45)}`, 'user_activity'],
        [`us-west-2_${'E'.repeat(46)}`, 'bad_user_pool_id'],
        ['us-west-2-EXAMPLE', 'bad_user_pool_id'],
        ['../x_1', 'bad_user_pool_id'],
        ['a_1\n', 'bad_user_pool_id'],
        ['a_1/..', 'bad_user_pool_id'],
        [7, 'bad_user_pool_id'],
        ['', 'no_user_pool_id'],
        ['null', 'no_user_pool_id'],
        [null, 'no_user_pool_id'],
        [undefined, 'no_user_pool_id'],
    ])('the user pool %j is parsed as %s', (userPoolId, kind) => {
        expect(fromPool(userPoolId)).toBe(kind);
    });
});

test('pool ids are still recognised after more pools than the cache holds', () => {
    const pools = Array.from({ length: 1500 }, (_, index) => `us-west-2_POOL${index}`);
    const poolOf = (pool: string): unknown => {
        const parsed = parse({
            text: activityText({ userPoolId: pool }, { logSourceId: { userPoolId: pool } }),
            arrivedAt: ARRIVED_AT,
            ingestPath: 'firehose',
            logEventId: null,
        });
        return 'userPoolId' in parsed && parsed.userPoolId;
    };

    const recognised = [...pools, ...pools].map(poolOf);

    expect(recognised).toEqual([...pools, ...pools]);
});
