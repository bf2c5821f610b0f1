/** Tests of the settings: what the environment may say, and what is said of what it may not. */
import { describe, expect, test } from 'vitest';
import { settingsFrom, streamNameOf, tableOfStream } from '../../../lib/transform/settings.ts';

describe('the streams', () => {
    test.each([
        [{}, { user_activity: null, user_notification: null }],
        [
            { ACTIVITY_STREAM: '', NOTIFICATION_STREAM: '' },
            { user_activity: null, user_notification: null },
        ],
        [
            { ACTIVITY_STREAM: 'a', NOTIFICATION_STREAM: 'b.c_d-9' },
            { user_activity: 'a', user_notification: 'b.c_d-9' },
        ],
        [
            { ACTIVITY_STREAM: 'a', OTHER: '?' },
            { user_activity: 'a', user_notification: null },
        ],
        [{ LISTED_POOLS: '' }, { user_activity: null, user_notification: null }],
        [
            { LISTED_POOLS: 'a_1,b_2' },
            { user_activity: null, user_notification: null, listed_pools: new Set(['a_1', 'b_2']) },
        ],
    ])('of %j', (variables, expected) => {
        expect(settingsFrom(variables)).toEqual(expected);
    });

    test.each([
        ['ACTIVITY_STREAM', 'arn:aws:firehose:us-west-2:123456789012:deliverystream/a'],
        ['NOTIFICATION_STREAM', 'two words'],
        ['ACTIVITY_STREAM', 'x'.repeat(65)],
    ])('%s of %j is no name, and the error says which variable', (name, value) => {
        expect(() => settingsFrom({ [name]: value })).toThrow(
            new RegExp(`Wrong environment: .*is no name of a Firehose stream\\s+.*at ${name}$`),
        );
    });

    test('both wrong are both named', () => {
        expect(() => settingsFrom({ ACTIVITY_STREAM: '?', NOTIFICATION_STREAM: '?' })).toThrow(
            /ACTIVITY_STREAM[^]*NOTIFICATION_STREAM/,
        );
    });
});

test('the name of a stream is the end of its ARN', () => {
    expect([streamNameOf('arn:aws:firehose:us-west-2:123456789012:deliverystream/a-b'), streamNameOf('a-b')]).toEqual([
        'a-b',
        'a-b',
    ]);
});

test.each([
    ['mine', 'user_notification'],
    ['lake-user-notification', 'user_notification'],
    ['lake-user-activity', 'user_activity'],
    ['anything', 'user_activity'],
    ['user-notification-2', 'user_activity'],
])('the stream %s fills %s', (name, table) => {
    expect(tableOfStream(name, { user_activity: null, user_notification: 'mine' })).toBe(table);
});
