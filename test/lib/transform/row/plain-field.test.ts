/** Tests of the fast writers of single fields; plain-fields.test.ts compares them with JSON.stringify. */
import { expect, test } from 'vitest';
import { booleanField, isPlain, listField, textField } from '../../../../lib/transform/row/plain-field.ts';

test.each(['"\\u0041"', '"\\""', '{"a":"\\\\"}', '"a\ud800"', '"\udc00"'])('%j is not plain', (json) => {
    expect(isPlain(json)).toBe(false);
});

test.each(['"é"', '"\u{1F600}"', '{"a":"[{"}', '"\u007f\u2028"'])('%j is plain', (json) => {
    expect(isPlain(json)).toBe(true);
});

test('a field without a value writes nothing', () => {
    expect([textField('"a":"', undefined), booleanField('"a":', undefined), listField('"a":', undefined)]).toEqual([
        '',
        '',
        '',
    ]);
});

test('a text that is JSON of an array or object gets its escapes', () => {
    expect(textField('"a":"', '{"b":1}')).toBe(String.raw`"a":"{\"b\":1}"`);
    expect(listField('"a":', ['x', '["y"]'])).toBe(String.raw`"a":["x","[\"y\"]"]`);
});
