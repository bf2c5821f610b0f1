/** Tests of peeking at bytes before consuming them. */
import { expect, test } from 'vitest';
import { PeekableBytes } from '../../../lib/inputs/peekable-bytes.ts';

async function* source(...texts: readonly string[]): AsyncGenerator<Buffer> {
    for (const text of texts) yield Buffer.from(text);
}

test('peeked bytes stay, across chunks, until they are skipped', async () => {
    const bytes = new PeekableBytes(source('ab', 'cd', 'e'));

    const seen = [await bytes.peek(3), await bytes.peek(1)];
    bytes.skip(3);
    const rest = [await bytes.peekAvailable(9), await bytes.peek(9), await bytes.peek(9)];

    expect([...seen, ...rest].map(String)).toEqual(['abc', 'a', 'd', 'de', 'de']);
});

test('peeking at the end returns no bytes', async () => {
    const bytes = new PeekableBytes(source('a'));
    await bytes.peek(1);
    bytes.skip(1);

    expect(String(await bytes.peekAvailable(5))).toBe('');
});
