/** Tests of the table of error classes. What it makes of texts is tested in test/lib/transform/row/error-class.test.ts. */
import { expect, test } from 'vitest';
import { CHANNELS, ERROR_CLASSES, UNCLASSIFIED } from '../../schemas/error-classes.ts';

test('every class has a name of its own, and none is that of what no pattern matches', () => {
    const names = ERROR_CLASSES.map(({ name }) => name);

    expect(new Set([...names, UNCLASSIFIED]).size).toBe(names.length + 1);
});

test('no pattern keeps a place between two texts', () => {
    expect([...ERROR_CLASSES, ...CHANNELS].filter(({ pattern }) => pattern.global || pattern.sticky)).toEqual([]);
});
