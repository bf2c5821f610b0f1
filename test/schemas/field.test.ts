/** Tests of the kinds of field: each takes whatever stands there. */
import { describe, expect, test } from 'vitest';
import { isBlank, isObject, objectAt, text, truth } from '../../schemas/field.ts';

test.each([undefined, null, '', 'null'])('%j says nothing', (value) => {
    expect([isBlank(value), text(value), truth(value), objectAt(value)]).toEqual([true, undefined, undefined, {}]);
});

test.each([' ', 'NULL', 'None', 0, false, [], {}])('%j says something', (value) => {
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
])('%j as text is %s', (value, expected) => {
    expect(text(value)).toBe(expected);
});

describe('a boolean', () => {
    test.each([true, 'true', 'TRUE', ' True ', 1, '1'])('%j is true', (value) => {
        expect(truth(value)).toBe(true);
    });

    test.each([false, 'false', 'FALSE', 'False\n', 0, '0'])('%j is false', (value) => {
        expect(truth(value)).toBe(false);
    });

    test.each(['yes', 'no', 2, -1, [], {}, [true], 'truefalse'])('%j is none', (value) => {
        expect(truth(value)).toBeUndefined();
    });
});

test('an object is none when it is a list or null', () => {
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
