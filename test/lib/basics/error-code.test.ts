import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorCode } from '../../../lib/basics/error-code.ts';

const thrownBy = (act: () => unknown): unknown => {
    try {
        return act();
    } catch (error) {
        return error;
    }
};

test('the code is the system’s own; an error without one, and what is no error, have none', () => {
    expect(errorCode(thrownBy(() => readFileSync('/no/such/file')))).toBe('ENOENT');
    expect(errorCode(thrownBy(() => readFileSync('a\0b')))).toBe('ERR_INVALID_ARG_VALUE');
    expect(errorCode(new Error('ENOENT'))).toBeNull();
    expect(errorCode({ code: 'ENOENT' })).toBeNull();
    expect(errorCode(null)).toBeNull();
});
