/** Tests of the extra columns: a field without a column is never lost. */
import { describe, expect, test } from 'vitest';
import { addExtraField, listOf, type ExtraFields } from '../../../../lib/transform/row/extra-fields.ts';
import { activityText, extrasOf, notificationText, rowOf } from '../../../support/sample-events.ts';
import { POOL } from '../../../support/transform-batch.ts';

const extras = (text: string): object => extrasOf(rowOf(text));
const OTHER = 'eu-west-1_OTHER';

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

describe('the user pool', () => {
    test.each([
        [
            'the pool id of the log source takes precedence, and another one in the message is kept',
            { userPoolId: OTHER },
            { userPoolId: POOL },
            POOL,
            { 'message.userPoolId': OTHER },
        ],
        [
            'the pool id of the message is used if that of the log source is invalid',
            { userPoolId: POOL },
            { userPoolId: '../x_1' },
            POOL,
            { 'logSourceId.userPoolId': '../x_1' },
        ],
        [
            'a pool id that is named twice is not in the extra columns',
            { userPoolId: POOL },
            { userPoolId: POOL },
            POOL,
            {},
        ],
        ['the pool id of the message is used if the log source has none', { userPoolId: OTHER }, {}, OTHER, {}],
    ])('%s', (_, message, logSourceId, userPoolId, expected) => {
        const row = rowOf(activityText(message, { logSourceId }));

        expect({ pool: row['user_pool_id'], extras: extrasOf(row) }).toEqual({ pool: userPoolId, extras: expected });
    });
});

describe('a field that is usually an object', () => {
    test.each([
        [7, '7'],
        ['some text', 'some text'],
        [['a'], '["a"]'],
        ['{broken', '{broken'],
        [true, 'true'],
    ])('the message %j is kept', (message, kept) => {
        expect(extras(activityText({}, { message }))).toEqual({ message: kept });
    });

    test.each([null, '', 'null', {}])('the message %j is not in the extra columns', (message) => {
        expect(extras(activityText({}, { message }))).toEqual({});
    });

    test('a log source that is a list is kept', () => {
        expect(extras(activityText({ userPoolId: POOL }, { logSourceId: [POOL] }))).toEqual({
            logSourceId: `["${POOL}"]`,
        });
    });

    test('a log source may be the JSON text of an object', () => {
        const row = rowOf(activityText({}, { logSourceId: JSON.stringify({ userPoolId: POOL, more: 1 }) }));

        expect({ pool: row['user_pool_id'], extras: extrasOf(row) }).toEqual({
            pool: POOL,
            extras: { 'logSourceId.more': '1' },
        });
    });
});

test('a notification keeps its unknown fields, and a message that is a list', () => {
    expect(extras(notificationText('x', { more: { a: 1 } }))).toEqual({ 'more.a': '1' });
    expect(extras(notificationText('x', { message: ['x'] }))).toEqual({ message: '["x"]' });
});

test('an empty list is NULL', () => {
    expect([listOf([]), listOf(['a'])]).toEqual([undefined, ['a']]);
});

test('addExtraField adds a string as it is, anything else as JSON', () => {
    const extra: ExtraFields = { names: [], values: [] };

    for (const value of ['a"b', 1, null, { a: 1 }]) addExtraField(extra, 'x', value);

    expect(extra).toEqual({ names: ['x', 'x', 'x', 'x'], values: ['a"b', '1', 'null', '{"a":1}'] });
});
