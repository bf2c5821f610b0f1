/** Tests of writing to a lake. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REJECTED_BY_FUNCTION } from '../../../../lib/firehose/error-objects.ts';
import { LakeWriter } from '../../../../lib/lake/write/lake-writer.ts';
import { listFiles, temporaryFolder } from '../../../support/run-replay.ts';

const keys = { user_pool_id: 'us-west-2_EXAMPLE', event_type: 'SignIn', dt: '2026-01-01' };
const data = Buffer.from('{"record_id":"a"}\n').toString('base64');

const openWriter = async (): Promise<{ writer: LakeWriter; lake: string }> => {
    const lake = join(temporaryFolder(), 'lake');
    const writer = await LakeWriter.open(lake);
    writer.write('user_activity', keys, data);
    await writer.reject('user_activity', { arrivedAt: 0, data, failure: REJECTED_BY_FUNCTION });
    await writer.catchUp();
    return { writer, lake };
};

test('the lake is empty until the writer finishes', async () => {
    const { writer, lake } = await openWriter();
    const before = listFiles(lake).filter((path) => !path.startsWith('.staging/'));

    await writer.finish();

    expect(before).toEqual([]);
    expect(listFiles(lake).map((path) => path.split('/')[0])).toEqual(['errors', 'user_activity']);
});

test('a writer that is closed before it finishes leaves nothing', async () => {
    const { writer, lake } = await openWriter();

    await writer.close();

    expect(existsSync(lake)).toBe(false);
});

test('a stopped writer does not finish', async () => {
    const { writer, lake } = await openWriter();
    writer.stop();

    await expect(writer.finish()).rejects.toThrow(/aborted/);
    await writer.close();

    expect(existsSync(lake)).toBe(false);
});
