/** Tests of what an event has besides its columns. */
import { describe, expect, test } from 'vitest';
import { activityText, extrasOf, notificationText, rowOf } from '../../../support/sample-events.ts';
import { POOL } from '../../../support/transform-batch.ts';

const extras = (text: string): object => extrasOf(rowOf(text));
const OTHER = 'eu-west-1_OTHER';

describe('the user pool', () => {
    test.each([
        [
            'the pool id of the log source takes precedence, and another one in the message is kept',
            { userPoolId: OTHER },
            { userPoolId: POOL },
            POOL,
            { 'message.userPoolId': OTHER },
        ],
        [
            'the pool id of the message is used if that of the log source is invalid',
            { userPoolId: POOL },
            { userPoolId: '../x_1' },
            POOL,
            { 'logSourceId.userPoolId': '../x_1' },
        ],
        [
            'a pool id that is named twice is not in the extra columns',
            { userPoolId: POOL },
            { userPoolId: POOL },
            POOL,
            {},
        ],
        ['the pool id of the message is used if the log source has none', { userPoolId: OTHER }, {}, OTHER, {}],
    ])('%s', (_, message, logSourceId, userPoolId, expected) => {
        const row = rowOf(activityText(message, { logSourceId }));

        expect({ pool: row['user_pool_id'], extras: extrasOf(row) }).toEqual({ pool: userPoolId, extras: expected });
    });
});

describe('a field that is usually an object', () => {
    test.each([
        [7, '7'],
        ['some text', 'some text'],
        [['a'], '["a"]'],
        ['{broken', '{broken'],
        [true, 'true'],
    ])('the message %j is kept', (message, kept) => {
        expect(extras(activityText({}, { message }))).toEqual({ message: kept });
    });

    test.each([null, '', 'null', {}])('the message %j is not in the extra columns', (message) => {
        expect(extras(activityText({}, { message }))).toEqual({});
    });

    test('a log source that is a list is kept', () => {
        expect(extras(activityText({ userPoolId: POOL }, { logSourceId: [POOL] }))).toEqual({
            logSourceId: `["${POOL}"]`,
        });
    });

    test('a log source may be the JSON text of an object', () => {
        const row = rowOf(activityText({}, { logSourceId: JSON.stringify({ userPoolId: POOL, more: 1 }) }));

        expect({ pool: row['user_pool_id'], extras: extrasOf(row) }).toEqual({
            pool: POOL,
            extras: { 'logSourceId.more': '1' },
        });
    });
});

test('a notification keeps its unknown fields, and a message that is a list', () => {
    expect(extras(notificationText('x', { more: { a: 1 } }))).toEqual({ 'more.a': '1' });
    expect(extras(notificationText('x', { message: ['x'] }))).toEqual({ message: '["x"]' });
});
