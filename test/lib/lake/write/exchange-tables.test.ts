/** Tests of the exchange: at every step readers have the new tables, and the next run finishes it. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findLake } from '../../../../lib/lake/find-lake.ts';
import { partitionFiles } from '../../../../lib/lake/partitions/partition-files.ts';
import { exchangeTables, finishExchange } from '../../../../lib/lake/write/exchange-tables.ts';
import { closeStaging, openStaging } from '../../../../lib/lake/write/staging.ts';
import { TABLE_NAMES } from '../../../../schemas/columns.ts';
import { filesOf, temporaryFolder } from '../../../support/given-replay.ts';

const FILE = 'user_pool_id=a_1/event_type=SignIn/dt=2026-01-01';

const writeTables = (folder: string, content: string): void => {
    for (const table of TABLE_NAMES) {
        mkdirSync(join(folder, table, FILE), { recursive: true });
        writeFileSync(join(folder, table, FILE, `${content}.parquet`), content);
    }
};

/** A run of this machine that has ended. */
const RUN = `${createHash('sha256').update(hostname()).digest('hex').slice(0, 8)}-999999999-x`;

/** A lake of old tables, and a prepared folder of new ones, in the staging folder of a run. */
const given = (): { readonly lake: string; readonly prepared: string } => {
    const lake = join(temporaryFolder(), 'lake');
    writeTables(lake, 'old');
    mkdirSync(join(lake, 'raw'));
    const prepared = join(lake, '.staging', RUN, 'exchange');
    writeTables(join(prepared, 'new'), 'new');
    return { lake, prepared };
};

const seen = (lake: string): readonly string[] => {
    const found = findLake(lake);
    return TABLE_NAMES.flatMap((table) =>
        partitionFiles(found, table, {}).files.map((path) => path.slice(path.lastIndexOf('/') + 1, -'.parquet'.length)),
    );
};

test('the new tables take the place of the old ones, of which nothing is left', async () => {
    const { lake, prepared } = given();

    await exchangeTables(lake, prepared);

    expect(filesOf(lake)).toEqual(TABLE_NAMES.map((table) => `${table}/${FILE}/new.parquet`));
    expect(existsSync(join(lake, 'raw'))).toBe(true);
});

/** The steps of the exchange, as the file system has them one by one. */
const STEPS = (lake: string, prepared: string): readonly (() => void)[] => [
    () => {
        mkdirSync(join(prepared, 'old'));
        writeFileSync(join(prepared, 'run'), RUN);
        renameSync(prepared, join(lake, '.exchange'));
    },
    ...TABLE_NAMES.flatMap((table) => [
        () => renameSync(join(lake, table), join(lake, '.exchange', 'old', table)),
        () => renameSync(join(lake, '.exchange', 'new', table), join(lake, table)),
    ]),
    () => rmSync(join(lake, '.exchange', 'old', 'user_activity'), { recursive: true }),
    () => rmSync(join(lake, '.exchange', 'run')),
];

test('killed after any step, readers have the new tables, and whatever run is next finishes the exchange', async () => {
    const outcomes: unknown[] = [];
    for (let killedAfter = 1; killedAfter <= 7; killedAfter += 1) {
        const { lake, prepared } = given();
        for (const step of STEPS(lake, prepared).slice(0, killedAfter)) step();
        const between = seen(lake);
        await closeStaging(await openStaging(lake));
        outcomes.push([between, filesOf(lake)]);
    }

    expect(outcomes).toEqual(
        outcomes.map(() => [['new', 'new'], TABLE_NAMES.map((table) => `${table}/${FILE}/new.parquet`)]),
    );
});

test('killed before the first step, readers have the old tables, and nothing of the new ones stays', async () => {
    const { lake, prepared } = given();
    cpSync(join(prepared, '..'), join(lake, '.staging', 'odd'), { recursive: true });
    utimesSync(join(lake, '.staging', 'odd'), 0, 0);

    const between = seen(lake);
    await closeStaging(await openStaging(lake));

    expect(between).toEqual(['old', 'old']);
    expect(filesOf(lake)).toEqual(TABLE_NAMES.map((table) => `${table}/${FILE}/old.parquet`));
});

test('files that a run published where a table had just left its place are kept', async () => {
    const { lake, prepared } = given();
    for (const step of STEPS(lake, prepared).slice(0, 2)) step();
    mkdirSync(join(lake, 'user_activity', FILE), { recursive: true });
    writeFileSync(join(lake, 'user_activity', FILE, 'late.parquet'), 'late');

    await finishExchange(lake, async () => true);

    expect(filesOf(join(lake, 'user_activity'))).toEqual([`${FILE}/late.parquet`, `${FILE}/new.parquet`]);
});

test('while the run that exchanges goes on, another leaves it alone; after a minute it has ended, whatever has its number', async () => {
    const { lake, prepared } = given();
    STEPS(lake, prepared)[0]!();

    await expect(finishExchange(lake, async () => false)).rejects.toThrow(
        `${lake} is being rebuilt, and its tables are exchanged right now. Try again in a moment.`,
    );
    const before = seen(lake);
    utimesSync(join(lake, '.exchange', 'run'), 0, 0);
    await finishExchange(lake, async () => false);

    expect([before, seen(lake)]).toEqual([
        ['new', 'new'],
        ['new', 'new'],
    ]);
    expect(existsSync(join(lake, '.exchange'))).toBe(false);
});

test('a table that the old lake had not, and one that the new has not files of, are exchanged too', async () => {
    const { lake, prepared } = given();
    rmSync(join(lake, 'user_activity'), { recursive: true });
    rmSync(join(prepared, 'new', 'user_notification', FILE, 'new.parquet'));

    await exchangeTables(lake, prepared);

    expect(filesOf(lake)).toEqual([`user_activity/${FILE}/new.parquet`]);
});
