/** Tests of writing to a lake. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REFUSED } from '../../../../lib/firehose/error-objects.ts';
import { LakeWriter } from '../../../../lib/lake/write/lake-writer.ts';
import { filesOf, temporaryFolder } from '../../../support/given-replay.ts';

const keys = { user_pool_id: 'us-west-2_EXAMPLE', event_type: 'SignIn', dt: '2026-01-01' };
const data = Buffer.from('{"record_id":"a"}\n').toString('base64');

const given = async (): Promise<{ writer: LakeWriter; lake: string }> => {
    const lake = join(temporaryFolder(), 'lake');
    const writer = await LakeWriter.open(lake);
    writer.keep('user_activity', keys, data);
    await writer.refuse('user_activity', { arrivedAt: 0, data, failure: REFUSED });
    await writer.settle();
    return { writer, lake };
};

test('nothing is in the lake until all is finished', async () => {
    const { writer, lake } = await given();
    const before = filesOf(lake).filter((path) => !path.startsWith('.staging/'));

    await writer.finish();

    expect(before).toEqual([]);
    expect(filesOf(lake).map((path) => path.split('/')[0])).toEqual(['errors', 'user_activity']);
});

test('what is closed before leaves nothing', async () => {
    const { writer, lake } = await given();

    await writer.close();

    expect(existsSync(lake)).toBe(false);
});

test('what is stopped does not finish', async () => {
    const { writer, lake } = await given();
    writer.stop();

    await expect(writer.finish()).rejects.toThrow(/aborted/);
    await writer.close();

    expect(existsSync(lake)).toBe(false);
});
