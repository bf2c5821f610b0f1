/** Tests of compact: one sorted file a partition, each record once, and never another answer. */
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
import { filesOf, ask, rowsOf } from '../../../support/given-replay.ts';
import { givenLake, temporaryFolder, writeParquet } from '../../../support/given-lake.ts';
import { answersOf, compacted } from '../../../support/given-compact.ts';

const DAY = 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01';
const at = (second: number): string => `2026-01-01T10:00:${String(second).padStart(2, '0')}.000Z`;

/** Each list is a delivery: a file of its own. */
const delivered = async (
    ...deliveries: readonly (readonly Readonly<Record<string, string | null>>[])[]
): Promise<string> => {
    const lake = temporaryFolder();
    for (const rows of deliveries) await givenLake({ user_activity: rows }, lake);
    return lake;
};

describe('a partition', () => {
    test('becomes one file with each record once, by the time of the event', async () => {
        const lake = await delivered(
            [
                { record_id: 'b', event_at: at(2) },
                { record_id: 'a', event_at: at(3) },
            ],
            [
                { record_id: 'c', event_at: at(1) },
                { record_id: 'a', event_at: at(3) },
            ],
        );
        const before = await answersOf(lake);

        const summary = await compacted(lake);

        const files = filesOf(lake);
        expect(files).toEqual([expect.stringMatching(new RegExp(`^${DAY}/compact-[0-9a-f]{16}\\.parquet$`))]);
        expect(await ask(`select record_id from read_parquet('${join(lake, files[0]!)}')`)).toEqual([
            { record_id: 'c' },
            { record_id: 'b' },
            { record_id: 'a' },
        ]);
        expect(await answersOf(lake)).toEqual(before);
        expect(summary).toMatchObject({
            partitions: { found: 1, not_closed: 0, compact_before: 0, to_compact: 1, compacted: 1 },
            files: { before: 2, after: 1 },
            rows: { before: 4, after: 3 },
            duplicates_removed: 1,
            left_whole: 0,
            is_stopped: false,
        });
        expect(summary.bytes.after).toBe(statSync(join(lake, files[0]!)).size);
    });

    test('loses what was backfilled where Cognito exported the same, as the view does', async () => {
        const lake = await delivered(
            [
                { record_id: 'a', event_id: 'one', ingest_path: 'backfill' },
                { record_id: 'b', event_id: 'two', ingest_path: 'backfill' },
            ],
            [
                { record_id: 'c', event_id: 'one', ingest_path: 'firehose' },
                { record_id: 'd', event_id: null, ingest_path: 'backfill' },
            ],
        );
        const before = await answersOf(lake);

        const summary = await compacted(lake);

        expect(summary).toMatchObject({ rows: { before: 4, after: 3 }, left_whole: 0 });
        expect(await answersOf(lake)).toEqual(before);
    });

    test.each([
        [
            'that arrived first',
            { arrived_at: at(5), ingest_path: 'firehose' },
            { arrived_at: at(4), ingest_path: 's3_export' },
            's3_export',
        ],
        [
            'of the smallest path when they arrived together',
            { arrived_at: at(5), ingest_path: 'firehose' },
            { arrived_at: at(5), ingest_path: 'backfill' },
            'backfill',
        ],
        [
            'that says when it arrived',
            { arrived_at: null, ingest_path: 'backfill' },
            { arrived_at: at(5), ingest_path: 'firehose' },
            'firehose',
        ],
    ])('keeps of two deliveries the one %s', async (_, one, other, expected) => {
        for (const pair of [
            [one, other],
            [other, one],
        ]) {
            const lake = await delivered(...pair.map((row) => [{ record_id: 'a', event_at: at(1), ...row }]));

            await compacted(lake);

            expect(await rowsOf({ lake }, 'user_activity', 'ingest_path')).toEqual([{ ingest_path: expected }]);
        }
    });

    test('keeps every row without an id: they can’t be told to be one record', async () => {
        const lake = await delivered(
            [{ record_id: null, user_name: 'ana' }, { record_id: 'a' }],
            [{ record_id: null, user_name: 'ben' }],
        );

        const summary = await compacted(lake);

        expect(summary).toMatchObject({ rows: { before: 3, after: 3 }, duplicates_removed: 0 });
        expect(
            (await rowsOf({ lake }, 'user_activity', 'user_name')).filter(({ user_name }) => user_name === 'ben'),
        ).toHaveLength(1);
    });

    test('that is compact is left alone by the next run, byte for byte and file for file', async () => {
        const lake = await delivered([{ record_id: 'a' }], [{ record_id: 'b' }]);
        await compacted(lake);
        const state = (): unknown => filesOf(lake).map((path) => [path, statSync(join(lake, path)).ino]);
        const before = state();

        const summary = await compacted(lake);

        expect(state()).toEqual(before);
        expect(summary).toMatchObject({
            partitions: { compact_before: 1, to_compact: 0, compacted: 0 },
            files: { before: 0, after: 0 },
        });
    });

    test('that gets a late file is compacted again, and from the same rows comes the same file', async () => {
        const [one, other] = [
            await delivered([{ record_id: 'a' }], [{ record_id: 'b', event_at: at(1) }]),
            await delivered([{ record_id: 'b', event_at: at(1) }, { record_id: 'a' }]),
        ];
        await compacted(one);
        await givenLake({ user_activity: [{ record_id: 'a' }] }, one);

        const [again] = [await compacted(one), await compacted(other)];

        expect(again).toMatchObject({ files: { before: 2, after: 1 }, duplicates_removed: 1 });
        expect(filesOf(one)).toEqual(filesOf(other));
    });

    test('that is not closed is left alone, and a dry run changes nothing', async () => {
        const lake = await delivered([
            { event_at: '2026-01-30T10:00:00.000Z' },
            { event_at: '2026-01-31T10:00:00.000Z' },
        ]);
        const before = filesOf(lake);

        const dry = await compacted(lake, { before: '2026-01-31', isDryRun: true });
        const afterDry = filesOf(lake);
        const wet = await compacted(lake, { before: '2026-01-31' });

        expect(afterDry).toEqual(before);
        expect([dry, wet].map(({ partitions }) => partitions)).toEqual([
            { found: 2, not_closed: 1, compact_before: 0, to_compact: 1, compacted: 0 },
            { found: 2, not_closed: 1, compact_before: 0, to_compact: 1, compacted: 1 },
        ]);
        expect(filesOf(lake).filter((path) => path.includes('2026-01-31'))).toEqual(
            before.filter((path) => path.includes('2026-01-31')),
        );
    });

    test('has files of the form that replay writes: ZSTD, milliseconds, private to their owner', async () => {
        const lake = await delivered([{ record_id: 'a' }], [{ record_id: 'b' }]);

        await compacted(lake);

        const path = join(lake, filesOf(lake)[0]!);
        expect(await ask(`select distinct compression from parquet_metadata('${path}')`)).toEqual([
            { compression: 'ZSTD' },
        ]);
        expect(
            await ask(`select distinct converted_type as type from parquet_schema('${path}') where name like '%_at'`),
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

    test('becomes one of the same answers, its microseconds cut to milliseconds', async () => {
        const lake = written();
        const before = await answersOf(lake);

        const summary = await compacted(lake);

        expect(summary).toMatchObject({ files: { before: 2, after: 1 }, rows: { before: 4, after: 3 } });
        expect(JSON.stringify(await answersOf(lake))).toBe(JSON.stringify(before).replace('03.001999', '03.001'));
        expect(await rowsOf({ lake }, 'user_activity', 'record_id, arrived_at, challenge_names, extra_names')).toEqual([
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

describe('what can’t be read', () => {
    test('is named, its partition is left whole, and the others are compacted', async () => {
        const lake = await delivered(
            [{ record_id: 'a' }, { record_id: 'b', event_at: '2026-01-02T10:00:00.000Z' }],
            [{ record_id: 'c' }],
        );
        writeFileSync(join(lake, DAY, 'broken.parquet'), 'PAR1 and no more');
        const before = filesOf(join(lake, DAY));

        const summary = await compacted(lake);

        expect(summary).toMatchObject({ partitions: { to_compact: 2, compacted: 1 }, left_whole: 1 });
        expect(summary.troubles).toEqual([
            { where: `${DAY}/broken.parquet`, why: expect.stringMatching(/^can’t be read: /) },
        ]);
        expect(filesOf(join(lake, DAY))).toEqual(before);
    });

    test('is found where the file is cut off in its middle', async () => {
        const lake = await delivered([{ record_id: 'a' }], [{ record_id: 'c' }]);
        const [path = ''] = filesOf(join(lake, DAY));
        truncateSync(join(lake, DAY, path), 200);

        const { troubles } = await compacted(lake);

        expect(troubles).toEqual([{ where: `${DAY}/${path}`, why: expect.stringMatching(/^can’t be read: /) }]);
    });

    test('is also a value that no column can hold', async () => {
        const lake = await delivered([{ record_id: 'a' }]);
        await writeParquet(join(lake, DAY, 'odd.parquet'), "select 'b' as record_id, 'yesterday' as event_at");

        const { troubles } = await compacted(lake);

        expect(troubles).toEqual([{ where: `${DAY}/odd.parquet`, why: expect.stringContaining('yesterday') }]);
        expect(filesOf(lake)).toHaveLength(2);
    });

    test('are columns of a later version: they would be lost', async () => {
        const lake = await delivered([{ record_id: 'a' }]);
        await writeParquet(join(lake, DAY, 'later.parquet'), "select 'b' as record_id, 1 as of_tomorrow");

        const { troubles } = await compacted(lake);

        expect(troubles).toEqual([
            { where: DAY, why: 'has columns that this version does not know and would lose: of_tomorrow' },
        ]);
        expect(filesOf(lake)).toHaveLength(2);
    });
});

test('what is no file of a table stays where it is', async () => {
    const lake = await delivered([{ record_id: 'a' }], [{ record_id: 'b' }]);
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

    await compacted(lake);

    expect(filesOf(lake).filter((path) => !path.includes('/compact-'))).toEqual(others.toSorted());
    expect(others.map((path) => readFileSync(join(lake, path), 'utf8'))).toEqual(others);
    expect(existsSync(join(lake, '.staging'))).toBe(false);
});

test('two runs at once lose nothing, and a third one leaves one file a partition', async () => {
    const days = ['2026-01-01', '2026-01-02', '2026-01-03'].map((day) => `${day}T10:00:00.000Z`);
    const lake = await delivered(
        ...['a', 'b', 'a'].map((id) => days.map((event_at) => ({ record_id: `${id} ${event_at}`, event_at }))),
    );
    const before = await answersOf(lake);

    await Promise.all([compacted(lake), compacted(lake)]);
    const between = await answersOf(lake);
    await compacted(lake);

    expect([between, await answersOf(lake)]).toEqual([before, before]);
    expect(filesOf(lake)).toHaveLength(days.length);
});

test('a run that is stopped ends between two partitions and says so', async () => {
    const lake = await delivered([{ record_id: 'a' }, { record_id: 'b', event_at: '2026-01-02T10:00:00.000Z' }]);
    const stop = new AbortController();

    const summary = await compacted(lake, { signal: stop.signal, onPartition: () => stop.abort() });

    expect(summary).toMatchObject({ partitions: { to_compact: 2, compacted: 1 }, is_stopped: true });
});

test('whatever was delivered how often and in how many files, the views show the same before and after, and the table what the views show', async () => {
    const row = fc.record({
        record_id: fc.constantFrom('a', 'b', 'c', 'd'),
        event_at: fc.constantFrom('2026-01-01T10:00:00.000Z', '2026-01-01T09:00:00.001Z', '2026-01-02T00:00:00.000Z'),
        arrived_at: fc.integer({ min: 0, max: 3 }).map(at),
        ingest_path: fc.constantFrom('firehose', 's3_export', 'cloudwatch_logs'),
    });
    // A record's other columns come from its text: deliveries that agree in time and path are alike.
    const told = row.map((each) => ({
        ...each,
        user_name: `${each.record_id} ${each.arrived_at} ${each.ingest_path}`,
        dt: each.event_at.slice(0, 10),
    }));
    const deliveries = fc.array(fc.array(told, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 });

    await fc.assert(
        fc.asyncProperty(deliveries, async (given) => {
            const lake = await delivered(
                ...given.map((rows) => rows.map((each) => ({ ...each, event_at: `${each.dt}T10:00:00.000Z` }))),
            );
            const before = await answersOf(lake);

            const { rows, partitions } = await compacted(lake);

            expect(await answersOf(lake)).toEqual(before);
            expect(await rowsOf({ lake })).toHaveLength(rows.after);
            expect(filesOf(lake)).toHaveLength(partitions.found);
        }),
        { numRuns: 6 },
    );
});
