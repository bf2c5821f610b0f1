/** Tests of reading one input. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Found } from '../../../lib/inputs/found-in.ts';
import { readInput } from '../../../lib/inputs/read-input.ts';
import { usualText } from '../../fixtures/records.ts';
import { givenFiles, NOW_MS } from '../../support/given-replay.ts';

const read = async (path: string): Promise<readonly Found[]> => {
    const found: Found[] = [];
    for await (const part of readInput(
        { name: path, path, bytes: 0, modifiedAt: NOW_MS },
        { latestAt: NOW_MS, onBytes: () => undefined },
    ))
        found.push(part);
    return found;
};
const datas = (found: readonly Found[]): readonly string[] =>
    found.flatMap(({ handed }) => handed.map(({ data }) => Buffer.from(data, 'base64').toString()));

test.each([1, 100, 101, 200_000])(
    'what stands behind %d lines of other things is read, and these too',
    async (count) => {
        const path = join(givenFiles({ a: `${'{"other":1}\n'.repeat(count)}${usualText}\n` }), 'a');

        const found = await read(path);

        expect(datas(found)).toEqual([...Array.from({ length: count }, () => '{"other":1}'), usualText]);
        expect(found.flatMap(({ handed }) => handed.map(({ origin }) => origin.line)).at(-1)).toBe(count + 1);
    },
);

test('events of an export are put in parcels', async () => {
    const key = 'AWSLogs/123456789012/AWSCognitoServiceLogs/x';

    const [data = ''] = datas(await read(join(givenFiles({ [key]: gzipSync(usualText) }), key)));

    expect(JSON.parse(data)).toEqual({
        cognito_log_lake: 1,
        arrived_at: 1767225604000,
        ingest_path: 's3_export',
        text: usualText,
    });
});

test('an empty file is nothing, and one that is not there is named', async () => {
    const folder = givenFiles({ empty: '', blank: ' \n' });

    const found = [
        await read(join(folder, 'empty')),
        await read(join(folder, 'blank')),
        await read(join(folder, 'nosuch')),
    ];

    expect(found.map((parts) => parts.flatMap(({ unusable }) => unusable))).toEqual([
        [],
        [],
        [{ where: join(folder, 'nosuch'), why: 'is not there, or a link that leads nowhere' }],
    ]);
});

describe('an input that can be read but once', () => {
    const readOnce = async (chunks: readonly (string | Error)[]): Promise<readonly Found[]> => {
        const open = async function* open(): AsyncGenerator<Buffer> {
            for (const chunk of chunks) {
                if (typeof chunk !== 'string') throw chunk;
                yield Buffer.from(chunk);
            }
        };
        const found: Found[] = [];
        for await (const part of readInput(
            { name: 'given', path: null, bytes: 0, modifiedAt: NOW_MS, open },
            { latestAt: NOW_MS, onBytes: () => undefined },
        ))
            found.push(part);
        return found;
    };

    test('is handed over when more comes than can be held, before it has shown what it is', async () => {
        const found = await readOnce(['{"other":1}\n'.repeat(101), `${usualText}\n`]);

        expect(datas(found)).toEqual([...Array.from({ length: 101 }, () => '{"other":1}'), usualText]);
    });

    test('and fails for a reason that is not its own ends the reading; for one of its own it is named', async () => {
        await expect(readOnce([usualText, new TypeError('a mistake of ours')])).rejects.toThrow('a mistake of ours');
        expect(
            (await readOnce([`${usualText}\n`, Object.assign(new Error('gone'), { code: 'ENOENT' })])).flatMap(
                ({ unusable }) => unusable,
            ),
        ).toEqual([{ where: 'given', why: 'is not there, or a link that leads nowhere' }]);
    });
});
