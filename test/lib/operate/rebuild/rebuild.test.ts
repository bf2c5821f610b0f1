/** Tests of a rebuild from end to end: what an older version got wrong is put right, and nothing that only the lake knows is lost. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { transformHere, type CallTransform } from '../../../../lib/firehose/call-transform.ts';
import { writeParcel } from '../../../../schemas/parcel.ts';
import { answersOf } from '../../../support/given-compact.ts';
import { notificationText, usualText } from '../../../fixtures/records.ts';
import { writeParquet } from '../../../support/given-lake.ts';
import { buildAll, filesOf, givenFiles, replayed, rowsOf, temporaryFolder } from '../../../support/given-replay.ts';
import { edited, rebuilt } from '../../../support/given-rebuild.ts';

beforeAll(buildAll);

const named = (name: string, text = usualText): string => text.replace('"ana"', `"${name}"`);
const NAMES = ['ana', 'ben', 'cleo', 'dora', 'emil', 'fay'];
const exports = (names: readonly string[] = NAMES): string =>
    givenFiles({ 'a.ndjson': [...names.map((name) => named(name)), notificationText].join('\n') });
const stateOf = (lake: string): unknown => filesOf(lake).map((path) => [path, statSync(join(lake, path)).ino]);
const NONE = { same: 0, changed: 0, changed_by_column: {}, moved: 0, added: 0, gone: 0 };

describe('a lake that an older version got wrong', () => {
    /** Ben was given a wrong decision, Cleo's day was wrong, Dora was not written; Gus is in no source. */
    const wrongLake = async (): Promise<{ readonly lake: string; readonly from: string }> => {
        const { lake, folder } = await replayed(exports([...NAMES, 'gus']));
        writeFileSync(join(folder, 'a.ndjson'), [...NAMES.map((name) => named(name)), notificationText].join('\n'));
        await edited(
            lake,
            'user_activity',
            "update rows set risk_decision = 'Block', extra_names = ['wrong'] where user_name = 'ben'",
            "update rows set dt = '2026-01-02' where user_name = 'cleo'",
            "delete from rows where user_name = 'dora'",
        );
        return { lake, from: folder };
    };

    test('becomes what its sources come to, but for the rows that are in no source, which stay', async () => {
        const { lake, from } = await wrongLake();
        const right = await replayed(exports([...NAMES, 'gus']));
        const [gus] = await rowsOf({ lake }, 'user_activity', 'record_id, user_name').then((rows) =>
            rows.filter(({ user_name }) => user_name === 'gus'),
        );

        const { tables, partitions } = await rebuilt(lake, [from]);

        expect(await answersOf(lake)).toEqual(await answersOf(right.lake));
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
            filesOf(lake)
                .map((path) => path.replace(/-[0-9a-f]{16}/, ''))
                .filter((path) => path.startsWith('user_activity')),
        ).toEqual(['user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01/compact.parquet']);
    });

    test('loses what is in no source only where it is asked to', async () => {
        const { lake, from } = await wrongLake();

        const { tables } = await rebuilt(lake, [from], { dropsGone: true });

        expect(tables.user_activity).toMatchObject({ rows_before: 6, rows_after: 6, gone: 1 });
        expect(await answersOf(lake)).toEqual(await answersOf((await replayed(exports())).lake));
    });

    test('is as it was after a dry run, which says the same', async () => {
        const { lake, from } = await wrongLake();
        const before = stateOf(lake);

        const dry = await rebuilt(lake, [from], { isDryRun: true });

        expect(stateOf(lake)).toEqual(before);
        expect({ ...dry, is_dry_run: false }).toEqual(await rebuilt(lake, [from]));
    });

    test('stopped, says so; what was not exchanged is as it was', async () => {
        const { lake, from } = await wrongLake();
        const before = stateOf(lake);
        const stopping = new AbortController();
        const call = transformHere();

        // Behind the last batch of the sources: while they are read, stopping is replay's.
        await expect(rebuilt(lake, [from], {}, call, stopping.signal, () => stopping.abort())).rejects.toThrow(
            'Stopped. Run the command again for the rest.',
        );

        expect(stateOf(lake)).toEqual(before);
    });

    test('is rebuilt once: then nothing differs, and no file is touched', async () => {
        const { lake, from } = await wrongLake();
        await rebuilt(lake, [from]);
        const before = stateOf(lake);

        const { partitions, tables } = await rebuilt(lake, [from]);

        expect(partitions).toMatchObject({ rebuilt: 0, same: 2 });
        expect(tables.user_activity).toMatchObject({ ...NONE, same: 6, gone: 1 });
        expect(stateOf(lake)).toEqual(before);
    });

    test('that a killed rebuild left with new files beside the old ones is settled, whichever row a view shows', async () => {
        const { lake, folder } = await replayed(exports());
        const right = await answersOf(lake);
        const files = filesOf(lake)
            .filter((path) => path.startsWith('user_activity'))
            .map((path) => [path, readFileSync(join(lake, path))] as const);
        await edited(
            lake,
            'user_activity',
            "update rows set risk_decision = 'Block' where user_name in ('ana', 'ben', 'cleo')",
        );
        for (const [path, bytes] of files) writeFileSync(join(lake, path), bytes);

        const { partitions } = await rebuilt(lake, [folder]);

        expect(await answersOf(lake)).toEqual(right);
        expect(partitions).toMatchObject({ rebuilt: 1, same: 1 });
        expect(filesOf(lake).filter((path) => path.startsWith('user_activity'))).toHaveLength(1);
    });

    test('keeps all that is no table', async () => {
        const { lake, from } = await wrongLake();
        const others = ['errors/x', 'raw/y', 'notes.txt', '.hidden/z'];
        for (const path of others) {
            mkdirSync(join(lake, path, '..'), { recursive: true });
            writeFileSync(join(lake, path), path);
        }

        await rebuilt(lake, [from]);

        expect(others.map((path) => readFileSync(join(lake, path), 'utf8'))).toEqual(others);
        expect(filesOf(lake).filter((path) => !path.startsWith('user_'))).toEqual(others.toSorted());
    });
});

describe('how and when a record arrived', () => {
    test('stays as the lake has it: the sources don’t tell', async () => {
        const { lake, folder } = await replayed(exports());
        await edited(
            lake,
            'user_activity',
            "update rows set arrived_at = timestamp_ms '2026-01-03 04:05:06.789', ingest_path = 'cloudwatch_logs'",
            "update rows set city = 'Lima' where user_name = 'ana'",
        );

        const { tables } = await rebuilt(lake, [folder]);

        expect(tables.user_activity).toMatchObject({ changed: 1, changed_by_column: { city: 1 } });
        expect(await rowsOf({ lake }, 'user_activity', 'distinct arrived_at, ingest_path')).toEqual([
            { arrived_at: '2026-01-03 04:05:06.789', ingest_path: 'cloudwatch_logs' },
        ]);
    });

    test('is of the first delivery where the lake has several', async () => {
        const { lake, folder } = await replayed(exports(['ana']));
        await edited(
            lake,
            'user_activity',
            "insert into rows select * replace (timestamp_ms '2025-12-31 00:00:00' as arrived_at, 'cloudwatch_logs' as ingest_path, 'x' as city) from rows",
        );

        await rebuilt(lake, [folder]);

        expect(await rowsOf({ lake }, 'user_activity', 'arrived_at, ingest_path, city')).toEqual([
            { arrived_at: '2025-12-31 00:00:00', ingest_path: 'cloudwatch_logs', city: 'Seattle' },
        ]);
    });

    test('is also the time and the day of an event that tells none', async () => {
        const timeless = usualText
            .replace('"1767225604000"', 'null')
            .replace(/"creationDate":"[^"]*"/, '"creationDate":null');
        const { lake, folder } = await replayed({ 'a.ndjson': timeless });
        await edited(
            lake,
            'user_activity',
            "update rows set arrived_at = timestamp_ms '2026-01-03 04:05:06.789', event_at = timestamp_ms '2026-01-03 04:05:06.789', dt = '2026-01-03', city = 'Lima'",
        );

        const { tables } = await rebuilt(lake, [folder]);

        expect(tables.user_activity).toMatchObject({ changed: 1, changed_by_column: { city: 1 }, moved: 0, added: 0 });
        expect(await rowsOf({ lake }, 'user_activity', 'event_at, arrived_at, city, dt')).toEqual([
            {
                event_at: '2026-01-03 04:05:06.789',
                arrived_at: '2026-01-03 04:05:06.789',
                city: 'Seattle',
                dt: '2026-01-03',
            },
        ]);
    });
});

test('the lake’s own raw/ is taken when nothing else is named: gzip members, JSON run together, parcels among them', async () => {
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

    const { tables } = await rebuilt(lake, []);

    expect(tables.user_activity).toMatchObject({ rows_before: 0, rows_after: 5, added: 5 });
    expect(
        (await rowsOf({ lake }, 'user_activity', 'user_name, ingest_path')).map(
            ({ user_name, ingest_path }) => `${String(user_name)} ${String(ingest_path)}`,
        ),
    ).toEqual(['ana firehose', 'ben firehose', 'cleo s3_export', 'dora firehose', 'emil firehose']);
});

test('rows of the lake without an id stay, whatever else is rebuilt', async () => {
    const { lake, folder } = await replayed(exports(['ana']));
    await edited(
        lake,
        'user_activity',
        "insert into rows select * replace (null as record_id, 'nobody' as user_name) from rows",
        "update rows set city = 'Lima'",
    );

    const { tables } = await rebuilt(lake, [folder], { dropsGone: true });

    expect(tables.user_activity).toMatchObject({ rows_before: 2, rows_after: 2, changed: 1 });
    expect(await rowsOf({ lake }, 'user_activity', 'user_name, city')).toEqual([
        { user_name: 'ana', city: 'Seattle' },
        { user_name: 'nobody', city: 'Lima' },
    ]);
});

describe('nothing is rebuilt', () => {
    const refused = async (
        lake: string,
        ...given: readonly [readonly string[], object?, CallTransform?]
    ): Promise<string> => {
        const before = stateOf(lake);
        const message = await rebuilt(lake, ...given).then(() => 'nothing was refused', String);
        expect(stateOf(lake)).toEqual(before);
        expect(existsSync(join(lake, '.staging'))).toBe(false);
        return message;
    };
    const PARTITION = 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01';

    test('when a file of the lake can’t be read', async () => {
        const { lake, folder } = await replayed(exports());
        writeFileSync(join(lake, PARTITION, 'broken.parquet'), 'PAR1');

        expect(await refused(lake, [folder])).toMatch(
            new RegExp(`what only they hold would be lost[^]*${PARTITION}/broken.parquet\n +can’t be read: `),
        );
    });

    test('when the lake has columns of a later version', async () => {
        const { lake, folder } = await replayed(exports());
        await writeParquet(join(lake, PARTITION, 'later.parquet'), "select 'x' as record_id, 1 as of_tomorrow");

        expect(await refused(lake, [folder])).toContain(
            'user_activity has columns that this version does not know and would lose: of_tomorrow',
        );
    });

    test('from sources in which nothing can be used', async () => {
        const { lake } = await replayed(exports());

        expect(await refused(lake, [givenFiles({ 'a.txt': 'notes' })])).toContain(
            'Nothing in the sources could be used',
        );
        expect(await refused(lake, [])).toContain(
            'has no raw/ to rebuild it from. Name what to rebuild it from: --from FOLDER',
        );
        expect(await refused(lake, [lake])).toContain('Nothing in the sources could be used');
    });

    test('when the transform does not answer as it must: its events would be missing', async () => {
        const { lake, folder } = await replayed(exports());

        expect(await refused(lake, [folder], {}, async () => ({ outcome: { failedAt: 'x' }, putBack: [] }))).toContain(
            'The transform did not answer for 7 events of the sources as it must. Nothing was rebuilt.',
        );
    });

    test('when rows are to be dropped that may be in a source that can’t be read', async () => {
        const { lake } = await replayed(exports());
        const from = givenFiles({ 'a.ndjson': usualText, 'b.gz': gzipSync(named('ben')).subarray(0, 60) });

        expect(await refused(lake, [from], { dropsGone: true })).toContain(
            '--drop-gone would drop rows that may be in them',
        );
        expect((await rebuilt(lake, [from])).tables.user_activity).toMatchObject({ gone: 5, rows_after: 6 });
    });
});

test('a rebuild that is stopped has changed nothing, and says so', async () => {
    const { lake, folder } = await replayed(exports());
    await edited(lake, 'user_activity', "update rows set risk_decision = 'Block'");
    const before = stateOf(lake);

    await expect(rebuilt(lake, [folder], {}, undefined, AbortSignal.abort())).rejects.toThrow(/^Stopped\./);

    expect(stateOf(lake)).toEqual(before);
});
