/** Tests of inflating a stream: any mix of members and plain bytes, in chunks of any size. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DamagedGzipError, inflateStream } from '../../../lib/inputs/inflate-stream.ts';

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

type Inflated = { readonly text: string; readonly error: unknown };

const inflateAll = async (bytes: Buffer, size = 65_536): Promise<Inflated> => {
    const parts: Buffer[] = [];
    try {
        for await (const part of inflateStream(chunksOf(bytes, size))) parts.push(Buffer.from(part));
        return { text: Buffer.concat(parts).toString(), error: null };
    } catch (error) {
        return { text: Buffer.concat(parts).toString(), error };
    }
};

const part = fc.record({
    text: fc.string({ unit: 'grapheme', maxLength: 200 }),
    level: fc.constantFrom(null, 0, 1, 9),
});

test('the inflated bytes are those that were compressed', async () => {
    await fc.assert(
        fc.asyncProperty(
            fc.array(part, { maxLength: 6 }),
            fc.constantFrom(1, 2, 3, 7, 100, 65_536),
            async (parts, size) => {
                const bytes = Buffer.concat(
                    parts.map(({ text, level }) => (level === null ? Buffer.from(text) : gzipSync(text, { level }))),
                );

                expect(await inflateAll(bytes, size)).toEqual({
                    text: parts.map(({ text }) => text).join(''),
                    error: null,
                });
            },
        ),
        { numRuns: 300 },
    );
});

test('a member truncated anywhere yields a prefix of its text, and then an error', async () => {
    const text = Array.from({ length: 50 }, (_, index) => `{"line":${index}}\n`).join('');
    const bytes = gzipSync(text);

    for (let length = 2; length < bytes.length; length += 1) {
        const cut = await inflateAll(bytes.subarray(0, length), 11);

        expect(cut.error).toBeInstanceOf(DamagedGzipError);
        expect(text.startsWith(cut.text)).toBe(true);
    }
});

test('a large truncated member yields nearly all of its text', async () => {
    const text = Array.from({ length: 100_000 }, (_, index) => `{"line":${index}}\n`).join('');
    const bytes = gzipSync(text);

    const cut = await inflateAll(bytes.subarray(0, bytes.length - 100));

    expect(cut.text.length).toBeGreaterThan(0.99 * text.length);
});

test.each([
    [
        'with a wrong checksum',
        (bytes: Buffer) => bytes.fill(0, bytes.length - 8, bytes.length - 4),
        'the gzip data is damaged (wrong checksum)',
    ],
    ['with damaged data', (bytes: Buffer) => bytes.fill(0xff, 12, 20), /^the gzip data is damaged \(invalid/],
])('a member %s is an error, after the bytes before it', async (_, damage, message) => {
    const { text, error } = await inflateAll(
        Buffer.concat([Buffer.from('before'), damage(gzipSync('{"a":1}'.repeat(20)))]),
    );

    expect(text.startsWith('before')).toBe(true);
    expect(() => {
        throw error;
    }).toThrow(message);
});

test('a member header with name, comment, checksum and extra field is skipped', async () => {
    const plain = gzipSync('text');
    const header = Buffer.concat([
        Buffer.of(0x1f, 0x8b, 8, 2 + 4 + 8 + 16),
        plain.subarray(4, 10),
        Buffer.of(3, 0, 1, 2, 3),
        Buffer.from('name\0comment\0'),
        Buffer.of(9, 9),
    ]);

    expect(await inflateAll(Buffer.concat([header, plain.subarray(10)]), 3)).toEqual({ text: 'text', error: null });
});
