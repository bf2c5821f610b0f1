/** Tests of the reason why an input cannot be read. */
import { expect, test } from 'vitest';
import { DamagedGzipError } from '../../../lib/inputs/inflate-stream.ts';
import { unreadableReason } from '../../../lib/inputs/unreadable-reason.ts';
import { StoreError, type StoreErrorKind } from '../../../lib/aws/store-error.ts';

const system = (code: string): Error => Object.assign(new Error(`${code}: a system error`), { code });
const store = (kind: StoreErrorKind): Error => new StoreError(kind, 's3://b/a', { why: 'the why', next: '' });

test.each<[string, unknown, string | null]>([
    ['a file without read permission', system('EACCES'), 'permission denied: check the owner and mode'],
    ['a missing file', system('ENOENT'), 'no such file, or a broken symbolic link'],
    ['a loop of links', system('ELOOP'), 'a loop of symbolic links'],
    ['another system error', system('EIO'), 'EIO: a system error'],
    ['a deleted object', store('vanished'), 'the why'],
    ['a denied object', store('denied'), 'the why'],
    ['an unavailable server', store('unavailable'), null],
    ['truncated gzip data', new DamagedGzipError('truncated'), 'truncated; everything before the damage was read'],
    ['a bug', new TypeError('x is not a function'), null],
    ['a thrown value that is not an Error', 'EACCES', null],
])('the reason for %s is the text for its kind', (_, error, reason) => {
    expect(unreadableReason(error)).toBe(reason);
});
