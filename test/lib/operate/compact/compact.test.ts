/** Tests of `compact`: one sorted file per partition, no duplicates, and the same query results. */
import {
    copyFileSync,
    existsSync,
    mkdirSync,
    readFileSync,
    readdirSync,
    statSync,
    truncateSync,
    writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../../../lib/basics/package-root.ts';
import { listFiles, runDuckdb, readTable } from '../../../support/run-replay.ts';
import { makeSampleLake, temporaryFolder, writeParquet } from '../../../support/make-sample-lake.ts';
import { readDeduplicatedViews, runCompact } from '../../../support/run-compact.ts';

const DAY = 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01';
const at = (second: number): string => `2026-01-01T10:00:${String(second).padStart(2, '0')}.000Z`;

/** A lake with one file per delivery. */
const makeLake = async (
    ...deliveries: readonly (readonly Readonly<Record<string, string | null>>[])[]
): Promise<string> => {
    const lake = temporaryFolder();
    for (const rows of deliveries) await makeSampleLake({ user_activity: rows }, lake);
    return lake;
};

describe('compact', () => {
    test('merges a partition into one file without duplicates, sorted by event time', async () => {
        const lake = await makeLake(
            [
                { record_id: 'b', event_at: at(2) },
                { record_id: 'a', event_at: at(3) },
            ],
            [
                { record_id: 'c', event_at: at(1) },
                { record_id: 'a', event_at: at(3) },
            ],
        );
        const before = await readDeduplicatedViews(lake);

        const summary = await runCompact(lake);

        const files = listFiles(lake);
        expect(files).toEqual([expect.stringMatching(new RegExp(`^${DAY}/compact-[0-9a-f]{16}\\.parquet$`))]);
        expect(await runDuckdb(`select record_id from read_parquet('${join(lake, files[0]!)}')`)).toEqual([
            { record_id: 'c' },
            { record_id: 'b' },
            { record_id: 'a' },
        ]);
        expect(await readDeduplicatedViews(lake)).toEqual(before);
        expect(summary).toMatchObject({
            partitions: { found: 1, not_closed: 0, already_compact: 0, to_compact: 1, compacted: 1 },
            files: { before: 2, after: 1 },
            rows: { before: 4, after: 3 },
            duplicates_removed: 1,
            skipped_partitions: 0,
            is_stopped: false,
        });
        expect(summary.bytes.after).toBe(statSync(join(lake, files[0]!)).size);
    });

    test('keeps one delivery of a backfilled event that Cognito exported too, though the view hides it', async () => {
        const lake = await makeLake(
            [
                { record_id: 'a', event_id: 'one', ingest_path: 'backfill' },
                { record_id: 'a', event_id: 'one', ingest_path: 'backfill' },
                { record_id: 'b', event_id: 'two', ingest_path: 'backfill' },
            ],
            [
                { record_id: 'c', event_id: 'one', ingest_path: 'firehose' },
                { record_id: 'd', event_id: null, ingest_path: 'backfill' },
            ],
        );
        const before = await readDeduplicatedViews(lake);

        const summary = await runCompact(lake);

        expect(summary).toMatchObject({ rows: { before: 5, after: 4 }, skipped_partitions: 0 });
        expect(await readDeduplicatedViews(lake)).toEqual(before);
    });

    test.each([
        [
            'with the earliest arrival',
            { arrived_at: at(5), ingest_path: 'firehose' },
            { arrived_at: at(4), ingest_path: 's3_export' },
            's3_export',
        ],
        [
            'with the first ingest_path if the arrival times are equal',
            { arrived_at: at(5), ingest_path: 'firehose' },
            { arrived_at: at(5), ingest_path: 'cloudwatch_logs' },
            'cloudwatch_logs',
        ],
        [
            'that was exported, also if a backfilled one arrived first',
            { arrived_at: at(4), event_id: 'one', ingest_path: 'backfill' },
            { arrived_at: at(5), event_id: 'one', ingest_path: 'firehose' },
            'firehose',
        ],
        [
            'with an arrival time',
            { arrived_at: null, ingest_path: 's3_export' },
            { arrived_at: at(5), ingest_path: 'firehose' },
            'firehose',
        ],
    ])('keeps the delivery %s', async (_, one, other, expected) => {
        for (const pair of [
            [one, other],
            [other, one],
        ]) {
            const lake = await makeLake(...pair.map((row) => [{ record_id: 'a', event_at: at(1), ...row }]));

            await runCompact(lake);

            expect(await readTable({ lake }, 'user_activity', 'ingest_path')).toEqual([{ ingest_path: expected }]);
        }
    });

    test('keeps every row without a record_id', async () => {
        const lake = await makeLake(
            [{ record_id: null, user_name: 'ana' }, { record_id: 'a' }],
            [{ record_id: null, user_name: 'ben' }],
        );

        const summary = await runCompact(lake);

        expect(summary).toMatchObject({ rows: { before: 3, after: 3 }, duplicates_removed: 0 });
        expect(
            (await readTable({ lake }, 'user_activity', 'user_name')).filter(({ user_name }) => user_name === 'ben'),
        ).toHaveLength(1);
    });

    test('does not touch a compact partition again', async () => {
        const lake = await makeLake([{ record_id: 'a' }], [{ record_id: 'b' }]);
        await runCompact(lake);
        const state = (): unknown => listFiles(lake).map((path) => [path, statSync(join(lake, path)).ino]);
        const before = state();

        const summary = await runCompact(lake);

        expect(state()).toEqual(before);
        expect(summary).toMatchObject({
            partitions: { already_compact: 1, to_compact: 0, compacted: 0 },
            files: { before: 0, after: 0 },
        });
    });

    test('compacts a partition with a late file again, and the same rows give the same file', async () => {
        const [one, other] = [
            await makeLake([{ record_id: 'a' }], [{ record_id: 'b', event_at: at(1) }]),
            await makeLake([{ record_id: 'b', event_at: at(1) }, { record_id: 'a' }]),
        ];
        await runCompact(one);
        await makeSampleLake({ user_activity: [{ record_id: 'a' }] }, one);

        const [again] = [await runCompact(one), await runCompact(other)];

        expect(again).toMatchObject({ files: { before: 2, after: 1 }, duplicates_removed: 1 });
        expect(listFiles(one)).toEqual(listFiles(other));
    });

    test('skips open partitions, and a dry run changes nothing', async () => {
        const lake = await makeLake([
            { event_at: '2026-01-30T10:00:00.000Z' },
            { event_at: '2026-01-31T10:00:00.000Z' },
        ]);
        const before = listFiles(lake);

        const dry = await runCompact(lake, { before: '2026-01-31', isDryRun: true });
        const afterDry = listFiles(lake);
        const wet = await runCompact(lake, { before: '2026-01-31' });

        expect(afterDry).toEqual(before);
        expect([dry, wet].map(({ partitions }) => partitions)).toEqual([
            { found: 2, not_closed: 1, already_compact: 0, to_compact: 1, compacted: 0 },
            { found: 2, not_closed: 1, already_compact: 0, to_compact: 1, compacted: 1 },
        ]);
        expect(listFiles(lake).filter((path) => path.includes('2026-01-31'))).toEqual(
            before.filter((path) => path.includes('2026-01-31')),
        );
    });

    test('writes files as replay does: ZSTD, milliseconds, mode 600', async () => {
        const lake = await makeLake([{ record_id: 'a' }], [{ record_id: 'b' }]);

        await runCompact(lake);

        const path = join(lake, listFiles(lake)[0]!);
        expect(await runDuckdb(`select distinct compression from parquet_metadata('${path}')`)).toEqual([
            { compression: 'ZSTD' },
        ]);
        expect(
            await runDuckdb(
                `select distinct converted_type as type from parquet_schema('${path}') where name like '%_at'`,
            ),
        ).toEqual([{ type: 'TIMESTAMP_MILLIS' }]);
        expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    });
});

describe('a lake that Firehose wrote', () => {
    const FIXTURES = join(packageRoot(), 'test', 'fixtures', 'firehose-parquet');
    const written = (): string => {
        const lake = temporaryFolder();
        mkdirSync(join(lake, DAY), { recursive: true });
        for (const name of readdirSync(FIXTURES).filter((each) => each.endsWith('.parquet')))
            copyFileSync(join(FIXTURES, name), join(lake, DAY, name));
        return lake;
    };

    test('keeps its query results, with microseconds truncated to milliseconds', async () => {
        const lake = written();
        const before = await readDeduplicatedViews(lake);

        const summary = await runCompact(lake);

        expect(summary).toMatchObject({ files: { before: 2, after: 1 }, rows: { before: 4, after: 3 } });
        expect(JSON.stringify(await readDeduplicatedViews(lake))).toBe(
            JSON.stringify(before).replace('03.001999', '03.001'),
        );
        expect(
            await readTable({ lake }, 'user_activity', 'record_id, arrived_at, challenge_names, extra_names'),
        ).toEqual([
            { record_id: 'a', arrived_at: '2026-01-13 10:00:01.499', challenge_names: ['Password'], extra_names: null },
            {
                record_id: 'b',
                arrived_at: '2026-01-13 10:00:03.001',
                challenge_names: ['Password'],
                extra_names: ['newField.a'],
            },
            { record_id: 'c', arrived_at: '2026-01-13 10:00:04', challenge_names: null, extra_names: null },
        ]);
    });
});

describe('an unreadable file', () => {
    test('is listed, its partition is skipped, and the others are compacted', async () => {
        const lake = await makeLake(
            [{ record_id: 'a' }, { record_id: 'b', event_at: '2026-01-02T10:00:00.000Z' }],
            [{ record_id: 'c' }],
        );
        writeFileSync(join(lake, DAY, 'broken.parquet'), 'PAR1 and no more');
        const before = listFiles(join(lake, DAY));

        const summary = await runCompact(lake);

        expect(summary).toMatchObject({ partitions: { to_compact: 2, compacted: 1 }, skipped_partitions: 1 });
        expect(summary.failures).toEqual([
            { where: `${DAY}/broken.parquet`, why: expect.stringMatching(/^can’t be read: /) },
        ]);
        expect(listFiles(join(lake, DAY))).toEqual(before);
    });

    test('may be cut off in the middle', async () => {
        const lake = await makeLake([{ record_id: 'a' }], [{ record_id: 'c' }]);
        const [path = ''] = listFiles(join(lake, DAY));
        truncateSync(join(lake, DAY, path), 200);

        const { failures } = await runCompact(lake);

        expect(failures).toEqual([{ where: `${DAY}/${path}`, why: expect.stringMatching(/^can’t be read: /) }]);
    });

    test('may have a value of a wrong type', async () => {
        const lake = await makeLake([{ record_id: 'a' }]);
        await writeParquet(join(lake, DAY, 'odd.parquet'), "select 'b' as record_id, 'yesterday' as event_at");

        const { failures } = await runCompact(lake);

        expect(failures).toEqual([{ where: `${DAY}/odd.parquet`, why: expect.stringContaining('yesterday') }]);
        expect(listFiles(lake)).toHaveLength(2);
    });

    test('may have columns of a later version, which would be lost', async () => {
        const lake = await makeLake([{ record_id: 'a' }]);
        await writeParquet(join(lake, DAY, 'later.parquet'), "select 'b' as record_id, 1 as future_column");

        const { failures } = await runCompact(lake);

        expect(failures).toEqual([
            { where: DAY, why: 'has unknown columns, which a rewrite would lose: future_column' },
        ]);
        expect(listFiles(lake)).toHaveLength(2);
    });
});

test('files outside the tables are not touched', async () => {
    const lake = await makeLake([{ record_id: 'a' }], [{ record_id: 'b' }]);
    const others = [
        'errors/x',
        'raw/y',
        `${DAY}/.hidden.parquet`,
        `${DAY}/note.txt`,
        `${DAY}/deeper/z.parquet`,
        'user_activity/w.parquet',
    ];
    for (const path of others) {
        mkdirSync(join(lake, path, '..'), { recursive: true });
        writeFileSync(join(lake, path), path);
    }

    await runCompact(lake);

    expect(listFiles(lake).filter((path) => !path.includes('/compact-'))).toEqual(others.toSorted());
    expect(others.map((path) => readFileSync(join(lake, path), 'utf8'))).toEqual(others);
    expect(existsSync(join(lake, '.staging'))).toBe(false);
});

test('two concurrent runs lose nothing, and a third run leaves one file per partition', async () => {
    const days = ['2026-01-01', '2026-01-02', '2026-01-03'].map((day) => `${day}T10:00:00.000Z`);
    const lake = await makeLake(
        ...['a', 'b', 'a'].map((id) => days.map((event_at) => ({ record_id: `${id} ${event_at}`, event_at }))),
    );
    const before = await readDeduplicatedViews(lake);

    await Promise.all([runCompact(lake), runCompact(lake)]);
    const between = await readDeduplicatedViews(lake);
    await runCompact(lake);

    expect([between, await readDeduplicatedViews(lake)]).toEqual([before, before]);
    expect(listFiles(lake)).toHaveLength(days.length);
});

test('a stopped run ends between two partitions', async () => {
    const lake = await makeLake([{ record_id: 'a' }, { record_id: 'b', event_at: '2026-01-02T10:00:00.000Z' }]);
    const stop = new AbortController();

    const summary = await runCompact(lake, { signal: stop.signal, onPartition: () => stop.abort() });

    expect(summary).toMatchObject({ partitions: { to_compact: 2, compacted: 1 }, is_stopped: true });
});

test('for any deliveries the views are the same before and after, and of each record one or all deliveries stay', async () => {
    const row = fc.record({
        record_id: fc.constantFrom('a', 'b', 'c', 'd'),
        event_at: fc.constantFrom('2026-01-01T10:00:00.000Z', '2026-01-01T09:00:00.001Z', '2026-01-02T00:00:00.000Z'),
        arrived_at: fc.integer({ min: 0, max: 3 }).map(at),
        ingest_path: fc.constantFrom('firehose', 's3_export', 'cloudwatch_logs'),
    });
    // The other columns depend on the record: deliveries with the same arrival and path are equal. Only c differs.
    const deliveredRow = row.map((each) => ({
        ...each,
        [each.record_id === 'c' ? 'user_name' : 'device_name']: `${each.arrived_at} ${each.ingest_path}`,
        dt: each.event_at.slice(0, 10),
    }));
    const countRemaining = (rows: readonly Readonly<Record<string, string>>[]): number => {
        const deliveries = new Map<string, (string | undefined)[]>();
        for (const { record_id, dt, user_name } of rows) {
            const key = `${record_id} ${dt}`;
            deliveries.set(key, [...(deliveries.get(key) ?? []), user_name]);
        }
        return [...deliveries.values()].reduce((sum, names) => sum + (new Set(names).size > 1 ? names.length : 1), 0);
    };
    const deliveries = fc.array(fc.array(deliveredRow, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 });

    await fc.assert(
        fc.asyncProperty(deliveries, async (drawn) => {
            const lake = await makeLake(
                ...drawn.map((rows) => rows.map((each) => ({ ...each, event_at: `${each.dt}T10:00:00.000Z` }))),
            );
            const before = await readDeduplicatedViews(lake);

            const { rows, partitions } = await runCompact(lake);

            expect(await readDeduplicatedViews(lake)).toEqual(before);
            expect(await readTable({ lake })).toHaveLength(rows.after);
            expect(rows.after).toBe(countRemaining(drawn.flat()));
            expect(listFiles(lake)).toHaveLength(partitions.found);
        }),
        { numRuns: 6 },
    );
});
