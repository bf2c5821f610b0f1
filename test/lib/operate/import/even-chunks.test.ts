import { expect, test } from 'vitest';
import { evenChunks } from '../../../../lib/operate/import/even-chunks.ts';

async function* given(...texts: readonly string[]): AsyncGenerator<Buffer> {
    for (const text of texts) yield Buffer.from(text);
}

const cut = async (...texts: readonly string[]): Promise<readonly string[]> => {
    const chunks: string[] = [];
    for await (const chunk of evenChunks(given(...texts), 3)) chunks.push(chunk.toString());
    return chunks;
};

test.each([
    [[], []],
    [['', ''], []],
    [['ab'], ['ab']],
    [['abc'], ['abc']],
    [['abcdefgh'], ['abc', 'def', 'gh']],
    [
        ['a', 'b', 'cdef', '', 'gh'],
        ['abc', 'def', 'gh'],
    ],
    [
        ['ab', 'cdefg', 'hi'],
        ['abc', 'def', 'ghi'],
    ],
])('of %j come %j', async (texts, chunks) => {
    expect(await cut(...texts)).toEqual(chunks);
});

test('what is not a whole chunk when the source fails does not come', async () => {
    async function* failing(): AsyncGenerator<Buffer> {
        yield Buffer.from('abcd');
        throw new Error('broken');
    }
    const chunks: string[] = [];

    await expect(
        (async () => {
            for await (const chunk of evenChunks(failing(), 3)) chunks.push(chunk.toString());
        })(),
    ).rejects.toThrow('broken');

    expect(chunks).toEqual(['abc']);
});
