/** Tests of reading settings from environment variables. */
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
    ])('the settings of %j are read', (variables, expected) => {
        expect(settingsFrom(variables)).toEqual(expected);
    });

    test.each([
        ['ACTIVITY_STREAM', 'arn:aws:firehose:us-west-2:123456789012:deliverystream/a'],
        ['NOTIFICATION_STREAM', 'two words'],
        ['ACTIVITY_STREAM', 'x'.repeat(65)],
    ])('the variable %s with %j is invalid, and the error names it', (name, value) => {
        expect(() => settingsFrom({ [name]: value })).toThrow(
            new RegExp(`Invalid environment variables: .*not a valid Firehose stream name\\s+.*at ${name}$`),
        );
    });

    test('an error names both invalid variables', () => {
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
