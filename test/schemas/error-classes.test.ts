/** Tests of the table of error classes. test/lib/transform/row/error-class.test.ts tests classifying texts. */
import { expect, test } from 'vitest';
import { CHANNELS, ERROR_CLASSES, UNCLASSIFIED } from '../../schemas/error-classes.ts';

test('class names are unique, and none is Unclassified', () => {
    const names = ERROR_CLASSES.map(({ name }) => name);

    expect(new Set([...names, UNCLASSIFIED]).size).toBe(names.length + 1);
});

test('no pattern keeps state between two texts', () => {
    expect([...ERROR_CLASSES, ...CHANNELS].filter(({ pattern }) => pattern.global || pattern.sticky)).toEqual([]);
});
