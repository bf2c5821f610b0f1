/** Tests of collecting the records of a table. */
import { DuckDBInstance } from '@duckdb/node-api';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TableWriter } from '../../../../lib/lake/write/table-writer.ts';
import { filesOf, temporaryFolder } from '../../../support/given-replay.ts';

const keys = { user_pool_id: 'us-west-2_EXAMPLE', event_type: 'DeliveryError', dt: '2026-01-01' };

const given = async (): Promise<{ writer: TableWriter; folder: string }> => {
    const folder = temporaryFolder();
    const instance = await DuckDBInstance.create(':memory:', { threads: '1', preserve_insertion_order: 'false' });
    const workplace = {
        folder,
        target: join(folder, 'finished'),
        connections: [await instance.connect()] as const,
        signal: new AbortController().signal,
    };
    return {
        writer: new TableWriter('user_notification', { ...workplace, connections: [workplace.connections[0]] }),
        folder,
    };
};

test('kept records become the file of their partition', async () => {
    const { writer, folder } = await given();

    const rows = writer.add(keys, Buffer.from('{"record_id":"a"}\n{"record_id":"b"}\n').toString('base64'));
    await writer.settle();
    await writer.finish();

    expect(rows).toBe(2);
    expect(filesOf(folder)).toEqual([
        expect.stringMatching(
            /^finished\/user_notification\/user_pool_id=us-west-2_EXAMPLE\/event_type=DeliveryError\/dt=2026-01-01\/[0-9a-f]{16}-1\.parquet$/,
        ),
    ]);
});

test('no records become no file', async () => {
    const { writer, folder } = await given();

    await writer.finish();
    await writer.rest();

    expect(filesOf(folder)).toEqual([]);
});

test.each(['../../x', '', 'a/b', '.'])('a partition key of %j is a bug, and no folder', async (dt) => {
    const { writer, folder } = await given();

    expect(() => writer.add({ ...keys, dt }, 'e30=')).toThrow(
        /^The transform gave the partition key dt the value .* This is a bug/,
    );
    expect(filesOf(folder).filter((path) => path.includes('finished'))).toEqual([]);
});

test('a round that is full is written while the next is filled, each to a file of its own', async () => {
    const { writer, folder } = await given();
    const lines = Buffer.from('{"record_id":"a"}\n'.repeat(250_000)).toString('base64');

    for (let call = 0; call < 4; call += 1) {
        await writer.settle();
        writer.add(keys, lines);
    }
    await writer.settle();
    writer.add(keys, lines);
    await writer.rest();
    await writer.finish();

    expect(
        filesOf(folder)
            .map((path) => /-(\d)\.parquet$/.exec(path)?.[1])
            .toSorted(),
    ).toEqual(['1', '2']);
});
