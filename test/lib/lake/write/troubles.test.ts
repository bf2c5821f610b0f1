/** Tests of which files of a partition are blamed when it can't be rewritten. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { troublesOf } from '../../../../lib/lake/write/troubles.ts';
import { Complaint } from '../../../../lib/basics/complaint.ts';
import { LakeEngine } from '../../../../lib/lake/lake-engine.ts';
import type { Partition } from '../../../../lib/lake/partitions/partition-store.ts';
import { StoreError } from '../../../../lib/aws/store-error.ts';
import { filesOf, givenFiles, temporaryFolder } from '../../../support/given-replay.ts';
import { givenLake } from '../../../support/given-lake.ts';

let engine: LakeEngine;
beforeAll(async () => {
    engine = await LakeEngine.open(temporaryFolder());
});
afterAll(() => engine.close());

const whole = await givenLake({ user_activity: [{ record_id: 'a' }] });
const [path = ''] = filesOf(whole).map((name) => join(whole, name));
const partition: Partition = {
    table: 'user_activity',
    folder: 'user_activity/p',
    day: '2026-01-01',
    files: [{ key: 'user_activity/p/a.parquet', bytes: 1 }],
};
const found = async (error: unknown, ...paths: readonly string[]): Promise<unknown> => {
    try {
        return await troublesOf(error, { partition, paths, engine });
    } catch (thrown) {
        return { thrown };
    }
};
const failure = new Error('of DuckDB');

test('the files that can’t be read are named, with the first line of the reason and no path of this machine', async () => {
    const broken = join(givenFiles({ 'broken.parquet': 'no parquet at all' }), 'broken.parquet');

    expect(await found(failure, broken)).toEqual([
        { where: 'user_activity/p/a.parquet', why: expect.stringMatching(/^can’t be read: [^/\n]+$/) },
    ]);
    expect(await found(failure, path, broken)).toEqual([
        { where: 'user_activity/p', why: expect.stringMatching(/^can’t be read: /) },
    ]);
    expect(await found(failure, '/no/such/file')).toEqual([
        {
            where: 'user_activity/p/a.parquet',
            why: 'is no longer there: another run changes this partition. Run the command again',
        },
    ]);
});

test('where each file can be read, it was not for the files', async () => {
    expect(await found(failure, path)).toEqual({ thrown: failure });
    expect(await found('a word')).toEqual({ thrown: 'a word' });
});

test('an object that is gone or denied is of its partition; a server that does not answer is of all', async () => {
    const [denied, silent] = [
        new StoreError('denied', 's3://b/a', { why: 'access is denied', next: '' }),
        new StoreError('silent', 's3://b/a', { why: 'the server does not answer', next: '' }),
    ];

    expect(await found(denied, path)).toEqual([{ where: 'user_activity/p', why: 's3://b/a: access is denied.' }]);
    expect(await found(new Complaint('the columns differ'), path)).toEqual([
        { where: 'user_activity/p', why: 'the columns differ' },
    ]);
    expect(await found(silent, path)).toEqual({ thrown: silent });
});
