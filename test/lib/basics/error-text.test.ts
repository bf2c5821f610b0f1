import { expect, test } from 'vitest';
import { errorText } from '../../../lib/basics/error-text.ts';

test('an error says its message without its name; anything else says itself', () => {
    expect(errorText(new TypeError('no such thing'))).toBe('no such thing');
    expect(errorText('a word')).toBe('a word');
    expect(errorText(undefined)).toBe('undefined');
});
