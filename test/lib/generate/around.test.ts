import { expect, test } from 'vitest';
import { around } from '../../../lib/generate/around.ts';

test('behind the last item comes the first again; a list of nothing has none', () => {
    expect([0, 1, 2, 7].map((index) => around(['a', 'b'], index))).toEqual(['a', 'b', 'a', 'b']);
    expect(() => around([], 0)).toThrow('This is a bug');
});
