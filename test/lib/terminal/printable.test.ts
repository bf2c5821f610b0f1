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
    ['a\u00adb\u034f\u115f\u1160\u17b4\u17b5\u180e', 'a\\xadb\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180e'],
    ['\u206a\u206f\u2800\u3164\uffa0', '\\u206a\\u206f\\u2800\\u3164\\uffa0'],
    ['\u{1d173}\u{1d17a}\u{e0000}\u{e0041}\u{e01ef}', '\\u{1d173}\\u{1d17a}\\u{e0000}\\u{e0041}\\u{e01ef}'],
    ['\u{1d172}🧑\u3165', '\u{1d172}🧑\u3165'],
])('%j is shown as %j', (text, expected) => {
    expect(printable(text)).toBe(expected);
});
