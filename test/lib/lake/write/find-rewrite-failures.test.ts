/** Tests of finding the unreadable files of a partition. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findRewriteFailures } from '../../../../lib/lake/write/find-rewrite-failures.ts';
import { UserError } from '../../../../lib/basics/user-error.ts';
import { LakeEngine } from '../../../../lib/lake/lake-engine.ts';
import type { LakePartition } from '../../../../lib/lake/partitions/partition-store.ts';
import { StoreError } from '../../../../lib/aws/store-error.ts';
import { listFiles, writeInputFiles, temporaryFolder } from '../../../support/run-replay.ts';
import { makeSampleLake } from '../../../support/make-sample-lake.ts';

let engine: LakeEngine;
beforeAll(async () => {
    engine = await LakeEngine.open(temporaryFolder());
});
afterAll(() => engine.close());

const whole = await makeSampleLake({ user_activity: [{ record_id: 'a' }] });
const [path = ''] = listFiles(whole).map((name) => join(whole, name));
const partition: LakePartition = {
    table: 'user_activity',
    folder: 'user_activity/p',
    day: '2026-01-01',
    files: [{ key: 'user_activity/p/a.parquet', bytes: 1 }],
};
const findFailures = async (error: unknown, ...paths: readonly string[]): Promise<unknown> => {
    try {
        return await findRewriteFailures(error, { partition, paths, engine });
    } catch (thrown) {
        return { thrown };
    }
};
const failure = new Error('a DuckDB error');

test('unreadable files are returned with the first line of the reason, without local paths', async () => {
    const broken = join(writeInputFiles({ 'broken.parquet': 'no parquet at all' }), 'broken.parquet');

    expect(await findFailures(failure, broken)).toEqual([
        { where: 'user_activity/p/a.parquet', why: expect.stringMatching(/^can’t be read: [^/\n]+$/) },
    ]);
    expect(await findFailures(failure, path, broken)).toEqual([
        { where: 'user_activity/p', why: expect.stringMatching(/^can’t be read: /) },
    ]);
    expect(await findFailures(failure, '/no/such/file')).toEqual([
        {
            where: 'user_activity/p/a.parquet',
            why: 'no longer exists: another run is changing this partition. Run the command again',
        },
    ]);
});

test('the error is thrown again if each file can be read', async () => {
    expect(await findFailures(failure, path)).toEqual({ thrown: failure });
    expect(await findFailures('a word')).toEqual({ thrown: 'a word' });
});

test('a denied object is a failure of its partition, but an unavailable server is thrown', async () => {
    const [denied, unavailable] = [
        new StoreError('denied', 's3://b/a', { why: 'access is denied', next: '' }),
        new StoreError('unavailable', 's3://b/a', { why: 'the server does not respond', next: '' }),
    ];

    expect(await findFailures(denied, path)).toEqual([
        { where: 'user_activity/p', why: 's3://b/a: access is denied.' },
    ]);
    expect(await findFailures(new UserError('the columns differ'), path)).toEqual([
        { where: 'user_activity/p', why: 'the columns differ' },
    ]);
    expect(await findFailures(unavailable, path)).toEqual({ thrown: unavailable });
});
