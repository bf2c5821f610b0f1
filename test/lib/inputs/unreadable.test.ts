/** Tests of what is said of an input that can't be read. */
import { expect, test } from 'vitest';
import { Damaged } from '../../../lib/inputs/inflate-stream.ts';
import { unreadable } from '../../../lib/inputs/unreadable.ts';
import { StoreError, type StoreTrouble } from '../../../lib/aws/store-error.ts';

const system = (code: string): Error => Object.assign(new Error(`${code}: in the system’s words`), { code });
const store = (kind: StoreTrouble): Error => new StoreError(kind, 's3://b/a', { why: 'it is so', next: '' });

test.each<[string, unknown, string | null]>([
    ['a file that may not be read', system('EACCES'), 'may not be read by you'],
    ['a file that is not there', system('ENOENT'), 'is not there, or a link that leads nowhere'],
    ['a circle of links', system('ELOOP'), 'is a link that leads in a circle'],
    ['another failure of the system’s', system('EIO'), 'EIO: in the system’s words'],
    ['an object that is gone', store('vanished'), 'it is so'],
    ['an object that is denied', store('denied'), 'it is so'],
    ['a server that does not answer', store('silent'), null],
    ['gzip that is cut off', new Damaged('is cut off'), 'is cut off: what was whole before it is used'],
    ['a mistake of ours', new TypeError('x is not a function'), null],
    ['what is no error', 'EACCES', null],
])('%s', (_, error, reason) => {
    expect(unreadable(error)).toBe(reason);
});
