/** Tests of the pattern of an error text: the variable parts are masked. */
import { expect, test } from 'vitest';
import { detailsPattern } from '../../../../lib/transform/row/details-pattern.ts';
import { measureCpuMs } from '../../../support/measure-cpu-ms.ts';

test.each([
    ['to a.b+c@mail.example.com failed', 'to <email> failed'],
    ['to "ana@example.com", bob@example.com', 'to "<email>", <email>'],
    ['to ключ@пример.рф', 'to <email>'],
    ['to +15550100', 'to <phone>'],
    ['to +1 (555) 010-0100.', 'to <phone>.'],
    ['to 15550100', 'to <n>'],
    ['from 192.0.2.1 to 2001:db8::1', 'from <ip> to <ip>'],
    ['from ::1, 2001:db8:0:0:0:0:0:1', 'from <ip>, <ip>'],
    ['arn:aws:sns:us-east-1:123456789012:topic is gone', '<arn> is gone'],
    ['see https://example.com/a?b=1.', 'see <url>'],
    ['see http://example.com', 'see <url>'],
    ['request 5b0c7c1e-0000-4000-8000-000000000001', 'request <uuid>'],
    ['request x5b0c7c1e-0000-4000-8000-000000000001', 'request <id>'],
    ['request 5b0c7c1e-0000-4000-8000-000000000001x', 'request <id>'],
    ['pool -us-west-2_EXAMPLE', 'pool <pool>'],
    ['us-west-2_EXAM_x', '<id>'],
    ['a-1_ab and a-1_abc', 'a-<n>_ab and <pool>'],
    ['1920.0.2.1', '<n>'],
    ['1.1920.2.1', '<n>'],
    ['v.1.2.3', 'v.<n>'],
    ['1..2.3', '<n>..<n>'],
    ['a192.0.2.1', 'a<n>'],
    ['192.0.2.1a', '<n>a'],
    ['203.0.113.25', '<ip>'],
    ['2001:db8:85a3:1234:5678:8a2e:1370:7334', '<ip>'],
    ['at 12:30:45', 'at <n>'],
    ['at 1:2:3:4 and 1:2:3:4:5', 'at <n> and <ip>'],
    ['x2001:db8::1', 'x<n>:db<n>::<n>'],
    ['2001:db8::1x', '<n>:db<n>::<n>x'],
    ['a::b', '<ip>'],
    ['2001:db8:0:0:0:0:0:12345', '<ip>'],
    ['+123456 and +1234567', '+<n> and <phone>'],
    ['+12345678901234567890', '<phone>'],
    ['+123456789012345678901', '<phone><n>'],
    ['a23456789012345 and a234567890123456', 'a<n> and <id>'],
    ['-a234567890123456', '<id>'],
    ['a234567890123456-', '<id>'],
    ['pool us-west-2_EXAMPLE', 'pool <pool>'],
    ['id 1example23456789abc', 'id <id>'],
    ['id abcdefghijklmnopqrst', 'id abcdefghijklmnopqrst'],
    ['code 550 5.1.1 of 1,000 at 12:30', 'code <n> <n> of <n> at <n>'],
    ['  many\n\tlines\r\n ', 'many lines'],
    ['', ''],
])('the pattern of %j is %j', (details, expected) => {
    expect(detailsPattern(details)).toBe(expected);
});

test('texts that differ only in variable parts have one pattern', () => {
    const texts = ['Spend limit reached for SMS to +15550100', 'Spend limit reached for SMS to +4915550101'];

    expect(new Set(texts.map(detailsPattern)).size).toBe(1);
});

test('a pattern is its own pattern', () => {
    const once = detailsPattern('to a@example.com from 192.0.2.1 at +15550100, id 1example23456789abc, 7');

    expect(detailsPattern(once)).toBe(once);
});

test('the pattern of NULL is NULL', () => {
    expect(detailsPattern(undefined)).toBeUndefined();
});

test('a pattern is made from the first 300 characters, and has at most 500', () => {
    expect(detailsPattern('word '.repeat(1000))).toBe('word '.repeat(60).trim());
    expect(detailsPattern('1 '.repeat(1000))).toHaveLength(500);
});

/** Each once took quadratic time in one of the masks. */
const PATHOLOGICAL = [
    'a-a-',
    'a-',
    '1.1.',
    '1.1.1.1.',
    'a:a:',
    'ab:cd:',
    '0:0:0:',
    '::',
    ':1:',
    'a',
    '1',
    'a1',
    '1a-',
    '-',
    '_',
    'arn:---',
    'arn:a',
    'arn:',
    'http://',
    'a@',
    '@a',
    'a.b@',
    '+1 ',
    '+1(',
    '+1-1 ',
    '1,1:',
    'a_1',
    'x-1_',
    'é1',
    '{"a":',
];

test('30 pathological texts cost at most three times the time of ordinary ones', async () => {
    const ordinary = 'Spend limit reached for SMS to +15550100 of ana@example.com at 12:30, request 5b0c7c1e. '.repeat(
        4,
    );
    const timeOf = async (texts: readonly string[]): Promise<number> =>
        measureCpuMs(() => {
            for (let round = 0; round < 300; round += 1) for (const text of texts) detailsPattern(text);
        });
    const texts = PATHOLOGICAL.map((part) => part.repeat(Math.ceil(300 / part.length)));
    await timeOf(texts);

    const ratio = (await timeOf(texts)) / (await timeOf(texts.map(() => ordinary)));

    expect(texts).toHaveLength(30);
    expect(ratio).toBeLessThan(3);
});

test.each(['a-', 'a@', '1.', '+1 ', ':1', 'arn:', 'a1_', '\u0000', '  '])(
    'a long text of %j is masked quickly',
    async (part) => {
        expect(await measureCpuMs(() => detailsPattern(part.repeat(300_000)))).toBeLessThan(200);
    },
);
