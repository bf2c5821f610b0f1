import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Complaint } from '../../../../lib/basics/complaint.ts';
import { displayWidth, wrapped } from '../../../../lib/terminal/display-width.ts';
import { FORMAT_NAMES, formatNamed } from '../../../../lib/query/format/formats.ts';
import { printableJson } from '../../../../lib/terminal/printable-json.ts';
import { printable } from '../../../../lib/terminal/printable.ts';
import { givenResult, textOf } from '../../../support/given-result.ts';

/** A name of the kind: an escape sequence, markup, a comma, a leading `=`. */
const EVIL = '=1+1,\u001b[31m<b>|`*_[x](y)`"\\\n\u009b2J\u202e$~&amp;';
const NAMES = ['user_name', 'event_count#'];

const made = (name: string, ...batches: Parameters<typeof givenResult>[1][]): Promise<string> =>
    textOf(formatNamed(name), givenResult(NAMES, ...batches));

describe('json', () => {
    test('is an array of objects, over any number of batches', async () => {
        const text = await made(
            'json',
            [
                ['ana', 1],
                [null, 2],
            ],
            [],
            [['é', 3]],
        );

        expect(text).toBe(
            '[\n{"user_name":"ana","event_count":1},\n{"user_name":null,"event_count":2},\n{"user_name":"é","event_count":3}\n]\n',
        );
    });

    test('of no rows is an empty array', async () => {
        expect(await made('json', [])).toBe('[]\n');
    });

    test('a name that would command a terminal comes out whole, and as escapes', async () => {
        const text = await made('json', [[EVIL, 1]]);

        expect(JSON.parse(text)).toEqual([{ user_name: EVIL, event_count: 1 }]);
        expect(printable(text.replaceAll('\n', ''))).toBe(text.replaceAll('\n', ''));
    });

    test('every character that printable replaces is an escape, and reads back', () => {
        for (let code = 0; code < 0x10000; code += 1) {
            const character = String.fromCharCode(code);
            const text = printableJson(character);
            if (JSON.parse(text) !== character || printable(text) !== text)
                throw new Error(`character ${code.toString(16)}`);
        }
    });

    test('a column may have any name', async () => {
        const text = await textOf(formatNamed('json'), givenResult(['__proto__', 'a"b', '\u001b'], [[1, 2, 3]]));

        expect(text).toBe('[\n{"__proto__":1,"a\\"b":2,"\\u001b":3}\n]\n');
    });
});

describe('ndjson', () => {
    test('is a line a row, and nothing of no rows', async () => {
        expect(await made('ndjson', [['ana', 1]], [[EVIL, ['a']]])).toMatch(
            /^\{"user_name":"ana","event_count":1\}\n\{"user_name":"=1.*","event_count":\["a"\]\}\n$/,
        );
        expect(await made('ndjson', [])).toBe('');
    });
});

describe('csv', () => {
    test('ends lines as RFC 4180 does, and quotes what needs it', async () => {
        const text = await made('csv', [
            ['ana', 1],
            ['a,b', -2],
            ['a"b', 3],
            ['a\nb', 4],
            ['a\rb', 5],
            [null, null],
            [['a', 'b'], 6],
            [{ a: 1 }, 7],
        ]);

        expect(text).toBe(
            'user_name,event_count\r\nana,1\r\n"a,b",-2\r\n"a""b",3\r\n"a\nb",4\r\n"a\rb",5\r\n,\r\n"[""a"",""b""]",6\r\n"{""a"":1}",7\r\n',
        );
    });

    test.each(['=1', '+1', '-1', '@x', '\t1', '\r1', '＝1', '＠x'])(
        'a text that begins a formula, %j, does not begin one',
        async (text) => {
            expect(await made('csv', [[text, -1]])).toMatch(/\r\n"?'[^']*"?,-1\r\n$/s);
        },
    );

    test('a number beyond 2^53 that is negative stays a number', async () => {
        expect(await made('csv', [['x', '-9007199254740993']])).toContain('x,-9007199254740993');
    });

    test('of no rows has the names', async () => {
        expect(await made('csv', [])).toBe('user_name,event_count\r\n');
    });

    test('holds no command for a terminal, and every letter of any script', async () => {
        const text = await made('csv', [[`${EVIL} نام‌ها 👩‍🚀`, 1]]);

        // oxlint-disable-next-line no-control-regex
        expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
        expect(text).toContain('\\x1b[31m<b>|');
        expect(text).toContain('نام‌ها 👩‍🚀');
    });
});

describe('markdown', () => {
    test('is a table with numbers to the right', async () => {
        expect(
            await made('markdown', [
                ['ana', 1],
                [null, 2],
            ]),
        ).toBe('| user\\_name | event\\_count |\n| --- | ---: |\n| ana | 1 |\n|  | 2 |\n');
    });

    test('takes no text for markup, and keeps a row in its line', async () => {
        const text = await made('markdown', [[EVIL, 1]]);

        expect(text.split('\n')[2]).toBe(
            '| =1+1,\\\\x1b\\[31m&lt;b&gt;\\|\\`\\*\\_\\[x\\](y)\\`"\\\\\\\\x0a\\\\x9b2J\\\\u202e\\$\\~&amp;amp; | 1 |',
        );
    });
});

describe('table', () => {
    test('is a grid with numbers to the right', async () => {
        expect(
            await made('table', [
                ['ana', 1],
                [null, 20],
            ]),
        ).toBe(
            [
                '┌───────────┬─────────────┐',
                '│ user_name │ event_count │',
                '├───────────┼─────────────┤',
                '│ ana       │           1 │',
                '│           │          20 │',
                '└───────────┴─────────────┘',
                '',
            ].join('\n'),
        );
    });

    test('without a terminal is as wide as it must be', async () => {
        expect(await made('table', [['x'.repeat(500), 1]])).toContain('x'.repeat(500));
    });

    test('of a terminal is no wider than it, and leaves nothing out', async () => {
        const name = '名前'.repeat(30) + 'x'.repeat(41);

        const text = await textOf(formatNamed('table'), givenResult(NAMES, [[name, 1]]), 60);

        expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(60);
        expect(text.replace(/[^名前x]/g, '')).toBe(name);
    });

    test('with more columns than a terminal has room for has one row under the other', async () => {
        const result = givenResult(
            ['a_first_name', 'second', 'third', 'fourth', 'fifth'],
            [['one '.repeat(10).trim(), '2', '3', null, '名']],
            [['6', '7', '8', '9', '0']],
        );

        expect(await textOf(formatNamed('table'), result, 40)).toBe(
            [
                'row 1',
                '  a_first_name  one one one one one one ',
                '                one one one one',
                '  second        2',
                '  third         3',
                '  fourth',
                '  fifth         名',
                'row 2',
                '  a_first_name  6',
                '  second        7',
                '  third         8',
                '  fourth        9',
                '  fifth         0',
                '',
            ].join('\n'),
        );
    });

    test('holds no command for a terminal', async () => {
        const text = (await made('table', [[EVIL, 1]])).replaceAll('\n', '');

        expect(printable(text)).toBe(text);
        expect(text).toContain('\\x1b[31m');
    });

    test('of no rows has the names', async () => {
        expect(await made('table', [])).toContain('│ user_name │ event_count │');
    });
});

describe('breaking a text into lines', () => {
    test.each([
        ['risk_decision', 10, 'risk_\ndecision'],
        ['to be or not to be', 9, 'to be or \nnot to be'],
        ['2026-01-31T12:00:00.000Z', 11, '2026-01-\n31T12:00:00\n.000Z'],
        ['名前名前', 5, '名前\n名前'],
    ])('%j at %i is broken between words, or between characters', (text, width, lines) => {
        expect(wrapped(text, width)).toBe(lines);
    });

    test('keeps every character and the width', () => {
        fc.assert(
            fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 8, max: 20 }), (given, width) => {
                const text = printable(given);
                const lines = wrapped(text, width).split('\n');
                return lines.join('') === text && lines.every((line) => displayWidth(line) <= width);
            }),
        );
    });
});

test('an unknown format is answered with those that there are', () => {
    expect(FORMAT_NAMES).toEqual(['table', 'json', 'ndjson', 'csv', 'markdown']);
    expect(() => formatNamed('xml\u001b')).toThrow(
        new Complaint('--format is one of table, json, ndjson, csv, markdown, not "xml\\x1b"', 2),
    );
});
