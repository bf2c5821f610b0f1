/** Tests of the schema of notifications: the message may be an object, its JSON, or the text itself. */
import { expect, test } from 'vitest';
import { userNotification } from '../../schemas/user-notification.ts';

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
    expect(userNotification.parse({ message }).message.details).toBe(expected);
});
