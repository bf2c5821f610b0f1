/** Tests of compact and rebuild as they are shipped, on lakes in a real S3: killed at any moment, they answer as lakes in a folder do. */
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { atOnce } from '../../lib/store/at-once.ts';
import type { Store } from '../../lib/store/store.ts';
import { outputOf, runCommand, temporaryFolder, type Outcome } from '../support/run-command.ts';
import { edited } from '../support/given-rebuild.ts';
import { buildAll, filesOf } from '../support/given-replay.ts';
import { givenBucket, keysOf, putAll, READER, restrictReader, storeOf } from './given-bucket.ts';

const CLI = join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs');
const home = temporaryFolder();
const environment = {
    ...Object.fromEntries(
        Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    XDG_CACHE_HOME: home,
};

const run = async (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
    runCommand(process.execPath, [CLI, ...words], { env: { ...environment, ...env } });
const said = async (...words: readonly string[]): Promise<string> => outputOf(run(words));

const QUESTION = `select * from auth_events order by user_pool_id, event_type, dt, record_id`;
const answersOf = async (lake: string): Promise<string> =>
    said('query', '--sql', QUESTION, '--lake', lake, '--format', 'ndjson');

let exports = '';
/** Made by two replays of inputs that overlap: several files a partition, and second deliveries. */
let local = '';

const upload = async (folder: string): Promise<{ readonly lake: string; readonly store: Store }> => {
    const lake = `s3://${await givenBucket()}/team/lake`;
    const store = await storeOf(lake);
    await atOnce(filesOf(folder), 8, async (path) => store.put(path, join(folder, path)));
    return { lake, store };
};
const copied = (): string => {
    const lake = join(temporaryFolder(), 'lake');
    cpSync(local, lake, { recursive: true });
    return lake;
};
const rowFiles = (paths: readonly string[]): readonly string[] =>
    paths.filter((path) => path.endsWith('.parquet')).toSorted();

/** Kills a command after a while. Returns whether it was killed before it ended. */
const killed = async (afterMs: number, words: readonly string[]): Promise<boolean> => {
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
        await said(
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
    await said('replay', join(exports, '1'), '--lake', local);
    await said('replay', exports, '--lake', local);
});

describe('compact', () => {
    test('comes to the same objects as in a folder, says the same, and does nothing the second time', async () => {
        const [{ lake, store }, folder] = [await upload(local), copied()];

        const [inS3, inFolder] = [
            await said('compact', '--lake', lake, '--json'),
            await said('compact', '--lake', folder, '--json'),
        ];

        expect(JSON.parse(inS3)).toEqual(JSON.parse(inFolder));
        expect(JSON.parse(inS3)).toMatchObject({ left_whole: 0, is_stopped: false });
        expect(JSON.parse(inS3).duplicates_removed).toBeGreaterThan(100);
        expect(rowFiles(await keysOf(store))).toEqual(rowFiles(filesOf(folder)));
        expect(await answersOf(lake)).toBe(await answersOf(local));
        expect(JSON.parse(await said('compact', '--lake', lake, '--json')).partitions).toMatchObject({
            to_compact: 0,
            compacted: 0,
        });
        expect(filesOf(join(home, 'cognito-log-lake', 'staging'))).toEqual([]);
    });

    test('killed again and again changes no answer, and comes to the same in the end', async () => {
        const { lake, store } = await upload(local);
        const [expected, folder] = [await answersOf(local), copied()];
        await said('compact', '--lake', folder);
        const kills: boolean[] = [];

        for (const afterMs of [500, 900, 700, 1100, 600]) {
            kills.push(await killed(afterMs, ['compact', '--lake', lake]));
            expect(await answersOf(lake)).toBe(expected);
        }
        await said('compact', '--lake', lake);

        expect(kills).toContain(true);
        expect(await answersOf(lake)).toBe(expected);
        expect(rowFiles(await keysOf(store))).toEqual(rowFiles(filesOf(folder)));
    });

    test('names an object that can’t be read and leaves its partition whole; errors/ and other objects stay', async () => {
        const { lake, store } = await upload(local);
        const [first = ''] = rowFiles(filesOf(local));
        const broken = join(first, '..', 'broken.parquet');
        await putAll(store, { [broken]: 'PAR1', 'errors/x': 'x', 'raw/y': 'y', 'user_activity/note.txt': 'n' });

        const { code, out } = await run(['compact', '--lake', lake, '--json']);

        const summary = JSON.parse(out);
        expect(code).toBe(1);
        expect(summary.troubles).toEqual([{ where: broken, why: expect.stringMatching(/^can’t be read: /) }]);
        expect(await keysOf(store)).toEqual(
            expect.arrayContaining([first, broken, 'errors/x', 'raw/y', 'user_activity/note.txt']),
        );
        expect(summary.partitions.compacted).toBe(summary.partitions.found - 1);
    });

    test('that may not remove objects stops, with every record still there', async () => {
        const { lake } = await upload(local);
        await restrictReader(lake.split('/')[2] ?? '');

        const { code, err } = await run(['compact', '--lake', lake], READER);

        expect(code).toBe(1);
        expect(err).toMatch(/denied|may not|not allowed/i);
        expect(await answersOf(lake)).toBe(await answersOf(local));
    });
});

describe('rebuild', () => {
    /** As an older version would have written it: wrong decisions, a wrong day, rows that are missing, and one that is in no source. */
    const wrong = async (): Promise<string> => {
        const lake = copied();
        await edited(
            lake,
            'user_activity',
            "update rows set risk_decision = 'Wrong' where record_id < '4'",
            "update rows set dt = '2026-01-02' where dt = '2026-01-01' and record_id > 'e'",
            "delete from rows where record_id between '5' and '6'",
            "insert into rows select * replace ('00000000000000000000000000000000' as record_id) from rows limit 1",
        );
        return lake;
    };

    test('comes to the same rows as in a folder, and says the same', async () => {
        const folder = await wrong();
        const { lake } = await upload(folder);

        const dry = await said('rebuild', '--lake', lake, '--from', exports, '--dry-run', '--json');
        const inS3 = JSON.parse(await said('rebuild', '--lake', lake, '--from', exports, '--json'));
        const inFolder = JSON.parse(await said('rebuild', '--lake', folder, '--from', exports, '--json'));

        expect(inS3.tables).toEqual(inFolder.tables);
        expect(JSON.parse(dry).tables).toEqual(inS3.tables);
        expect(inS3.tables.user_activity).toMatchObject({
            gone: 1,
            changed: expect.any(Number),
            moved: expect.any(Number),
            added: expect.any(Number),
        });
        expect(await answersOf(lake)).toBe(await answersOf(folder));
        expect(
            (await answersOf(lake))
                .split('\n')
                .filter((line) => !line.includes('00000000000000000000000000000000'))
                .join('\n'),
        ).toBe(await answersOf(local));
    });

    test('killed and run again comes to the same, and no record is missing at any moment', async () => {
        const folder = await wrong();
        const { lake, store } = await upload(folder);
        const idsOf = (answers: string): ReadonlySet<string> =>
            new Set(
                answers
                    .split('\n')
                    .filter((line) => line !== '')
                    .map((line) => String(JSON.parse(line).record_id)),
            );
        const before = idsOf(await answersOf(folder));
        const kills: boolean[] = [];

        for (const afterMs of [1500, 2000, 2500]) {
            kills.push(await killed(afterMs, ['rebuild', '--lake', lake, '--from', exports]));
            const between = idsOf(await answersOf(lake));
            expect([...before].filter((id) => !between.has(id))).toEqual([]);
        }
        await said('rebuild', '--lake', lake, '--from', exports);
        await said('rebuild', '--lake', folder, '--from', exports);

        expect(kills).toContain(true);
        expect(await answersOf(lake)).toBe(await answersOf(folder));
        expect(JSON.parse(await said('rebuild', '--lake', lake, '--from', exports, '--json')).partitions.rebuilt).toBe(
            0,
        );
        expect(rowFiles(await keysOf(store)).length).toBeGreaterThan(0);
    });

    test('takes raw/ of the lake, and leaves days that are not closed as they are', async () => {
        const folder = await wrong();
        const { lake, store } = await upload(folder);
        await atOnce(filesOf(exports), 8, async (path) => store.put(`raw/x/${path}`, join(exports, path)));
        const ofDay = async (day: string): Promise<readonly string[]> =>
            (await keysOf(store)).filter((key) => key.includes(`dt=${day}/`));
        const open = await ofDay('2026-01-03');

        const { partitions, tables } = JSON.parse(
            await said('rebuild', '--lake', lake, '--before', '2026-01-03', '--json'),
        );

        expect(partitions.not_closed).toBeGreaterThan(0);
        expect(tables.user_activity.changed).toBeGreaterThan(0);
        expect(await ofDay('2026-01-03')).toEqual(open);
        const ids = (await answersOf(lake))
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line).record_id);
        expect(new Set(ids).size).toBe(ids.length);
    });
});
