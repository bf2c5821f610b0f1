/** Tests of the count of fields that schemas/ does not know. */
import { expect, test } from 'vitest';
import { normalise } from '../../../../lib/transform/row/normalise.ts';
import { parse } from '../../../../lib/transform/row/parse.ts';
import { unknownFields } from '../../../../lib/transform/row/unknown-fields.ts';
import { activityText, notificationText } from '../../../support/given-events.ts';

const count = (text: string): number => {
    const parsed = parse({ text, arrivedAt: Date.UTC(2026, 0, 1), ingestPath: 'firehose', logEventId: null });
    if ('refusal' in parsed || parsed.kind === 'row') throw new Error('no event');
    return unknownFields(normalise(parsed));
};

test.each([
    ['a record as it is documented', activityText(), 0],
    ['a field of the message that is new', activityText({ newField: 'x' }), 1],
    ['a new object, by its parts', activityText({ newField: { a: 1, b: { c: 2 } } }), 2],
    ['a field of the record that is new', activityText({}, { newField: 1 }), 1],
    [
        'a field in a place that is new',
        activityText({}, { logSourceId: { userPoolId: 'us-west-2_EXAMPLE', accountId: '123456789012' } }),
        1,
    ],
    [
        'a field whose value does not fit its column',
        activityText({ hasContextData: 'perhaps', riskLevel: 'Extreme' }),
        0,
    ],
    ['a time that is not believed', activityText({}, { eventTimestamp: '1' }), 0],
    ['a second pool', activityText({ userPoolId: 'us-west-2_OTHER' }), 0],
    ['a new field named like a column', activityText({ 'message.riskLevel': 'x' }), 1],
    ['a new field whose name begins like a column', activityText({ 'riskLevel.score': 'x' }), 1],
    [
        'a log source with a pool that is none',
        activityText({ userPoolId: 'us-west-2_EXAMPLE' }, { logSourceId: { userPoolId: '../x_1' } }),
        0,
    ],
    ['a message that is no object', activityText({}, { message: 'x' }), 0],
    [
        'a field of the message that is new in the log source',
        activityText({}, { logSourceId: { userPoolId: 'us-west-2_EXAMPLE', riskLevel: 'Low' } }),
        1,
    ],
    [
        'a notification whose message has a pool that is none',
        notificationText('', { message: { userPoolId: '../x_1' } }),
        0,
    ],
    ['a notification as it is documented', notificationText('x'), 0],
    ['a notification with a field that is new', notificationText('x', { messageId: '1' }), 1],
])('%s has so many unknown fields', (_, text, expected) => {
    expect(count(text)).toBe(expected);
});
