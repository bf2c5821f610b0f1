/** Tests of every output format, with hostile values. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../../lib/basics/user-error.ts';
import { displayWidth, wrapText } from '../../../../lib/terminal/display-width.ts';
import { FORMAT_NAMES, findFormat } from '../../../../lib/query/format/formats.ts';
import { printableJson } from '../../../../lib/terminal/printable-json.ts';
import { printable } from '../../../../lib/terminal/printable.ts';
import type { QueryResult, ResultRow } from '../../../../lib/query/query-result.ts';
import { makeResult, formatResult } from '../../../support/make-result.ts';

/** A hostile user name: an escape sequence, markup, a comma, a leading `=`. */
const EVIL = '=1+1,\u001b[31m<b>|`*_[x](y)`"\\\n\u009b2J\u202e$~&amp;';
const NAMES = ['user_name', 'event_count#'];

const format = (name: string, ...batches: Parameters<typeof makeResult>[1][]): Promise<string> =>
    formatResult(findFormat(name), makeResult(NAMES, ...batches));

/** A result without end, that counts the rows that were read. */
const endlessResult = (
    names: readonly string[],
    row: readonly string[],
): { readonly result: QueryResult; readonly read: () => number } => {
    let read = 0;
    async function* batches(): AsyncIterable<readonly ResultRow[]> {
        for (;;) {
            read += 1000;
            yield Array.from({ length: 1000 }, () => row);
        }
    }
    return { result: { ...makeResult(names), batches: batches() }, read: () => read };
};

const lastLineOf = async (result: QueryResult, width: number | null): Promise<string> => {
    let last = '';
    for await (const piece of findFormat('table')(result, width)) last = piece;
    return last;
};

describe('a table of very many rows', () => {
    test.each([
        ['of one column, as a grid', ['a'], ['1'], null, '1,000,000 rows'],
        ['of 50 columns, row by row', Array.from({ length: 50 }, (_, index) => `c${index}`), [], 80, '20,000 rows'],
        ['of long texts', ['text'], ['x'.repeat(100_000)], null, '336 rows'],
    ])('%s ends after a million cells or 32 Mi characters, and names ndjson', async (_, names, row, width, rows) => {
        const { result, read } = endlessResult(names, row);

        expect(await lastLineOf(result, width)).toBe(`Only the first ${rows}. For all rows use --format ndjson.\n`);
        expect(read()).toBeLessThanOrEqual(1_001_000);
    });

    test('has no such line if it just fits', async () => {
        const rows = Array.from({ length: 20_000 }, () => []);
        const names = Array.from({ length: 50 }, (_, index) => `c${index}`);

        expect(await lastLineOf(makeResult(names, rows), null)).toMatch(/^└/);
    });
});

describe('json', () => {
    test('json is an array of objects over any number of batches', async () => {
        const text = await format(
            'json',
            [
                ['ana', 1],
                [null, 2],
            ],
            [],
            [['é', 3]],
        );

        expect(text).toBe(
            '[\n{"user_name":"ana","event_count":1},\n{"user_name":null,"event_count":2},\n' +
                '{"user_name":"é","event_count":3}\n]\n',
        );
    });

    test('json without rows is an empty array', async () => {
        expect(await format('json', [])).toBe('[]\n');
    });

    test('json escapes characters that control a terminal, and reads back', async () => {
        const text = await format('json', [[EVIL, 1]]);

        expect(JSON.parse(text)).toEqual([{ user_name: EVIL, event_count: 1 }]);
        expect(printable(text.replaceAll('\n', ''))).toBe(text.replaceAll('\n', ''));
    });

    test('printableJson escapes every character that printable replaces, and reads back', () => {
        for (let code = 0; code < 0x110000; code += 1) {
            const character = String.fromCodePoint(code);
            const text = printableJson(character);
            if (JSON.parse(text) !== character || printable(text) !== text)
                throw new Error(`character ${code.toString(16)}`);
        }
    });

    test('json accepts any column name', async () => {
        const text = await formatResult(findFormat('json'), makeResult(['__proto__', 'a"b', '\u001b'], [[1, 2, 3]]));

        expect(text).toBe('[\n{"__proto__":1,"a\\"b":2,"\\u001b":3}\n]\n');
    });
});

describe('ndjson', () => {
    test('ndjson is one line per row, and empty without rows', async () => {
        expect(await format('ndjson', [['ana', 1]], [[EVIL, ['a']]])).toMatch(
            /^\{"user_name":"ana","event_count":1\}\n\{"user_name":"=1.*","event_count":\["a"\]\}\n$/,
        );
        expect(await format('ndjson', [])).toBe('');
    });
});

describe('csv', () => {
    test('csv ends lines and quotes fields by RFC 4180', async () => {
        const text = await format('csv', [
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
            'user_name,event_count\r\nana,1\r\n"a,b",-2\r\n"a""b",3\r\n"a\nb",4\r\n"a\rb",5\r\n' +
                ',\r\n"[""a"",""b""]",6\r\n"{""a"":1}",7\r\n',
        );
    });

    test.each([
        '=1',
        '+1',
        '-1',
        '@x',
        '\t1',
        '\r1',
        '＝1',
        '＠x',
        '\n=1',
        ' =1',
        '\u00a0=1',
        '\u200b+1',
        '\u200d@x',
        ' \ufeff-1',
        '\u00ad=1',
    ])('csv neutralises a text that starts like a formula, %j', async (text) => {
        expect(await format('csv', [[text, -1]])).toMatch(/\r\n"?'[^']*"?,-1\r\n$/s);
    });

    test('csv escapes direction marks, also before a formula', async () => {
        expect(await format('csv', [['\u202e=1', 1]])).toContain('\r\n\\u202e=1,1\r\n');
        expect(await format('csv', [['a\u2066b\u200f', 1]])).toContain('\r\na\\u2066b\\u200f,1\r\n');
    });

    test('csv keeps a negative number beyond 2^53 as a number', async () => {
        expect(await format('csv', [['x', '-9007199254740993']])).toContain('x,-9007199254740993');
    });

    test('csv without rows has the column names', async () => {
        expect(await format('csv', [])).toBe('user_name,event_count\r\n');
    });

    test('csv escapes control characters and keeps the letters of every script', async () => {
        const text = await format('csv', [[`${EVIL} نام‌ها 👩‍🚀`, 1]]);

        // oxlint-disable-next-line no-control-regex
        expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
        expect(text).toContain('\\x1b[31m<b>|');
        expect(text).toContain('نام‌ها 👩‍🚀');
    });
});

describe('markdown', () => {
    test('markdown is a table with numbers aligned right', async () => {
        expect(
            await format('markdown', [
                ['ana', 1],
                [null, 2],
            ]),
        ).toBe('| user\\_name | event\\_count |\n| --- | ---: |\n| ana | 1 |\n|  | 2 |\n');
    });

    test('markdown escapes markup and keeps each row on one line', async () => {
        const text = await format('markdown', [[EVIL, 1]]);

        expect(text.split('\n')[2]).toBe(
            '| =1+1,\\\\x1b\\[31m&lt;b&gt;\\|\\`\\*\\_\\[x\\](y)\\`"\\\\\\\\x0a\\\\x9b2J\\\\u202e\\$\\~&amp;amp; | 1 |',
        );
    });
});

describe('markdown of links and mentions', () => {
    test.each([
        ['https://evil.example/x', 'https\\://evil.example/x'],
        ['HTTP://evil.example', 'HTTP\\://evil.example'],
        ['WWW.evil.example', 'WWW\\.evil.example'],
        ['@octo and ana@example.com', '@<!-- -->octo and ana@<!-- -->example.com'],
    ])('markdown does not link %s', async (text, expected) => {
        expect((await format('markdown', [[text, 1]])).split('\n')[2]).toBe(`| ${expected} | 1 |`);
    });
});

describe('table', () => {
    test('table is a grid with numbers aligned right', async () => {
        expect(
            await format('table', [
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

    test('table without a terminal does not wrap', async () => {
        expect(await format('table', [['x'.repeat(500), 1]])).toContain('x'.repeat(500));
    });

    test('table on a terminal fits its width and keeps every character', async () => {
        const name = '名前'.repeat(30) + 'x'.repeat(41);

        const text = await formatResult(findFormat('table'), makeResult(NAMES, [[name, 1]]), 60);

        expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(60);
        expect(text.replace(/[^名前x]/g, '')).toBe(name);
    });

    test('table shows row by row if the columns do not fit the terminal', async () => {
        const result = makeResult(
            ['a_first_name', 'second', 'third', 'fourth', 'fifth'],
            [['one '.repeat(10).trim(), '2', '3', null, '名']],
            [['6', '7', '8', '9', '0']],
        );

        expect(await formatResult(findFormat('table'), result, 40)).toBe(
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

    test('table escapes control characters', async () => {
        const text = (await format('table', [[EVIL, 1]])).replaceAll('\n', '');

        expect(printable(text)).toBe(text);
        expect(text).toContain('\\x1b[31m');
    });

    test('table without rows has the column names', async () => {
        expect(await format('table', [])).toContain('│ user_name │ event_count │');
    });
});

describe('wrapText', () => {
    test.each([
        ['risk_decision', 10, 'risk_\ndecision'],
        ['to be or not to be', 9, 'to be or \nnot to be'],
        ['2026-01-31T12:00:00.000Z', 11, '2026-01-\n31T12:00:00\n.000Z'],
        ['名前名前', 5, '名前\n名前'],
    ])('%j wraps at width %i between words, or between characters', (text, width, lines) => {
        expect(wrapText(text, width)).toBe(lines);
    });

    test('wrapText keeps every character and the width', () => {
        fc.assert(
            fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 8, max: 20 }), (written, width) => {
                const text = printable(written);
                const lines = wrapText(text, width).split('\n');
                return lines.join('') === text && lines.every((line) => displayWidth(line) <= width);
            }),
        );
    });
});

test('an unknown format is rejected with the list of formats', () => {
    expect(FORMAT_NAMES).toEqual(['table', 'json', 'ndjson', 'csv', 'markdown']);
    expect(() => findFormat('xml\u001b')).toThrow(
        new UserError('--format must be one of table, json, ndjson, csv, markdown; got "xml\\x1b"', 2),
    );
});
