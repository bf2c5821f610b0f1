/** Tests of the shipped compact and rebuild on lakes in a real S3: results as in a folder, even after kills. */
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { runConcurrently } from '../../lib/store/run-concurrently.ts';
import type { Store } from '../../lib/store/store.ts';
import { outputOf, runCommand, temporaryFolder, type CommandOutcome } from '../support/run-command.ts';
import { editTable } from '../support/run-rebuild.ts';
import { buildAll, listFiles } from '../support/run-replay.ts';
import {
    makeBucket,
    listStoreKeys,
    putObjects,
    READER_CREDENTIALS,
    restrictReader,
    openS3Store,
} from './make-bucket.ts';

const CLI = join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs');
const home = temporaryFolder();
const environment = {
    ...Object.fromEntries(
        Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    XDG_CACHE_HOME: home,
};

const run = async (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CommandOutcome> =>
    runCommand(process.execPath, [CLI, ...words], { env: { ...environment, ...env } });
const runOk = async (...words: readonly string[]): Promise<string> => outputOf(run(words));

const VIEW_SQL = `select * from auth_events order by user_pool_id, event_type, dt, record_id`;
const readView = async (lake: string): Promise<string> =>
    runOk('query', '--sql', VIEW_SQL, '--lake', lake, '--format', 'ndjson');

let exports = '';
/** A lake from two replays with overlapping inputs: several files per partition, and duplicates. */
let local = '';

const upload = async (folder: string): Promise<{ readonly lake: string; readonly store: Store }> => {
    const lake = `s3://${await makeBucket()}/team/lake`;
    const store = await openS3Store(lake);
    await runConcurrently(listFiles(folder), 8, async (path) => store.put(path, join(folder, path)));
    return { lake, store };
};
const copyLocalLake = (): string => {
    const lake = join(temporaryFolder(), 'lake');
    cpSync(local, lake, { recursive: true });
    return lake;
};
const dataFilesOf = (paths: readonly string[]): readonly string[] =>
    paths.filter((path) => path.endsWith('.parquet')).toSorted();

/** Kills a command after some ms. Returns whether it was still running. */
const killAfter = async (afterMs: number, words: readonly string[]): Promise<boolean> => {
    const child = spawn(process.execPath, [CLI, ...words], { env: environment, stdio: 'ignore' });
    const ended = new Promise<boolean>((resolve) => {
        child.on('close', (_, signal) => resolve(signal === 'SIGKILL'));
    });
    await Promise.race([pause(afterMs), ended]);
    child.kill('SIGKILL');
    return ended;
};

beforeAll(async () => {
    await buildAll();
    exports = join(temporaryFolder(), 'exports');
    local = join(temporaryFolder(), 'lake');
    for (const seed of ['1', '2'])
        await runOk(
            'generate',
            '--events',
            '800',
            '--days',
            '3',
            '--users',
            '50',
            '--seed',
            seed,
            '--out',
            join(exports, seed),
        );
    await runOk('replay', join(exports, '1'), '--lake', local);
    await runOk('replay', exports, '--lake', local);
});

describe('compact', () => {
    test('compact makes the same objects and output as in a folder, and a second run does nothing', async () => {
        const [{ lake, store }, folder] = [await upload(local), copyLocalLake()];

        const [inS3, inFolder] = [
            await runOk('compact', '--lake', lake, '--json'),
            await runOk('compact', '--lake', folder, '--json'),
        ];

        expect(JSON.parse(inS3)).toEqual(JSON.parse(inFolder));
        expect(JSON.parse(inS3)).toMatchObject({ skipped_partitions: 0, is_stopped: false });
        expect(JSON.parse(inS3).duplicates_removed).toBeGreaterThan(100);
        expect(dataFilesOf(await listStoreKeys(store))).toEqual(dataFilesOf(listFiles(folder)));
        expect(await readView(lake)).toBe(await readView(local));
        expect(JSON.parse(await runOk('compact', '--lake', lake, '--json')).partitions).toMatchObject({
            to_compact: 0,
            compacted: 0,
        });
        expect(listFiles(join(home, 'cognito-log-lake', 'staging'))).toEqual([]);
    });

    test('compact that is killed repeatedly changes no query result, and a final run completes it', async () => {
        const { lake, store } = await upload(local);
        const [expected, folder] = [await readView(local), copyLocalLake()];
        await runOk('compact', '--lake', folder);
        const kills: boolean[] = [];

        for (const afterMs of [500, 900, 700, 1100, 600]) {
            kills.push(await killAfter(afterMs, ['compact', '--lake', lake]));
            expect(await readView(lake)).toBe(expected);
        }
        await runOk('compact', '--lake', lake);

        expect(kills).toContain(true);
        expect(await readView(lake)).toBe(expected);
        expect(dataFilesOf(await listStoreKeys(store))).toEqual(dataFilesOf(listFiles(folder)));
    });

    test('compact reports an unreadable object and skips its partition; other objects are unchanged', async () => {
        const { lake, store } = await upload(local);
        const [first = ''] = dataFilesOf(listFiles(local));
        const broken = join(first, '..', 'broken.parquet');
        await putObjects(store, { [broken]: 'PAR1', 'errors/x': 'x', 'raw/y': 'y', 'user_activity/note.txt': 'n' });

        const { code, out } = await run(['compact', '--lake', lake, '--json']);

        const summary = JSON.parse(out);
        expect(code).toBe(1);
        expect(summary.failures).toEqual([{ where: broken, why: expect.stringMatching(/^can’t be read: /) }]);
        expect(await listStoreKeys(store)).toEqual(
            expect.arrayContaining([first, broken, 'errors/x', 'raw/y', 'user_activity/note.txt']),
        );
        expect(summary.partitions.compacted).toBe(summary.partitions.to_compact - 1);
    });

    test('compact without permission to delete stops, and no record is lost', async () => {
        const { lake } = await upload(local);
        await restrictReader(lake.split('/')[2] ?? '');

        const { code, err } = await run(['compact', '--lake', lake], READER_CREDENTIALS);

        expect(code).toBe(1);
        expect(err).toMatch(/denied|may not|not allowed/i);
        expect(await readView(lake)).toBe(await readView(local));
    });
});

describe('rebuild', () => {
    /** A lake as an older version might have written it: wrong values, a wrong day, missing rows, and an extra row. */
    const makeWrongLake = async (): Promise<string> => {
        const lake = copyLocalLake();
        await editTable(
            lake,
            'user_activity',
            "update rows set risk_decision = 'Wrong' where record_id < '4'",
            "update rows set dt = '2026-01-02' where dt = '2026-01-01' and record_id > 'e'",
            "delete from rows where record_id between '5' and '6'",
            "insert into rows select * replace ('00000000000000000000000000000000' as record_id) from rows limit 1",
        );
        return lake;
    };

    test('rebuild makes the same rows and output as in a folder', async () => {
        const folder = await makeWrongLake();
        const { lake } = await upload(folder);

        const dry = await runOk('rebuild', '--lake', lake, '--from', exports, '--dry-run', '--json');
        const inS3 = JSON.parse(await runOk('rebuild', '--lake', lake, '--from', exports, '--json'));
        const inFolder = JSON.parse(await runOk('rebuild', '--lake', folder, '--from', exports, '--json'));

        expect(inS3.tables).toEqual(inFolder.tables);
        expect(JSON.parse(dry).tables).toEqual(inS3.tables);
        expect(inS3.tables.user_activity).toMatchObject({
            gone: 1,
            changed: expect.any(Number),
            moved: expect.any(Number),
            added: expect.any(Number),
        });
        expect(await readView(lake)).toBe(await readView(folder));
        expect(
            (await readView(lake))
                .split('\n')
                .filter((line) => !line.includes('00000000000000000000000000000000'))
                .join('\n'),
        ).toBe(await readView(local));
    });

    test('rebuild that is killed loses no record at any moment, and a final run completes it', async () => {
        const folder = await makeWrongLake();
        const { lake, store } = await upload(folder);
        const idsOf = (rows: string): ReadonlySet<string> =>
            new Set(
                rows
                    .split('\n')
                    .filter((line) => line !== '')
                    .map((line) => String(JSON.parse(line).record_id)),
            );
        const before = idsOf(await readView(folder));
        const kills: boolean[] = [];

        for (const afterMs of [1500, 2000, 2500]) {
            kills.push(await killAfter(afterMs, ['rebuild', '--lake', lake, '--from', exports]));
            const between = idsOf(await readView(lake));
            expect([...before].filter((id) => !between.has(id))).toEqual([]);
        }
        await runOk('rebuild', '--lake', lake, '--from', exports);
        await runOk('rebuild', '--lake', folder, '--from', exports);

        expect(kills).toContain(true);
        expect(await readView(lake)).toBe(await readView(folder));
        expect(JSON.parse(await runOk('rebuild', '--lake', lake, '--from', exports, '--json')).partitions.rebuilt).toBe(
            0,
        );
        expect(dataFilesOf(await listStoreKeys(store)).length).toBeGreaterThan(0);
    });

    test('rebuild reads raw/ of the lake by default, and does not change open days', async () => {
        const folder = await makeWrongLake();
        const { lake, store } = await upload(folder);
        await runConcurrently(listFiles(exports), 8, async (path) => store.put(`raw/x/${path}`, join(exports, path)));
        const ofDay = async (day: string): Promise<readonly string[]> =>
            (await listStoreKeys(store)).filter((key) => key.includes(`dt=${day}/`));
        const open = await ofDay('2026-01-03');

        const { partitions, tables } = JSON.parse(
            await runOk('rebuild', '--lake', lake, '--before', '2026-01-03', '--json'),
        );

        expect(partitions.not_closed).toBeGreaterThan(0);
        expect(tables.user_activity.changed).toBeGreaterThan(0);
        expect(await ofDay('2026-01-03')).toEqual(open);
        const ids = (await readView(lake))
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line).record_id);
        expect(new Set(ids).size).toBe(ids.length);
    });
});
