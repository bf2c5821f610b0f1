/** Tests of opening a local lake: its tables and views, the files that are read, and the lock. */
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../lib/basics/user-error.ts';
import { openLake, type Lake } from '../../../lib/lake/open-lake.ts';
import { PARTITION_COLUMNS, TABLES, TABLE_NAMES } from '../../../schemas/columns.ts';
import { makeSampleLake, temporaryFolder, writeParquet } from '../../support/make-sample-lake.ts';

const open: Lake[] = [];
const opened = async (...args: Parameters<typeof openLake>): Promise<Lake> => {
    const lake = await openLake(...args);
    open.push(lake);
    return lake;
};
afterEach(() => {
    for (const lake of open.splice(0)) lake.close();
});

const rowsOf = async (lake: Lake, sql: string) => (await lake.connection.runAndReadAll(sql)).getRowObjectsJson();
const failureOf = async (lake: Lake, sql: string): Promise<string> => {
    try {
        return JSON.stringify(await rowsOf(lake, sql));
    } catch (error) {
        return String(error);
    }
};
const PARTITION = 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-02';

describe('the tables and views', () => {
    test('an empty lake has both tables with the columns and types of Glue, and all views', async () => {
        const folder = temporaryFolder();
        mkdirSync(join(folder, 'errors'));

        const lake = await opened(folder);

        const columns = await rowsOf(
            lake,
            `select table_name, column_name, data_type from information_schema.columns
            where table_name in ('user_activity', 'user_notification') order by table_name, ordinal_position`,
        );
        const duckdbTypes = {
            string: 'VARCHAR',
            timestamp: 'TIMESTAMP',
            boolean: 'BOOLEAN',
            'array<string>': 'VARCHAR[]',
        };
        expect(columns).toEqual(
            TABLE_NAMES.flatMap((table) =>
                [...TABLES[table], ...PARTITION_COLUMNS].map(({ name, type }) => ({
                    table_name: table,
                    column_name: name,
                    data_type: duckdbTypes[type],
                })),
            ),
        );
        expect(
            await rowsOf(
                lake,
                `select (select count(*) from auth_events) + (select count(*) from attempts)
                    + (select count(*) from delivery_errors) as n`,
            ),
        ).toEqual([{ n: '0' }]);
        expect(lake.extents).toEqual(TABLE_NAMES.map((table) => ({ table, days: [], userPoolIds: [] })));
    });

    test('a lake with rows of one table has the other table, without rows', async () => {
        const folder = await makeSampleLake({ user_notification: [{ details: 'x' }] });

        const lake = await opened(folder);

        expect(
            await rowsOf(
                lake,
                'select (select count(*) from attempts) as attempts, (select count(*) from delivery_errors) as errors',
            ),
        ).toEqual([{ attempts: '0', errors: '1' }]);
    });

    test('partition columns are text, even if they look like days or numbers', async () => {
        const folder = await makeSampleLake({ user_activity: [{ user_pool_id: '1_2' }] });

        const lake = await opened(folder);

        expect(
            await rowsOf(
                lake,
                'select typeof(dt) as a, typeof(user_pool_id) as b, dt, user_pool_id from user_activity',
            ),
        ).toEqual([{ a: 'VARCHAR', b: 'VARCHAR', dt: '2026-01-01', user_pool_id: '1_2' }]);
    });

    test('a column that a file lacks is NULL, and a column of a later version is ignored', async () => {
        const folder = await makeSampleLake({ user_activity: [{}] });
        await writeParquet(
            join(folder, PARTITION, 'other.parquet'),
            "select 'other' as record_id, 'x' as of_tomorrow, timestamp_ms '2026-01-02 00:00:00' as event_at",
        );

        const lake = await opened(folder);

        expect(await rowsOf(lake, 'select record_id, event_at, user_name, dt from user_activity order by dt')).toEqual([
            { record_id: 'user_activity-0', event_at: '2026-01-01 10:00:00', user_name: 'ana', dt: '2026-01-01' },
            { record_id: 'other', event_at: '2026-01-02 00:00:00', user_name: null, dt: '2026-01-02' },
        ]);
    });

    test('a file with other types is read with the types of the table', async () => {
        const folder = await makeSampleLake({ user_activity: [{}] });
        await writeParquet(
            join(folder, PARTITION, 'other.parquet'),
            `select 5 as record_id, timestamptz '2026-01-02 02:00:00+02' as event_at,
                '2026-01-02 03:00:00' as started_at, 1 as has_context_data`,
        );

        const lake = await opened(folder);

        expect(
            await rowsOf(
                lake,
                "select record_id, event_at, started_at, has_context_data from auth_events where dt = '2026-01-02'",
            ),
        ).toEqual([
            {
                record_id: '5',
                event_at: '2026-01-02 00:00:00',
                started_at: '2026-01-02 03:00:00',
                has_context_data: true,
            },
        ]);
    });

    test.each(["quo'te", 'br[a]cket', 'st*r', 'x=1999-01-01', 'ünï cödé', '$HOME'])(
        'a lake in a folder named %s is opened',
        async (name) => {
            const folder = await makeSampleLake({ user_activity: [{}] }, join(temporaryFolder(), name));

            const lake = await opened(folder);

            expect(await rowsOf(lake, 'select dt, count(*) as n from auth_events group by dt')).toEqual([
                { dt: '2026-01-01', n: '1' },
            ]);
        },
    );

    test('the session uses UTC and divides integers as Trino does', async () => {
        const lake = await opened(await makeSampleLake({}));

        const rows = await rowsOf(
            lake,
            `select current_setting('TimeZone') as zone, 7 / 2 as half,
                date_trunc('day', from_iso8601_timestamp('2026-01-01T00:30:00+02:00')) as day`,
        );

        expect(rows).toEqual([{ zone: 'UTC', half: 3, day: '2025-12-31 00:00:00+00' }]);
    });
});

describe('the files of a lake', () => {
    test('hidden and unfinished files, other folders and other kinds of files are not read', async () => {
        const folder = await makeSampleLake({ user_activity: [{}] });
        for (const path of [
            '.part.parquet',
            '_tmp.parquet',
            '.staging/x.parquet',
            'deeper/x.parquet',
            'x.parquet.tmp',
            'note.txt',
        ]) {
            await writeParquet(join(folder, PARTITION, path), "select 'wrong' as record_id");
        }
        for (const path of [
            'user_activity/x.parquet',
            'user_activity/.staging/dt=2026-01-01/x.parquet',
            `${PARTITION}%27/x.parquet`,
            'elsewhere/x.parquet',
        ]) {
            await writeParquet(join(folder, path), "select 'wrong' as record_id");
        }

        const lake = await opened(folder);

        expect(await rowsOf(lake, 'select record_id from user_activity')).toEqual([{ record_id: 'user_activity-0' }]);
    });

    test('links in a lake are not followed, but a link to a lake is', async () => {
        const other = await makeSampleLake({ user_activity: [{ record_id: 'other', dt: '2026-01-02' }] });
        const folder = await makeSampleLake({ user_activity: [{}] });
        symlinkSync(join(other, PARTITION), join(folder, PARTITION));
        symlinkSync(
            join(other, 'user_activity/user_pool_id=us-west-2_EXAMPLE'),
            join(folder, 'user_activity/user_pool_id=us-west-2_LINK'),
        );
        const [file = ''] = readdirSync(join(other, PARTITION));
        symlinkSync(join(other, PARTITION, file), join(folder, PARTITION.replace('01-02', '01-01'), 'link.parquet'));
        const link = join(temporaryFolder(), 'lake');
        symlinkSync(folder, link);

        const lake = await opened(link);

        expect(await rowsOf(lake, 'select record_id from user_activity')).toEqual([{ record_id: 'user_activity-0' }]);
    });

    test('files of other days and pools are not read, but are part of the extents', async () => {
        const days = ['2026-01-01', '2026-01-02', '2026-01-03'];
        const folder = await makeSampleLake({
            user_activity: ['a_1', 'b_2'].flatMap((pool) =>
                days.map((dt) => ({ record_id: `${pool} ${dt}`, user_pool_id: pool, dt })),
            ),
        });

        const lake = await opened(folder, { firstDay: '2026-01-02', lastDay: '2026-01-02', userPoolId: 'b_2' });

        expect(await rowsOf(lake, 'select record_id from auth_events')).toEqual([{ record_id: 'b_2 2026-01-02' }]);
        expect(lake.extents[0]).toEqual({ table: 'user_activity', days, userPoolIds: ['a_1', 'b_2'] });
    });
});

describe('a locked lake', () => {
    const locked = async (): Promise<{ lake: Lake; folder: string }> => {
        const folder = await makeSampleLake({ user_activity: [{}] });
        writeFileSync(join(folder, 'secret.txt'), 'secret');
        return { lake: await opened(folder), folder };
    };

    test.each([
        ["select * from read_text('/etc/passwd')"],
        ["select * from read_blob('/etc/passwd')"],
        ["select * from read_csv('/etc/passwd')"],
        ["select * from read_text('LAKE/secret.txt')"],
        ["select * from read_text('LAKE/user_activity/../secret.txt')"],
        ["select * from glob('/etc/*')"],
        ["select * from glob('LAKE/*')"],
        ["select * from read_parquet('https://example.com/x.parquet')"],
        ["copy (select 1) to 'LAKE/new.csv'"],
        ["copy (select 1) to '/tmp/sample-lake-new.csv'"],
        ["attach 'LAKE/new.db'"],
        ["export database 'LAKE/new'"],
        ['install httpfs'],
        ['load httpfs'],
        ['set enable_external_access = true'],
        ["set allowed_directories = ['/']"],
        ["set TimeZone = 'America/Lima'"],
    ])('the statement %s fails', async (sql) => {
        const { lake, folder } = await locked();

        const failure = await failureOf(lake, sql.replaceAll('LAKE', folder));

        expect(failure).toMatch(
            /disabled by configuration|disabled through configuration|configuration has been locked|Cannot change/,
        );
        expect(readdirSync(folder).sort()).toEqual(['secret.txt', 'user_activity', 'user_notification']);
    });

    test('the temporary folder is new, and is removed when the lake is closed', async () => {
        const before = new Set(readdirSync(tmpdir()));
        const lake = await openLake(await makeSampleLake({}));
        const [row] = await rowsOf(lake, "select current_setting('temp_directory') as folder");
        const created = typeof row?.['folder'] === 'string' ? row['folder'] : '';

        lake.close();

        expect(created.startsWith(join(tmpdir(), 'cognito-log-lake-'))).toBe(true);
        expect(before.has(created)).toBe(false);
        expect(existsSync(join(created, '..'))).toBe(false);
    });
});

describe('a path that is not a lake', () => {
    const errorOf = async (folder: string): Promise<unknown> => {
        try {
            return await openLake(folder);
        } catch (error) {
            return error;
        }
    };

    test.each([
        ['a missing folder', 'missing', 'the folder does not exist'],
        ['a file', 'file.txt', 'it is a file, not a folder'],
        [
            'a folder without any folder of a lake',
            'other',
            'it has none of the folders user_activity/, user_notification/, errors/, raw/',
        ],
        [
            'a folder with a file named like a folder of a lake',
            'named',
            'it has none of the folders user_activity/, user_notification/, errors/, raw/',
        ],
    ])('opening %s fails with the reason and the next step', async (_, name, reason) => {
        const parent = temporaryFolder();
        writeFileSync(join(parent, 'file.txt'), '');
        mkdirSync(join(parent, 'other', 'user_activities'), { recursive: true });
        mkdirSync(join(parent, 'named'));
        writeFileSync(join(parent, 'named', 'user_activity'), '');
        const folder = join(parent, name);

        const error = await errorOf(folder);

        expect(error).toEqual(
            new UserError(`${folder} is not a lake: ${reason}. Create one with: replay FILES --lake ${folder}`),
        );
    });

    test('a lake below a folder named like a partition is rejected: its rows would have that value', async () => {
        const folder = await makeSampleLake({ user_activity: [{}] }, join(temporaryFolder(), 'dt=1999-01-01', 'lake'));

        const error = await errorOf(folder);

        expect(error).toEqual(
            new UserError(
                `Cannot read ${folder} as a lake: its parent folder dt=1999-01-01 is named like a partition. ` +
                    'Rename or move it.',
            ),
        );
    });
});
