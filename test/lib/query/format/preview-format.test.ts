/** Tests of the preview of a result. */
import { expect, test } from 'vitest';
import { previewFormat } from '../../../../lib/query/format/preview-format.ts';
import type { QueryResult, ResultRow } from '../../../../lib/query/query-result.ts';
import { makeResult } from '../../../support/make-result.ts';

async function* batches(): AsyncIterable<readonly ResultRow[]> {
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

const result = (): QueryResult => ({
    columns: ['name', 'count', 'more'].map((name) => ({ name, isNumber: name === 'count' })),
    batches: batches(),
});

test('a preview has the first rows of the named columns, in the result’s order, and reads no further', async () => {
    let text = '';

    for await (const piece of previewFormat(['more', 'name', 'nosuch'], 3)(result(), null)) text += piece;

    expect(text.match(/[a-z]+/g)).toEqual(['name', 'more', 'a', 'x', 'b', 'y', 'c', 'z']);
});

test('a preview shows NULL as an empty cell', async () => {
    let text = '';
    for await (const piece of previewFormat(['name'], 1)(makeResult(['name', 'more'], [[null, 'x']]), null))
        text += piece;

    expect(text.split('\n')[3]).toMatch(/^│ +│$/);
});
