/** Tests of cutting a byte stream into equal chunks. */
import { expect, test } from 'vitest';
import { evenChunks } from '../../../../lib/operate/import/even-chunks.ts';

async function* streamOf(...texts: readonly string[]): AsyncGenerator<Buffer> {
    for (const text of texts) yield Buffer.from(text);
}

const cut = async (...texts: readonly string[]): Promise<readonly string[]> => {
    const chunks: string[] = [];
    for await (const chunk of evenChunks(streamOf(...texts), 3)) chunks.push(chunk.toString());
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
])('%j is cut into %j', async (texts, chunks) => {
    expect(await cut(...texts)).toEqual(chunks);
});

test('an incomplete chunk is dropped if the source fails', async () => {
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
