/** End-to-end tests of a rebuild: it fixes rows of an older version and keeps data that only the lake has. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadTransform, type CallTransform } from '../../../../lib/firehose/call-transform.ts';
import { writeParcel } from '../../../../schemas/parcel.ts';
import { readDeduplicatedViews } from '../../../support/run-compact.ts';
import { notificationText, usualText } from '../../../fixtures/records.ts';
import { writeParquet } from '../../../support/make-sample-lake.ts';
import {
    buildAll,
    listFiles,
    writeInputFiles,
    runReplay,
    readTable,
    temporaryFolder,
} from '../../../support/run-replay.ts';
import { editTable, runRebuild } from '../../../support/run-rebuild.ts';
import { poisonEvent, withPoisonThread } from '../../../support/poison-bundle.ts';

beforeAll(buildAll);

const named = (name: string, text = usualText): string => text.replace('"ana"', `"${name}"`);
const NAMES = ['ana', 'ben', 'cleo', 'dora', 'emil', 'fay'];
const exports = (names: readonly string[] = NAMES): string =>
    writeInputFiles({ 'a.ndjson': [...names.map((name) => named(name)), notificationText].join('\n') });
const stateOf = (lake: string): unknown => listFiles(lake).map((path) => [path, statSync(join(lake, path)).ino]);
const NONE = { same: 0, changed: 0, changed_by_column: {}, moved: 0, added: 0, gone: 0 };

describe('a rebuild', () => {
    /** Ben has a wrong decision, Cleo a wrong day; the lake lacks Dora, and the sources lack Gus. */
    const wrongLake = async (): Promise<{ readonly lake: string; readonly from: string }> => {
        const { lake, folder } = await runReplay(exports([...NAMES, 'gus']));
        writeFileSync(join(folder, 'a.ndjson'), [...NAMES.map((name) => named(name)), notificationText].join('\n'));
        await editTable(
            lake,
            'user_activity',
            "update rows set risk_decision = 'Block', extra_names = ['wrong'] where user_name = 'ben'",
            "update rows set dt = '2026-01-02' where user_name = 'cleo'",
            "delete from rows where user_name = 'dora'",
        );
        return { lake, from: folder };
    };

    test('makes the lake equal to its sources, and keeps rows that are missing from the sources', async () => {
        const { lake, from } = await wrongLake();
        const right = await runReplay(exports([...NAMES, 'gus']));
        const [gus] = await readTable({ lake }, 'user_activity', 'record_id, user_name').then((rows) =>
            rows.filter(({ user_name }) => user_name === 'gus'),
        );

        const { tables, partitions } = await runRebuild(lake, [from]);

        expect(await readDeduplicatedViews(lake)).toEqual(await readDeduplicatedViews(right.lake));
        expect(tables).toEqual({
            user_activity: {
                rows_before: 6,
                rows_after: 7,
                same: 3,
                changed: 1,
                changed_by_column: { risk_decision: 1, extra_names: 1 },
                moved: 1,
                added: 1,
                gone: 1,
                examples: {
                    changed: [expect.any(String)],
                    moved: [expect.any(String)],
                    added: [expect.any(String)],
                    gone: [gus!['record_id']],
                },
            },
            user_notification: {
                ...NONE,
                rows_before: 1,
                rows_after: 1,
                same: 1,
                examples: { changed: [], moved: [], added: [], gone: [] },
            },
        });
        expect(partitions).toEqual({ found: 3, not_closed: 0, rebuilt: 2, same: 1 });
        expect(
            listFiles(lake)
                .map((path) => path.replace(/-[0-9a-f]{16}/, ''))
                .filter((path) => path.startsWith('user_activity')),
        ).toEqual(['user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01/compact.parquet']);
    });

    test('drops rows that are missing from the sources with --drop-gone', async () => {
        const { lake, from } = await wrongLake();

        const { tables } = await runRebuild(lake, [from], { dropsGone: true });

        expect(tables.user_activity).toMatchObject({ rows_before: 6, rows_after: 6, gone: 1 });
        expect(await readDeduplicatedViews(lake)).toEqual(
            await readDeduplicatedViews((await runReplay(exports())).lake),
        );
    });

    test('changes nothing in a dry run, and the dry run has the same summary', async () => {
        const { lake, from } = await wrongLake();
        const before = stateOf(lake);

        const dry = await runRebuild(lake, [from], { isDryRun: true });

        expect(stateOf(lake)).toEqual(before);
        expect({ ...dry, is_dry_run: false }).toEqual(await runRebuild(lake, [from]));
    });

    test('changes nothing if it is stopped during the comparison', async () => {
        const { lake, from } = await wrongLake();
        const before = stateOf(lake);
        const stopping = new AbortController();
        const call = loadTransform();

        // It stops after the last batch of the sources: before, the replay handles the stop.
        await expect(runRebuild(lake, [from], {}, call, stopping.signal, () => stopping.abort())).rejects.toThrow(
            'Stopped. Run the command again for the rest.',
        );

        expect(stateOf(lake)).toEqual(before);
    });

    test('finds no difference the second time, and touches no file', async () => {
        const { lake, from } = await wrongLake();
        await runRebuild(lake, [from]);
        const before = stateOf(lake);

        const { partitions, tables } = await runRebuild(lake, [from]);

        expect(partitions).toMatchObject({ rebuilt: 0, same: 2 });
        expect(tables.user_activity).toMatchObject({ ...NONE, same: 6, gone: 1 });
        expect(stateOf(lake)).toEqual(before);
    });

    test('fixes a lake where a killed rebuild left new files beside the old ones', async () => {
        const { lake, folder } = await runReplay(exports());
        const right = await readDeduplicatedViews(lake);
        const files = listFiles(lake)
            .filter((path) => path.startsWith('user_activity'))
            .map((path) => [path, readFileSync(join(lake, path))] as const);
        await editTable(
            lake,
            'user_activity',
            "update rows set risk_decision = 'Block' where user_name in ('ana', 'ben', 'cleo')",
        );
        for (const [path, bytes] of files) writeFileSync(join(lake, path), bytes);

        const { partitions } = await runRebuild(lake, [folder]);

        expect(await readDeduplicatedViews(lake)).toEqual(right);
        expect(partitions).toMatchObject({ rebuilt: 1, same: 1 });
        expect(listFiles(lake).filter((path) => path.startsWith('user_activity'))).toHaveLength(1);
    });

    test('keeps everything outside the tables', async () => {
        const { lake, from } = await wrongLake();
        const others = ['errors/x', 'raw/y', 'notes.txt', '.hidden/z'];
        for (const path of others) {
            mkdirSync(join(lake, path, '..'), { recursive: true });
            writeFileSync(join(lake, path), path);
        }

        await runRebuild(lake, [from]);

        expect(others.map((path) => readFileSync(join(lake, path), 'utf8'))).toEqual(others);
        expect(listFiles(lake).filter((path) => !path.startsWith('user_'))).toEqual(others.toSorted());
    });
});

describe('the arrival of a record', () => {
    test('stays as in the lake, because the sources do not have it', async () => {
        const { lake, folder } = await runReplay(exports());
        await editTable(
            lake,
            'user_activity',
            "update rows set arrived_at = timestamp_ms '2026-01-03 04:05:06.789', ingest_path = 'cloudwatch_logs'",
            "update rows set city = 'Lima' where user_name = 'ana'",
        );

        const { tables } = await runRebuild(lake, [folder]);

        expect(tables.user_activity).toMatchObject({ changed: 1, changed_by_column: { city: 1 } });
        expect(await readTable({ lake }, 'user_activity', 'distinct arrived_at, ingest_path')).toEqual([
            { arrived_at: '2026-01-03 04:05:06.789', ingest_path: 'cloudwatch_logs' },
        ]);
    });

    test('is that of the first delivery if the lake has several', async () => {
        const { lake, folder } = await runReplay(exports(['ana']));
        await editTable(
            lake,
            'user_activity',
            `insert into rows select * replace (timestamp_ms '2025-12-31 00:00:00' as arrived_at,
                'cloudwatch_logs' as ingest_path, 'x' as city) from rows`,
        );

        await runRebuild(lake, [folder]);

        expect(await readTable({ lake }, 'user_activity', 'arrived_at, ingest_path, city')).toEqual([
            { arrived_at: '2025-12-31 00:00:00', ingest_path: 'cloudwatch_logs', city: 'Seattle' },
        ]);
    });

    test('gives the time and the day of an event without a time', async () => {
        const timeless = usualText
            .replace('"1767225604000"', 'null')
            .replace(/"creationDate":"[^"]*"/, '"creationDate":null');
        const { lake, folder } = await runReplay({ 'a.ndjson': timeless });
        await editTable(
            lake,
            'user_activity',
            `update rows set arrived_at = timestamp_ms '2026-01-03 04:05:06.789',
                event_at = timestamp_ms '2026-01-03 04:05:06.789', dt = '2026-01-03', city = 'Lima'`,
        );

        const { tables } = await runRebuild(lake, [folder]);

        expect(tables.user_activity).toMatchObject({ changed: 1, changed_by_column: { city: 1 }, moved: 0, added: 0 });
        expect(await readTable({ lake }, 'user_activity', 'event_at, arrived_at, city, dt')).toEqual([
            {
                event_at: '2026-01-03 04:05:06.789',
                arrived_at: '2026-01-03 04:05:06.789',
                city: 'Seattle',
                dt: '2026-01-03',
            },
        ]);
    });
});

test('the default source is raw/ of the lake, with gzip members, concatenated JSON and parcels', async () => {
    const lake = temporaryFolder();
    const raw = join(lake, 'raw', 'x-user-activity', '2026', '01', '01', '00');
    mkdirSync(raw, { recursive: true });
    const parcel = writeParcel({
        text: named('cleo'),
        arrivedAt: Date.UTC(2026, 0, 1, 5),
        ingestPath: 's3_export',
        logEventId: null,
    });
    writeFileSync(
        join(raw, 'x-user-activity-1-2026-01-01-00-00-05-y'),
        Buffer.concat([
            gzipSync(named('ana')),
            Buffer.from(`${named('ben')}${parcel}`),
            gzipSync(`${named('dora')}\n${named('emil')}`),
        ]),
    );

    const { tables } = await runRebuild(lake, []);

    expect(tables.user_activity).toMatchObject({ rows_before: 0, rows_after: 5, added: 5 });
    expect(
        (await readTable({ lake }, 'user_activity', 'user_name, ingest_path')).map(
            ({ user_name, ingest_path }) => `${String(user_name)} ${String(ingest_path)}`,
        ),
    ).toEqual(['ana firehose', 'ben firehose', 'cleo s3_export', 'dora firehose', 'emil firehose']);
});

test('rows without a record_id stay', async () => {
    const { lake, folder } = await runReplay(exports(['ana']));
    await editTable(
        lake,
        'user_activity',
        "insert into rows select * replace (null as record_id, 'unknown' as user_name) from rows",
        "update rows set city = 'Lima'",
    );

    const { tables } = await runRebuild(lake, [folder], { dropsGone: true });

    expect(tables.user_activity).toMatchObject({ rows_before: 2, rows_after: 2, changed: 1 });
    expect(await readTable({ lake }, 'user_activity', 'user_name, city')).toEqual([
        { user_name: 'ana', city: 'Seattle' },
        { user_name: 'unknown', city: 'Lima' },
    ]);
});

describe('nothing is rebuilt', () => {
    const failToRebuild = async (
        lake: string,
        ...args: readonly [readonly string[], object?, CallTransform?]
    ): Promise<string> => {
        const before = stateOf(lake);
        const message = await runRebuild(lake, ...args).then(() => 'no error', String);
        expect(stateOf(lake)).toEqual(before);
        expect(existsSync(join(lake, '.staging'))).toBe(false);
        return message;
    };
    const PARTITION = 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01';

    test('if a file of the lake is unreadable', async () => {
        const { lake, folder } = await runReplay(exports());
        writeFileSync(join(lake, PARTITION, 'broken.parquet'), 'PAR1');

        expect(await failToRebuild(lake, [folder])).toMatch(
            new RegExp(
                `A rebuild would lose rows that only they have[^]*${PARTITION}/broken.parquet\n +can’t be read: `,
            ),
        );
    });

    test('if the lake has columns of a later version', async () => {
        const { lake, folder } = await runReplay(exports());
        await writeParquet(join(lake, PARTITION, 'later.parquet'), "select 'x' as record_id, 1 as future_column");

        expect(await failToRebuild(lake, [folder])).toContain(
            'user_activity has columns that this version does not know and would lose: future_column',
        );
    });

    test('if the sources have no usable records', async () => {
        const { lake } = await runReplay(exports());

        expect(await failToRebuild(lake, [writeInputFiles({ 'a.txt': 'notes' })])).toContain(
            'The sources have no usable records.',
        );
        expect(await failToRebuild(lake, [])).toContain('has no raw/ folder. Name the sources with --from FOLDER.');
        expect(await failToRebuild(lake, [lake])).toContain('The sources have no usable records.');
    });

    test('if the transform fails on every record', async () => {
        const { lake, folder } = await runReplay(exports());

        expect(
            await failToRebuild(lake, [folder], {}, async () => ({ outcome: { failedAt: 'x' }, putCalls: [] })),
        ).toContain('The transform fails on every record, even on a plain event.');
    });

    test('if --drop-gone is given and the transform fails on a record: its rows would be dropped', async () => {
        const { lake } = await runReplay(exports());
        const from = writeInputFiles({ 'a.ndjson': `${usualText}\n${poisonEvent('throws')}` });

        const message = await withPoisonThread(async (call) => failToRebuild(lake, [from], { dropsGone: true }, call));

        expect(message).toContain('--drop-gone would drop rows that may be in them');
    });

    test('if --drop-gone is given and a source is unreadable', async () => {
        const { lake } = await runReplay(exports());
        const from = writeInputFiles({ 'a.ndjson': usualText, 'b.gz': gzipSync(named('ben')).subarray(0, 60) });

        expect(await failToRebuild(lake, [from], { dropsGone: true })).toContain(
            '--drop-gone would drop rows that may be in them',
        );
        expect((await runRebuild(lake, [from])).tables.user_activity).toMatchObject({ gone: 5, rows_after: 6 });
    });
});

describe('a record in raw/ that the transform fails on', () => {
    const withRaw = async (): Promise<string> => {
        const texts = ['ana', 'ben', 'cleo'].map((name) => named(name));
        const { lake } = await runReplay({ 'a.ndjson': [...texts, poisonEvent('throws')].join('\n') });
        mkdirSync(join(lake, 'raw'));
        writeFileSync(join(lake, 'raw', 'x'), [...texts, named('dora'), poisonEvent('throws')].join(''));
        await editTable(lake, 'user_activity', "update rows set risk_decision = 'Block' where user_name = 'ana'");
        return lake;
    };

    test('goes to errors/, its row in the lake stays, and the others are rebuilt', async () => {
        const lake = await withRaw();

        const [first, again] = await withPoisonThread(async (call) => [
            await runRebuild(lake, [], {}, call),
            await runRebuild(lake, [], {}, call),
        ]);

        expect(first).toMatchObject({
            sources: { records: 5, events: 5, rows: { user_activity: 4 }, failed: 1 },
            tables: { user_activity: { changed: 1, added: 1, gone: 1, rows_after: 5 } },
        });
        expect(again.tables.user_activity).toMatchObject({ changed: 0, added: 0, rows_after: 5 });
        const errors = listFiles(join(lake, 'errors'));
        expect(errors).toHaveLength(1);
        const error = JSON.parse(readFileSync(join(lake, 'errors', String(errors[0])), 'utf8'));
        expect(Buffer.from(String(error.rawData), 'base64').toString()).toBe(poisonEvent('throws'));
        expect(error).toMatchObject({ errorCode: 'Lambda.FunctionError', attemptsMade: 2 });
        expect(await readTable({ lake }, 'user_activity', 'distinct user_name')).toHaveLength(5);
    });

    test('is not stored by a dry run', async () => {
        const lake = await withRaw();

        const { sources } = await withPoisonThread(async (call) => runRebuild(lake, [], { isDryRun: true }, call));

        expect(sources.failed).toBe(1);
        expect(listFiles(join(lake, 'errors'))).toEqual([]);
    });

    test('is stored without the rejected records of the sources', async () => {
        const { lake } = await runReplay({ 'a.ndjson': named('ana') });
        const from = writeInputFiles({ 'a.ndjson': [named('ben'), '{"broken"', poisonEvent('throws')].join('\n') });

        const { sources } = await withPoisonThread(async (call) => runRebuild(lake, [from], {}, call));

        expect([sources.rejected, sources.failed]).toEqual([1, 1]);
        const [path] = listFiles(join(lake, 'errors'));
        expect(
            readFileSync(join(lake, 'errors', String(path)), 'utf8')
                .trimEnd()
                .split('\n'),
        ).toHaveLength(1);
    });
});

test('a rebuild that is stopped during the replay changes nothing', async () => {
    const { lake, folder } = await runReplay(exports());
    await editTable(lake, 'user_activity', "update rows set risk_decision = 'Block'");
    const before = stateOf(lake);

    await expect(runRebuild(lake, [folder], {}, undefined, AbortSignal.abort())).rejects.toThrow(/^Stopped\./);

    expect(stateOf(lake)).toEqual(before);
});
