/** Tests of the glance at a result. */
import { expect, test } from 'vitest';
import { glance } from '../../../../lib/query/format/glance.ts';
import type { Result, Row } from '../../../../lib/query/result.ts';
import { givenResult } from '../../../support/given-result.ts';

async function* batches(): AsyncIterable<readonly Row[]> {
    yield [
        ['a', 1, 'x'],
        ['b', 2, 'y'],
    ];
    yield [
        ['c', 3, 'z'],
        ['d', 4, 'w'],
    ];
    throw new Error('too far');
}

const result = (): Result => ({
    columns: ['name', 'count', 'more'].map((name) => ({ name, isNumber: name === 'count' })),
    batches: batches(),
});

test('the first rows of the columns that are asked for are shown, in the result’s order, and no more is read', async () => {
    let text = '';

    for await (const piece of glance(['more', 'name', 'nosuch'], 3)(result(), null)) text += piece;

    expect(text.match(/[a-z]+/g)).toEqual(['name', 'more', 'a', 'x', 'b', 'y', 'c', 'z']);
});

test('a NULL is shown as an empty cell', async () => {
    let text = '';
    for await (const piece of glance(['name'], 1)(givenResult(['name', 'more'], [[null, 'x']]), null)) text += piece;

    expect(text.split('\n')[3]).toMatch(/^│ +│$/);
});
