/** Tests of `compact` on deliveries of one record that differ: none is removed, and the summary names them. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../../lib/basics/package-root.ts';
import { compactText } from '../../../../lib/operate/compact/compact-text.ts';
import { DIFFERING_LAKE, DIFFERING_ROWS } from '../../../support/differing-deliveries.ts';
import { findFailingRowsInLake } from '../../../support/find-failing-rows.ts';
import { makeSampleLake, type LakeRows } from '../../../support/make-sample-lake.ts';
import { readDeduplicatedViews, runCompact } from '../../../support/run-compact.ts';
import { buildAll, listFiles, readTable, runReplay, temporaryFolder } from '../../../support/run-replay.ts';

type Deliveries = NonNullable<LakeRows['user_activity']>;

const PARTITION = 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01';
const TRUE_ROW = { record_id: 'a', event_response: 'Pass', ip_address: '2001:db8::1' };

/** The rows that remain, by one column. */
const remaining = async (user_activity: Deliveries, column: string): Promise<unknown> => {
    const lake = await makeSampleLake({ user_activity });
    await runCompact(lake);
    return (await readTable({ lake }, 'user_activity', column)).map((row) => row[column]);
};

test('a forged delivery with an earlier arrival removes no true one, and both are reported', async () => {
    const lake = await makeSampleLake({
        user_activity: [
            TRUE_ROW,
            { ...TRUE_ROW, ingest_path: 's3_export' },
            { ...TRUE_ROW, event_response: 'Fail', ip_address: '192.0.2.1', arrived_at: '2026-01-01T00:00:00.000Z' },
            { record_id: 'b' },
            { record_id: 'b', ingest_path: 's3_export' },
        ],
    });
    const before = await readDeduplicatedViews(lake);

    const summary = await runCompact(lake);

    expect(await readTable({ lake }, 'user_activity', 'record_id, event_response')).toEqual([
        { record_id: 'a', event_response: 'Fail' },
        { record_id: 'a', event_response: 'Pass' },
        { record_id: 'a', event_response: 'Pass' },
        { record_id: 'b', event_response: 'Pass' },
    ]);
    expect(await readDeduplicatedViews(lake)).toEqual(before);
    expect(summary).toMatchObject({
        rows: { before: 5, after: 4 },
        duplicates_removed: 1,
        differing_records: 1,
        differing: [{ partition: PARTITION, record_id: 'a', columns: ['event_response', 'ip_address'] }],
    });
    expect(compactText(summary, 'lake')).toContain(`
1 record has deliveries that differ. None was removed:
  ${PARTITION}
    a: event_response, ip_address
  One delivery may be forged. See check deliveries_agree.
`);
    expect(await findFailingRowsInLake(lake, 'deliveries_agree')).toHaveLength(1);
});

test('reports the records that the check finds', async () => {
    const lake = await makeSampleLake(DIFFERING_LAKE);

    const { differing, differing_records } = await runCompact(lake);

    expect(
        differing.map(({ record_id, columns }) => ({ record_id, differing_columns: columns.join(' ') })),
    ).toMatchObject(
        DIFFERING_ROWS.map((row) => ({
            record_id: Reflect.get(row, 'record_id'),
            differing_columns: Reflect.get(row, 'differing_columns'),
        })),
    );
    expect(differing_records).toBe(DIFFERING_ROWS.length);
    expect(await findFailingRowsInLake(lake, 'deliveries_agree')).toEqual(DIFFERING_ROWS);
});

describe('deliveries that are the same', () => {
    test('have one address in two forms', async () => {
        const rows = [TRUE_ROW, { ...TRUE_ROW, ip_address: '2001:0db8:0:0::1', ingest_path: 's3_export' }];

        expect(await remaining(rows, 'ip_address')).toEqual(['2001:db8::1']);
    });
});

describe('deliveries that differ', () => {
    test('stay if an erasure changed one of them, but are not reported', async () => {
        const erased = { ...TRUE_ROW, user_sub: 'erased-0123456789abcdef', user_name: null, ip_address: null };
        const lake = await makeSampleLake({ user_activity: [TRUE_ROW, erased] });

        const summary = await runCompact(lake);

        expect(summary).toMatchObject({ rows: { after: 2 }, differing_records: 0, differing: [] });
    });

    test('stay if Cognito exported the same event', async () => {
        const backfilled = { record_id: 'b', event_id: 'one', ingest_path: 'backfill' };
        const rows = [
            { record_id: 'a', event_id: 'one', ingest_path: 'firehose' },
            { ...backfilled, event_response: 'InProgress' },
            { ...backfilled, event_response: 'Pass' },
        ];

        expect(await remaining(rows, 'record_id')).toEqual(['a', 'b', 'b']);
    });

    test('are listed up to 100 records, and all are counted', async () => {
        const ids = Array.from({ length: 130 }, (_, index) => String(1000 + index));
        const lake = await makeSampleLake({
            user_activity: ids.flatMap((record_id) => ['a', 'b'].map((country) => ({ record_id, country }))),
            user_notification: ['a', 'b'].map((details) => ({ record_id: 'n', details })),
        });

        const summary = await runCompact(lake);

        expect(summary.differing_records).toBe(131);
        expect(summary.differing.map(({ record_id }) => record_id)).toEqual(ids.slice(0, 100));
        expect(compactText(summary, 'lake')).toContain('\n  and 31 more records\n');
    });
});

describe('a lake of an earlier version, with the same exports replayed', () => {
    beforeAll(buildAll);

    test('has no deliveries that differ, and compact removes all duplicates', async () => {
        const lake = temporaryFolder();
        cpSync(join(packageRoot(), 'test', 'fixtures', 'lake-of-f95e29a'), lake, { recursive: true });
        const today = temporaryFolder();
        const exports = join(packageRoot(), 'samples', 'exports');
        await runReplay(join(exports, 'ndjson'), today);
        await runReplay(join(exports, 'CloudWatchLogs'), today);
        // Under names of their own: equal rows would make a file of the same name.
        for (const path of listFiles(today).filter((each) => each.endsWith('.parquet')))
            cpSync(join(today, path), join(lake, path.replace(/[^/]*$/, 'today-$&')));
        const period = { first_day: '2020-01-01', last_day: '2026-12-31' };
        const found = await findFailingRowsInLake(lake, 'deliveries_agree', period);
        // Today's rows keep more extra fields, and which of two rows with the same arrival time is shown is open.
        const columns = '* exclude (extra_names, extra_values)';
        const before = await readDeduplicatedViews(lake, columns);

        const { rows, differing_records, duplicates_removed } = await runCompact(lake, { before: '2027-01-01' });

        expect({ found, differing_records, rows: rows.after }).toEqual({
            found: [],
            differing_records: 0,
            rows: rows.before - duplicates_removed,
        });
        expect(duplicates_removed).toBeGreaterThan(200);
        expect(await readDeduplicatedViews(lake, columns)).toEqual(before);
    });
});
