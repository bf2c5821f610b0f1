import { expect, test } from 'vitest';
import { errorOf } from '../../../lib/basics/error-of.ts';

test('an error stays the one that was thrown; of anything else its text is the message', () => {
    const error = new TypeError('no such thing');

    expect(errorOf(error)).toBe(error);
    expect(errorOf('a word')).toEqual(new Error('a word'));
    expect(errorOf(undefined)).toEqual(new Error('undefined'));
});
