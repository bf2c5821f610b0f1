/** Tests of writing pieces of text to a stream. */
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { writeOut } from '../../../lib/terminal/write-out.ts';

async function* pieces(): AsyncIterable<string> {
    yield 'one ';
    yield 'two';
}

const failing = (code: string): Writable =>
    new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });

test('writeOut writes the pieces in order and leaves the stream open', async () => {
    const written: string[] = [];
    const stream = new Writable({
        decodeStrings: false,
        write: (chunk, _encoding, done) => (written.push(String(chunk)), done()),
    });

    await writeOut(pieces(), stream);

    expect([written.join(''), stream.writable]).toEqual(['one two', true]);
});

test('writeOut ignores a closed pipe and throws any other error', async () => {
    await expect(writeOut(pieces(), failing('EPIPE'))).resolves.toBeUndefined();
    await expect(writeOut(pieces(), failing('ENOSPC'))).rejects.toThrow('ENOSPC');
});
