/** Tests of reading one input. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { InputPart } from '../../../lib/inputs/to-input-records.ts';
import { readInput } from '../../../lib/inputs/read-input.ts';
import { usualText } from '../../fixtures/records.ts';
import { writeInputFiles, NOW_MS } from '../../support/run-replay.ts';

const read = async (path: string): Promise<readonly InputPart[]> => {
    const parts: InputPart[] = [];
    for await (const part of readInput(
        { name: path, path, bytes: 0, modifiedAt: NOW_MS },
        { latestAt: NOW_MS, onBytes: () => undefined },
    ))
        parts.push(part);
    return parts;
};
const datas = (parts: readonly InputPart[]): readonly string[] =>
    parts.flatMap(({ records }) => records.map(({ data }) => Buffer.from(data, 'base64').toString()));

test.each([1, 100, 101, 200_000])(
    'an event after %d unrecognised lines is read, and the lines become records too',
    async (count) => {
        const path = join(writeInputFiles({ a: `${'{"other":1}\n'.repeat(count)}${usualText}\n` }), 'a');

        const parts = await read(path);

        expect(datas(parts)).toEqual([...Array.from({ length: count }, () => '{"other":1}'), usualText]);
        expect(parts.flatMap(({ records }) => records.map(({ position }) => position.line)).at(-1)).toBe(count + 1);
    },
);

test('events of an S3 export are put in parcels', async () => {
    const key = 'AWSLogs/123456789012/AWSCognitoServiceLogs/x';

    const [data = ''] = datas(await read(join(writeInputFiles({ [key]: gzipSync(usualText) }), key)));

    expect(JSON.parse(data)).toEqual({
        cognito_log_lake: 1,
        arrived_at: 1767225604000,
        ingest_path: 's3_export',
        text: usualText,
    });
});

test('an empty file has no records, and a missing file is unusable', async () => {
    const folder = writeInputFiles({ empty: '', blank: ' \n' });

    const reads = [
        await read(join(folder, 'empty')),
        await read(join(folder, 'blank')),
        await read(join(folder, 'nosuch')),
    ];

    expect(reads.map((parts) => parts.flatMap(({ unusable }) => unusable))).toEqual([
        [],
        [],
        [{ where: join(folder, 'nosuch'), why: 'no such file, or a broken symbolic link' }],
    ]);
});

describe('an input that can be read only once', () => {
    const readOnce = async (chunks: readonly (string | Error)[]): Promise<readonly InputPart[]> => {
        const open = async function* open(): AsyncGenerator<Buffer> {
            for (const chunk of chunks) {
                if (typeof chunk !== 'string') throw chunk;
                yield Buffer.from(chunk);
            }
        };
        const parts: InputPart[] = [];
        for await (const part of readInput(
            { name: 'stream', path: null, bytes: 0, modifiedAt: NOW_MS, open },
            { latestAt: NOW_MS, onBytes: () => undefined },
        ))
            parts.push(part);
        return parts;
    };

    test('its unrecognised values become records before the buffer overflows', async () => {
        const parts = await readOnce(['{"other":1}\n'.repeat(101), `${usualText}\n`]);

        expect(datas(parts)).toEqual([...Array.from({ length: 101 }, () => '{"other":1}'), usualText]);
    });

    test('an error of the file system makes it unusable, and any other error is thrown', async () => {
        await expect(readOnce([usualText, new TypeError('a bug')])).rejects.toThrow('a bug');
        expect(
            (await readOnce([`${usualText}\n`, Object.assign(new Error('gone'), { code: 'ENOENT' })])).flatMap(
                ({ unusable }) => unusable,
            ),
        ).toEqual([{ where: 'stream', why: 'no such file, or a broken symbolic link' }]);
    });
});
