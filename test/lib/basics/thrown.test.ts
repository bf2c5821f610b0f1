/** Tests of what is read from a thrown value. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorCode, errorMessage, toError } from '../../../lib/basics/thrown.ts';

const thrownBy = (act: () => unknown): unknown => {
    try {
        return act();
    } catch (error) {
        return error;
    }
};

test('a thrown Error stays the same object; any other value becomes the message of one', () => {
    const error = new TypeError('no such thing');

    expect(toError(error)).toBe(error);
    expect(toError('a word')).toEqual(new Error('a word'));
    expect(toError(undefined)).toEqual(new Error('undefined'));
});

test('the message of an Error has no name before it; any other value is its own message', () => {
    expect(errorMessage(new TypeError('no such thing'))).toBe('no such thing');
    expect(errorMessage('a word')).toBe('a word');
    expect(errorMessage(undefined)).toBe('undefined');
});

test('the code of a system error is its own; other errors and values have none', () => {
    expect(errorCode(thrownBy(() => readFileSync('/no/such/file')))).toBe('ENOENT');
    expect(errorCode(thrownBy(() => readFileSync('a\0b')))).toBe('ERR_INVALID_ARG_VALUE');
    expect(errorCode(new Error('ENOENT'))).toBeNull();
    expect(errorCode({ code: 'ENOENT' })).toBeNull();
    expect(errorCode(null)).toBeNull();
});
