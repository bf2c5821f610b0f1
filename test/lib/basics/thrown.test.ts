/** Tests of reading thrown values. */
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

test('toError returns an Error as it is; any other value becomes the message of a new Error', () => {
    const error = new TypeError('no such thing');

    expect(toError(error)).toBe(error);
    expect(toError('a word')).toEqual(new Error('a word'));
    expect(toError(undefined)).toEqual(new Error('undefined'));
});

test('errorMessage of an Error has no name prefix; any other value is its own message', () => {
    expect(errorMessage(new TypeError('no such thing'))).toBe('no such thing');
    expect(errorMessage('a word')).toBe('a word');
    expect(errorMessage(undefined)).toBe('undefined');
});

test('errorCode is the code of a system error, and null for other errors and values', () => {
    expect(errorCode(thrownBy(() => readFileSync('/no/such/file')))).toBe('ENOENT');
    expect(errorCode(thrownBy(() => readFileSync('a\0b')))).toBe('ERR_INVALID_ARG_VALUE');
    expect(errorCode(new Error('ENOENT'))).toBeNull();
    expect(errorCode({ code: 'ENOENT' })).toBeNull();
    expect(errorCode(null)).toBeNull();
});
