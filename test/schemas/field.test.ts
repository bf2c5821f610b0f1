/** Tests of the field types: each accepts any value. */
import { describe, expect, test } from 'vitest';
import { isBlank, isObject, objectAt, toText, toBoolean } from '../../schemas/field.ts';

test.each([undefined, null, '', 'null'])('%j is blank', (value) => {
    expect([isBlank(value), toText(value), toBoolean(value), objectAt(value)]).toEqual([
        true,
        undefined,
        undefined,
        {},
    ]);
});

test.each([' ', 'NULL', 'None', 0, false, [], {}])('%j is not blank', (value) => {
    expect(isBlank(value)).toBe(false);
});

test.each([
    ['a', 'a'],
    [' ', ' '],
    [0, '0'],
    [false, 'false'],
    [1e21, '1e+21'],
    [[1, 'a'], '[1,"a"]'],
    [{ a: null }, '{"a":null}'],
])('the text of %j is %s', (value, expected) => {
    expect(toText(value)).toBe(expected);
});

describe('a boolean', () => {
    test.each([true, 'true', 'TRUE', ' True ', 1, '1'])('toBoolean of %j is true', (value) => {
        expect(toBoolean(value)).toBe(true);
    });

    test.each([false, 'false', 'FALSE', 'False\n', 0, '0'])('toBoolean of %j is false', (value) => {
        expect(toBoolean(value)).toBe(false);
    });

    test.each(['yes', 'no', 2, -1, [], {}, [true], 'truefalse'])('toBoolean of %j is undefined', (value) => {
        expect(toBoolean(value)).toBeUndefined();
    });
});

test('isObject is false for a list and null', () => {
    expect([{}, [], null, 'a'].map(isObject)).toEqual([true, false, false, false]);
});

test.each([
    [{ a: 1 }, { a: 1 }],
    ['{"a":1}', { a: 1 }],
    ['{broken', {}],
    [' {"a":1}', {}],
    ['[1]', {}],
    [[1], {}],
    [7, {}],
])('the object at %j is %j', (value, expected) => {
    expect(objectAt(value)).toEqual(expected);
});

test('a JSON text that is too deep to parse is no object', () => {
    const deep = `{"a":${'['.repeat(40_000)}1${']'.repeat(40_000)}}`;

    expect([objectAt(deep), objectAt('{"a":[1]}')]).toEqual([{}, { a: [1] }]);
});
