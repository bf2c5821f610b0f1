/** Tests of reading JSON as it is written. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compactLength, withoutBlanks, writtenFields } from '../../../../lib/transform/row/written-fields.ts';

const asObject = (json: string): object =>
    Object.fromEntries(writtenFields(json).map(({ key, text }) => [key, JSON.parse(text)]));

describe('writtenFields', () => {
    test('the fields are those of JSON.parse, in any layout', () => {
        fc.assert(
            fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(3), (object, indent) => {
                const json = JSON.stringify(object, null, indent);

                expect(asObject(json)).toEqual(Object.fromEntries(Object.entries(JSON.parse(json))));
            }),
        );
    });

    test('a repeated key is there as often as it is written, with its numbers as written', () => {
        expect(writtenFields('{ "a" : 1.0, "b\\"":{"a":[1 ,2]},"a":"}," }')).toEqual([
            { key: 'a', text: '1.0' },
            { key: 'b"', text: '{"a":[1 ,2]}' },
            { key: 'a', text: '"},"' },
        ]);
    });

    test.each(['{}', '{ }', '', 'no JSON', '{"a":', '{"a":[', '{"a":"b'])('%j ends', (text) => {
        expect(writtenFields(text).length).toBeLessThan(2);
    });
});

test('withoutBlanks removes what JSON.stringify adds to lay a value out', () => {
    fc.assert(
        fc.property(fc.jsonValue(), (value) => {
            expect(withoutBlanks(JSON.stringify(value, null, '\t '))).toBe(JSON.stringify(value));
        }),
    );
});

describe('compactLength', () => {
    test.each(['{}', '[]', '{"a":"x","b":null}', '[true,false,"",{"a":[]}]', '{"é":"名"}'])(
        'the length of %s is that of its text',
        (json) => {
            expect(compactLength(JSON.parse(json))).toBe(json.length);
        },
    );

    test.each(['{"a":1}', '[[0]]', `${'['.repeat(20)}${']'.repeat(20)}`])('%s is not measured', (json) => {
        expect(compactLength(JSON.parse(json))).toBeNaN();
    });

    test.each(['{"a":"x","a":"y"}', '{"a": "x"}', '{"a":"\\u0041"}'])('%s is longer than measured', (json) => {
        expect(compactLength(JSON.parse(json))).toBeLessThan(json.length);
    });
});
