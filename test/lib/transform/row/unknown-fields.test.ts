/** Tests of counting the fields that schemas/ does not know. */
import { expect, test } from 'vitest';
import { normalise } from '../../../../lib/transform/row/normalise.ts';
import { parse } from '../../../../lib/transform/row/parse.ts';
import { unknownFields } from '../../../../lib/transform/row/unknown-fields.ts';
import { activityText, notificationText } from '../../../support/sample-events.ts';

const count = (text: string): number => {
    const parsed = parse({ text, arrivedAt: Date.UTC(2026, 0, 1), ingestPath: 'firehose', logEventId: null });
    if ('reason' in parsed || parsed.kind === 'row') throw new Error('not an event');
    return unknownFields(normalise(parsed));
};

test.each([
    ['a documented event', activityText(), 0],
    ['a new message field', activityText({ newField: 'x' }), 1],
    ['a new object with two values', activityText({ newField: { a: 1, b: { c: 2 } } }), 2],
    ['a new field of the event', activityText({}, { newField: 1 }), 1],
    [
        'a new field of the log source',
        activityText({}, { logSourceId: { userPoolId: 'us-west-2_EXAMPLE', accountId: '123456789012' } }),
        1,
    ],
    [
        'a field whose value does not fit its column',
        activityText({ hasContextData: 'perhaps', riskLevel: 'Extreme' }),
        0,
    ],
    ['an implausible time', activityText({}, { eventTimestamp: '1' }), 0],
    ['a second pool', activityText({ userPoolId: 'us-west-2_OTHER' }), 0],
    ['a new field named like a column', activityText({ 'message.riskLevel': 'x' }), 1],
    ['a new field whose name begins like a column', activityText({ 'riskLevel.score': 'x' }), 1],
    [
        'a log source with an invalid pool id',
        activityText({ userPoolId: 'us-west-2_EXAMPLE' }, { logSourceId: { userPoolId: '../x_1' } }),
        0,
    ],
    ['a message that is not an object', activityText({}, { message: 'x' }), 0],
    [
        'a message field in the log source',
        activityText({}, { logSourceId: { userPoolId: 'us-west-2_EXAMPLE', riskLevel: 'Low' } }),
        1,
    ],
    [
        'a notification whose message has an invalid pool id',
        notificationText('', { message: { userPoolId: '../x_1' } }),
        0,
    ],
    ['a documented notification', notificationText('x'), 0],
    ['a notification with a new field', notificationText('x', { messageId: '1' }), 1],
])('the number of unknown fields is right for %s', (_, text, expected) => {
    expect(count(text)).toBe(expected);
});
