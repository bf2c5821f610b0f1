/** Tests of bytes that can be looked at before they are taken. */
import { expect, test } from 'vitest';
import { SourceBytes } from '../../../lib/inputs/source-bytes.ts';

async function* source(...texts: readonly string[]): AsyncGenerator<Buffer> {
    for (const text of texts) yield Buffer.from(text);
}

test('what is peeked at stays, over the bounds of chunks, until it is skipped', async () => {
    const bytes = new SourceBytes(source('ab', 'cd', 'e'));

    const seen = [await bytes.peek(3), await bytes.peek(1)];
    bytes.skip(3);
    const rest = [await bytes.look(9), await bytes.peek(9), await bytes.peek(9)];

    expect([...seen, ...rest].map(String)).toEqual(['abc', 'a', 'd', 'de', 'de']);
});

test('at the end there is nothing to see', async () => {
    const bytes = new SourceBytes(source('a'));
    await bytes.peek(1);
    bytes.skip(1);

    expect(String(await bytes.look(5))).toBe('');
});
