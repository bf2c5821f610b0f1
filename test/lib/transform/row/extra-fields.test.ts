/** Tests of the extra columns: a field that no column took is never lost. */
import { describe, expect, test } from 'vitest';
import { addExtraField, listOf, type ExtraFields } from '../../../../lib/transform/row/extra-fields.ts';
import { activityText, extrasOf, notificationText, rowOf } from '../../../support/given-events.ts';
import { POOL } from '../../../support/given-firehose.ts';

const extras = (text: string): object => extrasOf(rowOf(text));
const OTHER = 'eu-west-1_OTHER';

describe('unknown fields', () => {
    test('stand under their dotted paths, at every level', () => {
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

    test('that are empty are kept as they are', () => {
        expect(extras(activityText({ a: '', b: {}, c: [] }))).toEqual({
            'message.a': '',
            'message.b': '{}',
            'message.c': '[]',
        });
    });

    test('nested over eight steps become one text of JSON', () => {
        const deep = JSON.parse('{"b":'.repeat(9) + '1' + '}'.repeat(9));

        expect(extras(activityText({ a: deep }))).toEqual({ 'message.a.b.b.b.b.b.b.b': '{"b":{"b":1}}' });
    });

    test('named like what every object has are kept', () => {
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

    test('of a record like the one before but for a new name are found', () => {
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
            'of the log source comes first, another one in the message is kept',
            { userPoolId: OTHER },
            { userPoolId: POOL },
            POOL,
            { 'message.userPoolId': OTHER },
        ],
        [
            'of the message is taken when that of the log source is none',
            { userPoolId: POOL },
            { userPoolId: '../x_1' },
            POOL,
            { 'logSourceId.userPoolId': '../x_1' },
        ],
        ['named twice alike leaves no trace', { userPoolId: POOL }, { userPoolId: POOL }, POOL, {}],
        ['of the message is taken when the log source has none', { userPoolId: OTHER }, {}, OTHER, {}],
    ])('%s', (_, message, logSourceId, userPoolId, expected) => {
        const row = rowOf(activityText(message, { logSourceId }));

        expect({ pool: row['user_pool_id'], extras: extrasOf(row) }).toEqual({ pool: userPoolId, extras: expected });
    });
});

describe('a field that should hold an object', () => {
    test.each([
        [7, '7'],
        ['some text', 'some text'],
        [['a'], '["a"]'],
        ['{broken', '{broken'],
        [true, 'true'],
    ])('is kept when the message is %j', (message, kept) => {
        expect(extras(activityText({}, { message }))).toEqual({ message: kept });
    });

    test.each([null, '', 'null', {}])('leaves no trace when the message is %j', (message) => {
        expect(extras(activityText({}, { message }))).toEqual({});
    });

    test('is kept when the log source is none', () => {
        expect(extras(activityText({ userPoolId: POOL }, { logSourceId: [POOL] }))).toEqual({
            logSourceId: `["${POOL}"]`,
        });
    });

    test('may be the JSON text of one', () => {
        const row = rowOf(activityText({}, { logSourceId: JSON.stringify({ userPoolId: POOL, more: 1 }) }));

        expect({ pool: row['user_pool_id'], extras: extrasOf(row) }).toEqual({
            pool: POOL,
            extras: { 'logSourceId.more': '1' },
        });
    });
});

test('a notification keeps its unknown fields, and its message where that is a list', () => {
    expect(extras(notificationText('x', { more: { a: 1 } }))).toEqual({ 'more.a': '1' });
    expect(extras(notificationText('x', { message: ['x'] }))).toEqual({ message: '["x"]' });
});

test('a list is NULL when empty', () => {
    expect([listOf([]), listOf(['a'])]).toEqual([undefined, ['a']]);
});

test('a text is added as it is, anything else as JSON', () => {
    const extra: ExtraFields = { names: [], values: [] };

    for (const value of ['a"b', 1, null, { a: 1 }]) addExtraField(extra, 'x', value);

    expect(extra).toEqual({ names: ['x', 'x', 'x', 'x'], values: ['a"b', '1', 'null', '{"a":1}'] });
});
