/** Tests of the line: one text of JSON that every reader takes. */
import { expect, test } from 'vitest';
import { jsonOf } from '../../../../lib/transform/row/encode.ts';
import { activityText, lineOf } from '../../../support/given-events.ts';

test('a line is one line', () => {
    const { line } = lineOf(activityText({ userName: 'a\nb\r\u2028c' }));

    expect(line).not.toMatch(/[\n\r]/);
});

test('NULLs and empty lists are left out', () => {
    const { line } = lineOf(activityText({ challenges: [], city: null, eventId: '' }));

    expect(line).not.toMatch(/null|\[\]|city|event_id|challenge/);
});

test.each([
    ['\ud800', '\ufffd'],
    ['\udc00x', '\ufffdx'],
    ['\u{1F600}', '\u{1F600}'],
    ['\\ud800', '\\ud800'],
])('of the text %j stays %j', (userName, expected) => {
    expect(JSON.parse(lineOf(activityText({ userName })).line).user_name).toBe(expected);
});

test('half a surrogate in a list becomes U+FFFD too', () => {
    expect(jsonOf({ extra_values: ['a\ud800', 'b'] })).toBe('{"extra_values":["a\ufffd","b"]}');
});
