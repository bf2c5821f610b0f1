/** Tests of collecting and writing the rows of a table. */
import { DuckDBInstance } from '@duckdb/node-api';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TableWriter } from '../../../../lib/lake/write/table-writer.ts';
import { listFiles, temporaryFolder } from '../../../support/run-replay.ts';

const keys = { user_pool_id: 'us-west-2_EXAMPLE', event_type: 'DeliveryError', dt: '2026-01-01' };

const openWriter = async (): Promise<{ writer: TableWriter; folder: string }> => {
    const folder = temporaryFolder();
    const instance = await DuckDBInstance.create(':memory:', { threads: '1', preserve_insertion_order: 'false' });
    const options = {
        folder,
        target: join(folder, 'finished'),
        connections: [await instance.connect()] as const,
        tombstones: { all: [], checkUnchanged: async () => undefined },
        isPublishedAtOnce: true,
        signal: new AbortController().signal,
    };
    return {
        writer: new TableWriter('user_notification', { ...options, connections: [options.connections[0]] }),
        folder,
    };
};

test('rows become the file of their partition', async () => {
    const { writer, folder } = await openWriter();

    const rows = writer.add(keys, Buffer.from('{"record_id":"a"}\n{"record_id":"b"}\n').toString('base64'));
    await writer.catchUp();
    await writer.finish();

    expect(rows).toBe(2);
    expect(listFiles(folder)).toEqual([
        expect.stringMatching(
            new RegExp(
                '^finished/user_notification/user_pool_id=us-west-2_EXAMPLE/event_type=DeliveryError/dt=2026-01-01/' +
                    'compact-[0-9a-f]{16}\\.parquet$',
            ),
        ),
    ]);
});

test('without rows no file is written', async () => {
    const { writer, folder } = await openWriter();

    await writer.finish();
    await writer.waitUntilIdle();

    expect(listFiles(folder)).toEqual([]);
});

test.each(['../../x', '', 'a/b', '.'])('the invalid partition key %j is a bug, and makes no folder', async (dt) => {
    const { writer, folder } = await openWriter();

    expect(() => writer.add({ ...keys, dt }, 'e30=')).toThrow(
        /^The transform returned .* for the partition key dt\. This is a bug/,
    );
    expect(listFiles(folder).filter((path) => path.includes('finished'))).toEqual([]);
});

test('a full round is written while the next one fills, each to a file of its own', async () => {
    const { writer, folder } = await openWriter();
    const lines = Buffer.from('{"record_id":"a"}\n'.repeat(250_000)).toString('base64');

    for (let call = 0; call < 4; call += 1) {
        await writer.catchUp();
        writer.add(keys, lines);
    }
    await writer.catchUp();
    writer.add(keys, lines);
    await writer.waitUntilIdle();
    await writer.finish();

    expect(
        listFiles(folder)
            .map((path) => /-(\d)\.parquet$/.exec(path)?.[1])
            .toSorted(),
    ).toEqual(['1', '2']);
});
