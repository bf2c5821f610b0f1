/** Tests of the user notification schema: the message may be an object, its JSON, or the text itself. */
import { expect, test } from 'vitest';
import { NOTIFICATION_FIELDS, readUserNotification } from '../../schemas/user-notification.ts';

test.each([
    [{ details: 'x' }, 'x'],
    ['{"details":"x"}', 'x'],
    ['some text', 'some text'],
    ['{broken', undefined],
    ['null', undefined],
    ['', undefined],
    [null, undefined],
    [['x'], undefined],
    [{ details: 7 }, '7'],
])('the details in the message %j are %j', (message, expected) => {
    expect(readUserNotification({ message }).message.details).toBe(expected);
});

test('each field is read from its object', () => {
    const [message, logSourceId] = [{ details: 'x', userPoolId: 'b_2' }, { userPoolId: 'a_1' }];
    const record = {
        eventTimestamp: '2026-01-01T00:00:00Z',
        eventSource: 'source',
        logLevel: 'level',
        message,
        logSourceId,
    };

    expect(readUserNotification(record)).toEqual({
        raw: { record, message, logSourceId },
        eventTimestamp: Date.UTC(2026, 0, 1),
        eventSource: 'source',
        logLevel: 'level',
        message,
        logSourcePool: 'a_1',
    });
});

test('the message fields are the details and the pool', () => {
    expect([...NOTIFICATION_FIELDS.message]).toEqual(['details', 'userPoolId']);
});
