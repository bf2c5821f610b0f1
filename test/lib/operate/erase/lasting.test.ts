/** Tests of an erasure that lasts: whatever adds the person's old events again, no row of the lake names the person. */
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTombstones } from '../../../../lib/lake/erasures/tombstones.ts';
import { openRewriteSession } from '../../../../lib/lake/write/open-rewrite-session.ts';
import { Checkpoint } from '../../../../lib/operate/backfill/checkpoint.ts';
import { writeLake } from '../../../../lib/operate/backfill/write-lake.ts';
import { eraseUser } from '../../../../lib/operate/erase/erase-user.ts';
import { findPerson } from '../../../../lib/operate/erase/find-person.ts';
import { liftErasure } from '../../../../lib/operate/erase/lift-erasure.ts';
import { loadTransform } from '../../../../lib/firehose/call-transform.ts';
import { ERROR_OBJECT_KEY, errorLine, redriveErrors } from '../../../support/redrive-errors.ts';
import { runCompact } from '../../../support/run-compact.ts';
import { runRebuild } from '../../../support/run-rebuild.ts';
import { eraseHooks, eraseOptions, findTraces, readBothTables, runErase } from '../../../support/run-erase.ts';
import { listFiles, runReplay, temporaryFolder, writeInputFiles, type TableRow } from '../../../support/run-replay.ts';
import { activityText, notificationText } from '../../../support/sample-events.ts';

const SUB = '5b0c7c1e-0000-4000-8000-0000000000aa';
const MAIL = 'zoë.łukasz@example.com';
const ADDRESS = '203.0.113.77';
const NAME = 'Zoë Łukasz';
const TRACES = [SUB, MAIL, MAIL.normalize('NFD'), NAME, NAME.toUpperCase(), NAME.normalize('NFD'), ADDRESS];

const at = (day: string): object => ({ eventTimestamp: String(Date.parse(`${day}T10:00:00Z`)) });
const signIn = (eventId: string, more: object, day = '2026-01-05'): string =>
    activityText(
        { eventId, userSub: SUB, userName: NAME, ipAddress: ADDRESS, creationDate: `${day}T10:00:00Z`, ...more },
        at(day),
    );

/** The person signs in: as written, in other forms without a sub, and by mail. Another user signs in too. */
const ACTIVITY = [
    signIn('plain', {}),
    signIn('upper', { userSub: null, userName: NAME.toUpperCase() }),
    signIn('decomposed', { userSub: null, userName: NAME.normalize('NFD') }, '2026-01-06'),
    signIn('mail', { userSub: null, userName: MAIL }),
    signIn('other', { userSub: 'sub-ben', userName: 'ben', ipAddress: '198.51.100.1' }),
];
const NOTIFICATIONS = [
    `No delivery to ${MAIL.normalize('NFD').toUpperCase()}: blocked`,
    `${NAME},${SUB}: blocked`,
    'No delivery to ben',
].map((details) => notificationText(details, at('2026-01-05')));

const writeExports = (): string =>
    writeInputFiles({
        'activity.ndjson': ACTIVITY.map((text) => `${text}\n`).join(''),
        'notification.ndjson': NOTIFICATIONS.map((text) => `${text}\n`).join(''),
    });

const makeErasedLake = async (): Promise<{ readonly lake: string; readonly exports: string }> => {
    const exports = writeExports();
    const { lake } = await runReplay(exports);
    await runErase(lake, NAME, { also: [MAIL] });
    return { lake, exports };
};

const peopleIn = async (lake: string, user = NAME): Promise<number> => {
    const session = await openRewriteSession(lake);
    return findPerson(session, { user, also: [MAIL] })
        .then((people) => people.length)
        .finally(session.close);
};

const sortedRows = (rows: readonly TableRow[]): readonly string[] => rows.map((row) => JSON.stringify(row)).toSorted();

/** The rows of a lake with each record once, as a compaction leaves them. */
const compactedRows = async (lake: string) => {
    await runCompact(lake, { before: '2100-01-01' });
    const { activity, notification } = await readBothTables(lake);
    return { activity: sortedRows(activity), notification: sortedRows(notification) };
};

describe('after an erasure', () => {
    test('a replay of the old exports makes the same rows again, and none of them names the person', async () => {
        const { lake, exports } = await makeErasedLake();
        const erased = await compactedRows(lake);

        const { summary } = await runReplay(exports, lake);

        expect(summary).toMatchObject({ events: 8, rows: { user_activity: 5, user_notification: 3 }, adds_up: true });
        expect(await findTraces(lake, TRACES)).toEqual([]);
        expect(await peopleIn(lake)).toBe(0);
        expect(await compactedRows(lake)).toEqual(erased);
        expect(erased.activity.filter((row) => row.includes('"user_name":"erased-')).length).toBe(4);
        expect(erased.notification.filter((row) => row.includes('erased,erased: blocked')).length).toBe(1);
    });

    test('a sign-in of the same name a day later is kept', async () => {
        const { lake } = await makeErasedLake();
        const later = signIn('later', { userSub: null }, '2026-03-02');

        await runReplay({ 'later.ndjson': later }, lake);

        expect(await peopleIn(lake)).toBe(1);
        expect((await readBothTables(lake)).activity.find(({ event_id }) => event_id === 'later')).toMatchObject({
            user_name: NAME,
        });
    });

    test('an erased event with a time after the erasure is covered, also if another run ends the erasure', async () => {
        const exports = writeExports();
        const { lake } = await runReplay(exports);
        const nowMs = Date.UTC(2026, 0, 5);
        let changes = 0;
        const stop = new AbortController();
        const onFile = (): void => {
            changes += 1;
            if (changes === 2) stop.abort();
        };
        const options = eraseOptions(lake, NAME, { also: [MAIL] });
        await expect(eraseUser(options, eraseHooks({ nowMs, onFile, signal: stop.signal }))).rejects.toThrow(
            'Stopped.',
        );

        const { receipt } = await eraseUser(options, eraseHooks({ nowMs }));
        await runReplay(exports, lake);

        expect(receipt?.until).toBe('2026-01-06T10:00:00.999Z');
        expect(await findTraces(lake, TRACES)).toEqual([]);
    });

    test('a rebuild from the old exports changes nothing, and from a lake that was not erased it pseudonymises', async () => {
        const { lake, exports } = await makeErasedLake();

        const { tables } = await runRebuild(lake, [exports]);
        rmSync(join(lake, 'user_activity'), { recursive: true });
        await runRebuild(lake, [exports]);

        expect(tables.user_activity).toMatchObject({ same: 5, changed: 0, added: 0, gone: 0 });
        expect(tables.user_notification).toMatchObject({ same: 3, changed: 0 });
        expect((await readBothTables(lake)).activity.length).toBe(5);
        expect(await findTraces(lake, TRACES)).toEqual([]);
    });

    test('a redrive to the lake and a backfill pseudonymise the person', async () => {
        const { lake } = await makeErasedLake();
        const [mine] = ACTIVITY;
        const errors = writeInputFiles({ [ERROR_OBJECT_KEY]: errorLine(signIn('failed', {})) });
        const header = {
            backfill: 1,
            pool: 'us-west-2_EXAMPLE',
            lake,
            since: null,
            arrived_at: Date.UTC(2026, 2, 1),
        } as const;
        const checkpoint = await Checkpoint.open(join(temporaryFolder(), 'checkpoint'), header);
        await checkpoint.add({ user: NAME, events: [String(mine)] });

        await redriveErrors(errors, lake);
        await writeLake(checkpoint, lake, new AbortController().signal);

        const { activity } = await readBothTables(lake);
        expect(activity.map(({ event_id }) => event_id).toSorted()).toEqual(
            ['decomposed', 'failed', 'mail', 'other', 'plain', 'plain', 'upper'].toSorted(),
        );
        expect(await findTraces(lake, TRACES)).toEqual([]);
        await checkpoint.close();
    });

    test('a compaction pseudonymises what came by a stream', async () => {
        const { lake, exports } = await makeErasedLake();
        const { lake: delivered } = await runReplay(exports);
        cpSync(delivered, lake, { recursive: true });
        expect(await peopleIn(lake)).toBe(1);

        await runCompact(lake);

        expect(await peopleIn(lake)).toBe(0);
        expect(await findTraces(lake, TRACES)).toEqual([]);
        expect((await readBothTables(lake)).activity.length).toBe(5);
    });

    test('rows that only the lake has are pseudonymised when a rebuild rewrites their partition', async () => {
        const { lake, exports } = await makeErasedLake();
        const { lake: delivered } = await runReplay({ 'a.ndjson': signIn('gone', {}) });
        cpSync(delivered, lake, { recursive: true });
        const more = writeInputFiles({ 'b.ndjson': signIn('new', { userSub: 'sub-new', userName: 'new' }) });

        await runRebuild(lake, [exports, more]);

        expect((await readBothTables(lake)).activity.map(({ event_id }) => event_id)).toContain('gone');
        expect(await findTraces(lake, [SUB, NAME])).toEqual([]);
    });

    test('rows that were removed come back pseudonymised', async () => {
        const exports = writeExports();
        const { lake } = await runReplay(exports);
        await runErase(lake, SUB, { also: [MAIL], dropsRows: true });
        expect((await readBothTables(lake)).activity.length).toBe(1);

        await runReplay(exports, lake);

        expect((await compactedRows(lake)).activity.length).toBe(5);
        expect(await findTraces(lake, TRACES)).toEqual([]);
    });

    test('a second erasure keeps the pseudonym of the first for the older events', async () => {
        const { lake, exports } = await makeErasedLake();
        const later = signIn('later', {}, '2026-03-02');
        await runReplay({ 'later.ndjson': later }, lake);
        await eraseUser(eraseOptions(lake, SUB), eraseHooks({ nowMs: Date.UTC(2026, 3, 1) }));
        const erased = await compactedRows(lake);

        await runReplay(exports, lake);
        await runReplay({ 'later.ndjson': later }, lake);

        expect(await compactedRows(lake)).toEqual(erased);
        expect(new Set((await readBothTables(lake)).activity.map(({ user_name }) => user_name)).size).toBe(3);
    });
});

describe('an erasure before a replay', () => {
    const HOSTILE_NAMES = [
        "o'neil; drop table users",
        'a.b+c@example.com',
        '(x|y)*[z]\\',
        '100%_wild',
        'quote"d',
        'ünï-код',
        'ΟΔΟΣ',
        '$1\\1',
        'İstanbul',
        'a\0b',
        ' - ',
    ];
    const nameOf = fc.oneof(
        fc.constantFrom(...HOSTILE_NAMES),
        fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((text) => text.trim() !== ''),
    );
    const formOf = fc.constantFrom(
        (name: string) => name,
        (name: string) => name.toUpperCase(),
        (name: string) => name.normalize('NFD'),
        (name: string) => `${name}x`,
    );
    const textOf = fc.constantFrom(
        (name: string) => `to ${name}: blocked`,
        (name: string) => `${name},${name}`,
        (name: string) => `x${name}`,
        (name: string) => `${name.normalize('NFD')} (${name}`,
    );
    const events = fc.record({
        activity: fc.array(fc.record({ form: formOf, hasSub: fc.boolean() }), { minLength: 1, maxLength: 6 }),
        texts: fc.array(fc.record({ form: formOf, text: textOf }), { maxLength: 4 }),
    });

    test('makes the same rows as the erasure after the replay', async () => {
        await fc.assert(
            fc.asyncProperty(nameOf, events, async (name, { activity, texts }) => {
                const lines = [
                    signIn('known', { userName: name }),
                    ...activity.map(({ form, hasSub }, index) =>
                        signIn(`event-${index}`, { userName: form(name), userSub: hasSub ? SUB : null }),
                    ),
                    ...texts.map(({ form, text }) => notificationText(text(form(name)), at('2026-01-05'))),
                ];
                const exports = writeInputFiles({ 'all.ndjson': lines.map((line) => `${line}\n`).join('') });
                const { lake: erasedAfter } = await runReplay(exports);
                await runErase(erasedAfter, SUB);
                const erasedBefore = join(temporaryFolder(), 'lake');
                cpSync(join(erasedAfter, 'erasures'), join(erasedBefore, 'erasures'), { recursive: true });
                mkdirSync(join(erasedBefore, 'user_activity'));

                await runReplay(exports, erasedBefore);

                expect(await compactedRows(erasedBefore)).toEqual(await compactedRows(erasedAfter));
            }),
            { numRuns: 6 },
        );
    });
});

describe('an erasure of a name whose sub is not in the lake', () => {
    test('covers rows with the name and any sub', async () => {
        const { lake } = await runReplay({ 'a.ndjson': signIn('without', { userSub: null }) });
        await runErase(lake, NAME);

        await runReplay({ 'b.ndjson': signIn('with', {}) }, lake);

        expect(await findTraces(lake, TRACES)).toEqual([]);
    });
});

describe('the tombstone', () => {
    const tombstoneOf = (lake: string): string =>
        listFiles(lake).find((path) => path.startsWith('erasures/tombstones/') && path.endsWith('.json')) ?? '';
    const keyOf = (lake: string): string => listFiles(lake).find((path) => path.endsWith('.key')) ?? '';

    test('and its key are private, and name nobody', async () => {
        const { lake } = await makeErasedLake();

        for (const path of [tombstoneOf(lake), keyOf(lake)]) {
            expect(statSync(join(lake, path)).mode & 0o777).toBe(0o600);
            expect(readFileSync(join(lake, path), 'utf8')).not.toMatch(/zo|luk|5b0c7c1e-/i);
        }
    });

    test('is lifted: it goes, the receipt notes it, and a replay brings the rows back', async () => {
        const { lake, exports } = await makeErasedLake();
        const receiptName = tombstoneOf(lake).slice('erasures/tombstones/'.length);

        const receipt = await liftErasure(lake, `erasures/${receiptName}`, Date.UTC(2026, 4, 1));
        await liftErasure(lake, receipt.id, Date.UTC(2026, 5, 1));
        await runReplay(exports, lake);

        expect(receipt).toMatchObject({ is_done: true, lifted_at: '2026-05-01T00:00:00.000Z' });
        expect(JSON.parse(readFileSync(join(lake, 'erasures', receiptName), 'utf8'))).toEqual(receipt);
        expect(tombstoneOf(lake)).toBe('');
        expect(await peopleIn(lake)).toBe(1);
        await expect(liftErasure(lake, 'unknown', 0)).rejects.toThrow(`${lake} has no receipt unknown.`);
    });

    test('of an unfinished erasure is not lifted, and an old receipt has none', async () => {
        const { lake } = await runReplay(writeExports());
        await expect(eraseUser(eraseOptions(lake, NAME), eraseHooks({ signal: AbortSignal.abort() }))).rejects.toThrow(
            'Stopped.',
        );
        const receiptName = tombstoneOf(lake).slice('erasures/tombstones/'.length);

        await expect(liftErasure(lake, receiptName, 0)).rejects.toThrow(
            `The erasure of erasures/${receiptName} is not finished. Run erase-user again first.`,
        );
        await runErase(lake, NAME);
        const { tombstone: _, ...old } = JSON.parse(readFileSync(join(lake, 'erasures', receiptName), 'utf8'));
        writeFileSync(join(lake, 'erasures', receiptName), JSON.stringify(old));
        await expect(liftErasure(lake, receiptName, 0)).rejects.toThrow(
            `erasures/${receiptName} has no tombstone: an earlier version wrote it.`,
        );
    });

    test.each([
        ['tombstone', tombstoneOf, ' is damaged: it is not a tombstone of an erasure. Nothing was written. '],
        ['key', keyOf, ' is missing or damaged. It is the key of '],
    ])('%s is damaged: every command that honours it stops before it writes', async (_, pathOf, message) => {
        const { lake, exports } = await makeErasedLake();
        const path = pathOf(lake);
        const before = listFiles(lake);

        for (const damage of ['', 'a7'.repeat(32), '{"tombstone":1}', `${'ab'.repeat(32)}\n`]) {
            writeFileSync(join(lake, path), damage);
            for (const act of [
                async () => runReplay(exports, lake),
                async () => runRebuild(lake, [exports]),
                async () => runCompact(lake),
                async () => redriveErrors(writeInputFiles({ [ERROR_OBJECT_KEY]: errorLine('{}') }), lake),
            ])
                await expect(act()).rejects.toThrow(`${join(lake, path)}${message}`);
        }

        expect(listFiles(lake)).toEqual(before);
    });

    test('of a lake with a missing key can be lifted, and then commands work again', async () => {
        const { lake, exports } = await makeErasedLake();
        rmSync(join(lake, keyOf(lake)));
        await expect(runReplay(exports, lake)).rejects.toThrow(/\.key is missing or damaged\./);

        await liftErasure(lake, tombstoneOf(lake), 0);

        expect((await runReplay(exports, lake)).summary.adds_up).toBe(true);
    });

    test('of a second erasure has the same key', async () => {
        const { lake } = await makeErasedLake();
        await runErase(lake, 'ben');

        expect(listFiles(lake).filter((path) => path.endsWith('.key')).length).toBe(1);
        expect((await readTombstones(lake)).all.length).toBe(2);
    });
});

describe('an erasure beside another run', () => {
    test('ends a replay before it writes', async () => {
        const exports = writeExports();
        const { lake } = await runReplay(exports);
        const before = (await readBothTables(lake)).activity.length;
        const transform = loadTransform();
        let erasing: Promise<unknown> | null = null;

        const replayed = runReplay(exports, lake, {
            call: async (...args) => {
                erasing ??= runErase(lake, NAME, { also: [MAIL] });
                await erasing;
                return transform(...args);
            },
        });

        await expect(replayed).rejects.toThrow(
            `An erasure of ${lake} began or was lifted during this run. Nothing was written. Run the command again.`,
        );
        expect((await readBothTables(lake)).activity.length).toBe(before);
        expect(await findTraces(lake, TRACES)).toEqual([]);
    });

    test('ends a redrive, and no unfinished file is left', async () => {
        const { lake: erased } = await makeErasedLake();
        const { lake } = await runReplay(writeExports());
        const before = listFiles(lake).filter((path) => !path.startsWith('erasures/'));
        const errors = writeInputFiles({ [ERROR_OBJECT_KEY]: errorLine(signIn('failed', {})) });
        const begin = (): void => cpSync(join(erased, 'erasures'), join(lake, 'erasures'), { recursive: true });

        await expect(redriveErrors(errors, lake, { onBytes: begin })).rejects.toThrow(
            `An erasure of ${lake} began or was lifted during this run. Nothing was written. Run the command again.`,
        );

        expect(listFiles(lake).filter((path) => !path.startsWith('erasures/'))).toEqual(before);
    });

    test.each([
        [
            'a compaction',
            async (lake: string, onTotal: () => void) => runCompact(lake, { before: '2100-01-01', onTotal }),
            'The compacted files may have rows of the person. Run erase-user for the person again.',
        ],
        [
            'a rebuild',
            async (lake: string, onTotal: () => void) =>
                runRebuild(lake, [writeExports()], { dropsGone: true }, loadTransform(), undefined, onTotal),
            'Run the command again.',
        ],
    ])('is reported by %s', async (_, act, message) => {
        const { lake: erased } = await makeErasedLake();
        const { lake } = await runReplay(writeExports());
        await runReplay({ 'more.ndjson': signIn('more', {}) }, lake);
        const begin = (): void => cpSync(join(erased, 'erasures'), join(lake, 'erasures'), { recursive: true });

        await expect(act(lake, begin)).rejects.toThrow(
            `An erasure of ${lake} began or was lifted during this run. ${message}`,
        );
    });
});
