/** Tests of reading thrown values. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/run-command.ts';
import { errorCode, errorMessage, explainSystemError, locateError, toError } from '../../../lib/basics/thrown.ts';

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

test('a folder or a file in the way is explained in plain words, with its path and the next step', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const errors = [() => writeFileSync(folder, ''), () => readFileSync(join(file, 'x')), () => mkdirSync(file)].map(
        thrownBy,
    );

    expect(errors.map(errorCode)).toEqual(['EISDIR', 'ENOTDIR', 'EEXIST']);
    expect(errors.map(errorMessage)).toEqual([
        'it is a folder, not a file',
        'part of its path is a file, not a folder',
        'a file exists where a folder is needed',
    ]);
    expect(errors.map(explainSystemError)).toEqual([
        `Cannot use ${folder}: it is a folder, not a file. Name a file.`,
        `Cannot use ${join(file, 'x')}: part of its path is a file, not a folder. Move that file, or name another path.`,
        `Cannot use ${file}: a file exists where a folder is needed. Move the file, or name another path.`,
    ]);
    expect(explainSystemError(thrownBy(() => readFileSync('/no/such/file')))).toBeNull();
});

test('locateError has the name and the first frame of an error, and not its message', () => {
    expect(locateError(new TypeError('secret\n    at secret'))).toMatch(/^TypeError at .*thrown\.test\.ts/);
    expect(locateError('secret')).toBe('a thrown value that is not an Error');
});
