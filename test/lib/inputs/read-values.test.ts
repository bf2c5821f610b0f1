/** Tests of reading the values of an input. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readValues } from '../../../lib/inputs/read-values.ts';
import { writeInputFiles } from '../../support/run-replay.ts';
import { measureCpuMs } from '../../support/measure-cpu-ms.ts';

type ReadResult = {
    readonly values: readonly (readonly [line: number, text: string])[];
    readonly bytes: number;
    readonly error: unknown;
};

const read = async (content: string | Uint8Array): Promise<ReadResult> => {
    const path = join(writeInputFiles({ a: content }), 'a');
    const values: (readonly [number, string])[] = [];
    let bytes = 0;
    let error: unknown = null;
    try {
        for await (const batch of readValues(
            { name: 'a', path, bytes: 0, modifiedAt: 0 },
            (count) => (bytes += count),
        )) {
            for (const value of batch) values.push([value.line, value.bytes.toString()]);
        }
    } catch (thrown) {
        error = thrown;
    }
    return { values, bytes, error };
};

test('a value has the line on which it starts', async () => {
    const content = '{"a":1}{"b":2}\n\n{\n"c":\n3}\r\nnonsense\n{"d":4}';

    expect(await read(content)).toEqual({
        values: [
            [1, '{"a":1}'],
            [1, '{"b":2}'],
            [3, '{\n"c":\n3}'],
            [6, 'nonsense'],
            [7, '{"d":4}'],
        ],
        bytes: content.length,
        error: null,
    });
});

test('lines are counted across chunks', async () => {
    const lines = Array.from({ length: 50_000 }, (_, index) => `{"line":${index + 1},"x":"${'x'.repeat(50)}"}`);

    const { values } = await read(gzipSync(lines.join('\n')));

    expect(values).toEqual(lines.map((line, index) => [index + 1, line]));
});

test('a truncated file yields its complete values, and then the error', async () => {
    const { values, error } = await read(gzipSync(`{"a":1}\n{"b":"${'x'.repeat(50)}"}`).subarray(0, -12));

    expect(values[0]).toEqual([1, '{"a":1}']);
    expect(String(error)).toContain('truncated');
});

test('a compressed line of 30 MB is read as one value, in linear time', async () => {
    const large = `{"a":"${'ab'.repeat(15_000_000)}"}`;

    const bytes = gzipSync(`${large}\n{"b":1}`, { level: 1 });
    const ms = await measureCpuMs(async () => {
        expect((await read(bytes)).values).toEqual([
            [1, large],
            [2, '{"b":1}'],
        ]);
    });

    expect(ms).toBeLessThan(8000);
});

test('a value beyond the maximum size is split, and the values after it are found', async () => {
    const { values } = await read(`{"a":"${'x'.repeat(40_000_000)}\n{"b":1}\n{"c":2}`);

    expect(values.slice(-2).map(([, text]) => text)).toEqual(['{"b":1}', '{"c":2}']);
});

test('reading a missing file throws', async () => {
    const reading = readValues({ name: 'a', path: '/nosuch', bytes: 0, modifiedAt: 0 }, () => undefined);

    await expect(
        reading[Symbol.asyncIterator]()
            .next()
            .then(async () => reading.next()),
    ).rejects.toThrow(/ENOENT/);
});
