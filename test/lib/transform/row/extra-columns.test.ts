/** Tests of the two extra columns. */
import { expect, test } from 'vitest';
import { addExtraField, listOf, type ExtraFields } from '../../../../lib/transform/row/extra-columns.ts';

test('an empty list is NULL', () => {
    expect([listOf([]), listOf(['a'])]).toEqual([undefined, ['a']]);
});

test('addExtraField adds a string as it is, anything else as JSON', () => {
    const extra: ExtraFields = { names: [], values: [] };

    for (const value of ['a"b', 1, null, { a: 1 }]) addExtraField(extra, 'x', value);

    expect(extra).toEqual({ names: ['x', 'x', 'x', 'x'], values: ['a"b', '1', 'null', '{"a":1}'] });
});
