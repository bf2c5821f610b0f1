/** Tests of the line encoder: one line of JSON that every parser accepts. */
import { expect, test } from 'vitest';
import { jsonOf } from '../../../../lib/transform/row/encode.ts';
import { activityText, lineOf } from '../../../support/sample-events.ts';

test('a line has no line break inside', () => {
    const { line } = lineOf(activityText({ userName: 'a\nb\r\u2028c' }));

    expect(line).not.toMatch(/[\n\r]/);
});

test('a line omits NULLs and empty lists', () => {
    const { line } = lineOf(activityText({ challenges: [], city: null, eventId: '' }));

    expect(line).not.toMatch(/null|\[\]|city|event_id|challenge/);
});

test.each([
    ['\ud800', '\ufffd'],
    ['\udc00x', '\ufffdx'],
    ['\u{1F600}', '\u{1F600}'],
    ['\\ud800', '\\ud800'],
])('the user name %j is written as %j', (userName, expected) => {
    expect(JSON.parse(lineOf(activityText({ userName })).line).user_name).toBe(expected);
});

test('a lone surrogate in a list becomes U+FFFD', () => {
    expect(jsonOf({ extra_values: ['a\ud800', 'b'] })).toBe('{"extra_values":["a\ufffd","b"]}');
});
