/** Tests of grouping files by partition. */
import { expect, test } from 'vitest';
import { groupByPartition } from '../../../../lib/lake/partitions/partition-store.ts';

const FOLDER = 'user_activity/user_pool_id=a_1/event_type=SignIn/dt=2026-01-02';

test('files are grouped by partition and sorted by name; files elsewhere are skipped', () => {
    const other = FOLDER.replace('SignIn', 'SignUp');
    const keys = [
        `${other}/a.parquet`,
        `${FOLDER}/b.parquet`,
        `${FOLDER}/a.parquet`,
        `${FOLDER}/.a.parquet`,
        `${FOLDER}/_a.parquet`,
        `${FOLDER}/x/a.parquet`,
        `${FOLDER}/a.csv`,
        FOLDER.replace('user_activity', 'another_table').concat('/a.parquet'),
        'user_activity/a.parquet',
    ];

    expect(groupByPartition(keys.map((key, bytes) => ({ key, bytes })))).toEqual([
        {
            table: 'user_activity',
            folder: FOLDER,
            day: '2026-01-02',
            files: [
                { key: `${FOLDER}/a.parquet`, bytes: 2 },
                { key: `${FOLDER}/b.parquet`, bytes: 1 },
            ],
        },
        { table: 'user_activity', folder: other, day: '2026-01-02', files: [{ key: `${other}/a.parquet`, bytes: 0 }] },
    ]);
});
