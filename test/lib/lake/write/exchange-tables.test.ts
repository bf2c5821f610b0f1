/** Tests of exchanging tables: at every step readers see the new tables, and the next run finishes the exchange. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findLake } from '../../../../lib/lake/find-lake.ts';
import { listTableFiles } from '../../../../lib/lake/partitions/list-table-files.ts';
import { exchangeTables, finishExchange } from '../../../../lib/lake/write/exchange-tables.ts';
import { closeStaging, openStaging } from '../../../../lib/lake/write/staging.ts';
import { TABLE_NAMES } from '../../../../schemas/columns.ts';
import { listFiles, temporaryFolder } from '../../../support/run-replay.ts';

const FILE = 'user_pool_id=a_1/event_type=SignIn/dt=2026-01-01';

const writeTables = (folder: string, content: string): void => {
    for (const table of TABLE_NAMES) {
        mkdirSync(join(folder, table, FILE), { recursive: true });
        writeFileSync(join(folder, table, FILE, `${content}.parquet`), content);
    }
};

/** The name of a run on this machine that has ended. */
const RUN = `${createHash('sha256').update(hostname()).digest('hex').slice(0, 8)}-999999999-x`;

/** A lake of old tables, and a prepared folder of new ones, in the staging folder of a run. */
const prepareExchange = (): { readonly lake: string; readonly prepared: string } => {
    const lake = join(temporaryFolder(), 'lake');
    writeTables(lake, 'old');
    mkdirSync(join(lake, 'raw'));
    const prepared = join(lake, '.staging', RUN, 'exchange');
    writeTables(join(prepared, 'new'), 'new');
    return { lake, prepared };
};

const visibleFiles = (lake: string): readonly string[] => {
    const folder = findLake(lake);
    return TABLE_NAMES.flatMap((table) =>
        listTableFiles(folder, table, {}).files.map((path) =>
            path.slice(path.lastIndexOf('/') + 1, -'.parquet'.length),
        ),
    );
};

test('the new tables replace the old ones completely', async () => {
    const { lake, prepared } = prepareExchange();

    await exchangeTables(lake, prepared);

    expect(listFiles(lake)).toEqual(TABLE_NAMES.map((table) => `${table}/${FILE}/new.parquet`));
    expect(existsSync(join(lake, 'raw'))).toBe(true);
});

/** The steps of the exchange in the file system. */
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

test('after a kill at any step, readers see the new tables, and the next run finishes the exchange', async () => {
    const outcomes: unknown[] = [];
    for (let killedAfter = 1; killedAfter <= 7; killedAfter += 1) {
        const { lake, prepared } = prepareExchange();
        for (const step of STEPS(lake, prepared).slice(0, killedAfter)) step();
        const between = visibleFiles(lake);
        await closeStaging(await openStaging(lake));
        outcomes.push([between, listFiles(lake)]);
    }

    expect(outcomes).toEqual(
        outcomes.map(() => [['new', 'new'], TABLE_NAMES.map((table) => `${table}/${FILE}/new.parquet`)]),
    );
});

test('after a kill before the first step, readers see the old tables, and the new ones are removed', async () => {
    const { lake, prepared } = prepareExchange();
    cpSync(join(prepared, '..'), join(lake, '.staging', 'odd'), { recursive: true });
    utimesSync(join(lake, '.staging', 'odd'), 0, 0);

    const between = visibleFiles(lake);
    await closeStaging(await openStaging(lake));

    expect(between).toEqual(['old', 'old']);
    expect(listFiles(lake)).toEqual(TABLE_NAMES.map((table) => `${table}/${FILE}/old.parquet`));
});

test('files that a run published during the exchange are kept', async () => {
    const { lake, prepared } = prepareExchange();
    for (const step of STEPS(lake, prepared).slice(0, 2)) step();
    mkdirSync(join(lake, 'user_activity', FILE), { recursive: true });
    writeFileSync(join(lake, 'user_activity', FILE, 'late.parquet'), 'late');

    await finishExchange(lake, async () => true);

    expect(listFiles(join(lake, 'user_activity'))).toEqual([`${FILE}/late.parquet`, `${FILE}/new.parquet`]);
});

test('an active exchange makes other runs fail, but after a minute it counts as ended', async () => {
    const { lake, prepared } = prepareExchange();
    STEPS(lake, prepared)[0]!();

    await expect(finishExchange(lake, async () => false)).rejects.toThrow(
        `${lake} is being rebuilt: its tables are replaced right now. Try again in a moment.`,
    );
    const before = visibleFiles(lake);
    utimesSync(join(lake, '.exchange', 'run'), 0, 0);
    await finishExchange(lake, async () => false);

    expect([before, visibleFiles(lake)]).toEqual([
        ['new', 'new'],
        ['new', 'new'],
    ]);
    expect(existsSync(join(lake, '.exchange'))).toBe(false);
});

test('a table that is missing in the old lake, or empty in the new one, is exchanged too', async () => {
    const { lake, prepared } = prepareExchange();
    rmSync(join(lake, 'user_activity'), { recursive: true });
    rmSync(join(prepared, 'new', 'user_notification', FILE, 'new.parquet'));

    await exchangeTables(lake, prepared);

    expect(listFiles(lake)).toEqual([`user_activity/${FILE}/new.parquet`]);
});
