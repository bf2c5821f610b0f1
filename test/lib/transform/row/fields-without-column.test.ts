/** Tests of fields without a column: none is lost, and each is kept as it is written. */
import { describe, expect, test } from 'vitest';
import { activityText, extrasOf, rowOf } from '../../../support/sample-events.ts';
import { POOL } from '../../../support/transform-batch.ts';

const extras = (text: string): object => extrasOf(rowOf(text));

describe('unknown fields', () => {
    test('unknown fields are kept by their dotted paths, at every level', () => {
        const text = activityText(
            { a: 1, b: { c: { d: 'x' }, e: [1, { f: 2 }] } },
            { g: true, logSourceId: { userPoolId: POOL, h: null } },
        );

        expect(extras(text)).toEqual({
            g: 'true',
            'message.a': '1',
            'message.b.c.d': 'x',
            'message.b.e': '[1,{"f":2}]',
            'logSourceId.h': 'null',
        });
    });

    test('empty unknown fields are kept as they are', () => {
        expect(extras(activityText({ a: '', b: {}, c: [] }))).toEqual({
            'message.a': '',
            'message.b': '{}',
            'message.c': '[]',
        });
    });

    test('unknown fields nested deeper than eight levels become one JSON text', () => {
        const deep = JSON.parse('{"b":'.repeat(9) + '1' + '}'.repeat(9));

        expect(extras(activityText({ a: deep }))).toEqual({ 'message.a.b.b.b.b.b.b.b': '{"b":{"b":1}}' });
    });

    test('the fields of an object with a path of more than 256 characters stay one JSON text', () => {
        const key = 'k'.repeat(250);

        expect(extras(activityText({ [key]: { a: 1, b: 2 } }))).toEqual({ [`message.${key}`]: '{"a":1,"b":2}' });
        expect(extras(activityText({ k: { a: 1, b: 2 } }))).toEqual({ 'message.k.a': '1', 'message.k.b': '2' });
    });

    test('names never sum to more than four times the text of the event', () => {
        const fields = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [String(index), 0]));
        const text = activityText({ ['k'.repeat(150_000)]: fields, ['n'.repeat(200)]: fields, small: { a: 1 } });

        const found = extras(text);

        const names = Object.keys(found).join('');
        expect(names.length).toBeLessThan(4 * text.length);
        expect(found).toMatchObject({ [`message.${'n'.repeat(200)}`]: JSON.stringify(fields), 'message.small.a': '1' });
    });

    test('names never sum to more than a million characters', () => {
        const fields = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`field-${index}`, 1]));
        const objects = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`object-${index}`, fields]));

        const found = extras(activityText(objects));

        const names = Object.keys(found);
        expect(names.join('').length).toBeLessThan(1_100_000);
        expect(found).toMatchObject({ 'message.object-0.field-999': '1', 'message.object-99': JSON.stringify(fields) });
    });

    test.each(['12345678901234567890', '1e999', '1.10', '-0', '1E+2', '0.1e-7'])(
        'the number %s in a field without a column is kept as written',
        (number) => {
            const text = activityText({ amount: 'here', nested: { list: ['here', 'x, 1.0 "y"'] } });

            expect(extras(text.replaceAll('"here"', number))).toEqual({
                'message.amount': number,
                'message.nested.list': `[${number},"x, 1.0 \\"y\\""]`,
            });
        },
    );

    test('of equal keys all values are kept, the last one in its column', () => {
        const twice = activityText({ eventResponse: 'Pass', fresh: 1 })
            .replace('"message":{', '"message":{"eventResponse":"Fail","fresh":{"a":1,"a":[2]},')
            .replace('"logLevel"', '"logLevel":"WARN","logLevel"');

        const row = rowOf(twice);

        expect(row).toMatchObject({ event_response: 'Pass', log_level: 'INFO' });
        expect(row).toMatchObject({
            extra_names: ['logLevel', 'message.eventResponse', 'message.fresh.a', 'message.fresh.a', 'message.fresh'],
            extra_values: ['WARN', 'Fail', '1', '[2]', '1'],
        });
    });

    test('an equal key is noticed in an event with the usual keys and no unknown field', () => {
        const usual = activityText();
        const rows = [usual, usual.replace('"message":{', '"message":{"eventType":"SignUp",'), usual].map((each) =>
            rowOf(each),
        );

        expect(rows.map(extrasOf)).toEqual([{}, { 'message.eventType': 'SignUp' }, {}]);
    });

    test('blanks between the parts of an event change nothing', () => {
        const event = JSON.parse(activityText({ fresh: { a: [1, 'b c'], d: ' ' } }));

        expect(extras(JSON.stringify(event, null, '\t'))).toEqual({
            'message.fresh.a': '[1,"b c"]',
            'message.fresh.d': ' ',
        });
    });

    test('unknown fields named like members of every object are kept', () => {
        const text = activityText().replace(
            '"message":{',
            '"message":{"__proto__":{"polluted":1},"constructor":"x","hasOwnProperty":2,',
        );

        const row = rowOf(text);

        expect(Object.entries(extrasOf(row))).toEqual([
            ['message.__proto__.polluted', '1'],
            ['message.constructor', 'x'],
            ['message.hasOwnProperty', '2'],
        ]);
        expect('polluted' in {}).toBe(false);
    });

    test('a new field is found after events with the usual keys', () => {
        const texts = [
            activityText(),
            activityText({ fresh: 1 }),
            activityText(),
            activityText({ fresh: 2 }),
            activityText({}, { message: { fresh: 3 } }),
        ];

        expect(texts.map(extras)).toEqual([
            {},
            { 'message.fresh': '1' },
            {},
            { 'message.fresh': '2' },
            { 'message.fresh': '3' },
        ]);
    });
});
