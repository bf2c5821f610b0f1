/** Tests of the wrapping of help texts. */
import { expect, test } from 'vitest';
import { formatHelpItem, wrapHelp } from '../../../lib/terminal/wrap-help.ts';

test('the lines of a paragraph are joined and wrapped at spaces', () => {
    expect(wrapHelp('\nFirst line with some words\nand delivery_error_patterns_new.\n\nSecond.\n', 40)).toBe(
        '\nFirst line with some words and\ndelivery_error_patterns_new.\n\nSecond.\n',
    );
});

test('a name that is wider than the line stays whole', () => {
    const name = 'x'.repeat(50);

    expect(wrapHelp(`See ${name} for more.`, 40)).toBe(`See\n${name}\nfor more.`);
});

test('an item gets a hanging indent', () => {
    expect(wrapHelp('Files:\n  a.csv   the result of the query, with one line per row\n  b.txt   text', 43)).toBe(
        'Files:\n  a.csv   the result of the query, with one\n          line per row\n  b.txt   text',
    );
    expect(formatHelpItem('Next:  ', 'look at the rows of this address first', 40)).toBe(
        'Next:  look at the rows of this address\n       first',
    );
});

test('examples and their other lines stay as they are', () => {
    const examples = `Examples:\n  $ plan ${'x '.repeat(40)}\\\n      --activity ${'y '.repeat(40)}\n`;

    expect(wrapHelp(examples, 40)).toBe(examples);
});
