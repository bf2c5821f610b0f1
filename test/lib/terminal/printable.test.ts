/** Tests of escaping text for a terminal. */
import { expect, test } from 'vitest';
import { printable } from '../../../lib/terminal/printable.ts';

test.each([
    ['plain, Zoë 名前 🧑‍💻', 'plain, Zoë 名前 🧑\\u200d💻'],
    ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['\u009b31m', '\\x9b31m'],
    ['a\r\nb\tc\u0000\u007f', 'a\\x0d\\x0ab\\x09c\\x00\\x7f'],
    ['\u202eright to left', '\\u202eright to left'],
    ['\ud800', '\\ud800'],
])('%j is shown as %j', (text, expected) => {
    expect(printable(text)).toBe(expected);
});
