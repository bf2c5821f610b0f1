/** Tests of erasing a person: no trace of the person stays, and nothing else changes. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { openRewriteSession } from '../../../../lib/lake/write/open-rewrite-session.ts';
import { eraseFromLake } from '../../../../lib/operate/erase/erase-user.ts';
import { openStore } from '../../../../lib/store/open-store.ts';
import { packageRoot } from '../../../../lib/basics/package-root.ts';
import { runCommand } from '../../../support/run-command.ts';
import { runCompact } from '../../../support/run-compact.ts';
import { temporaryFolder, type LakeRows } from '../../../support/make-sample-lake.ts';
import { buildAll, listFiles, type TableRow } from '../../../support/run-replay.ts';
import {
    runErase,
    makeLakeOfDeliveries,
    eraseOptions,
    POOL,
    readBothTables,
    findTraces,
    eraseHooks,
    withoutPersonalColumns,
} from '../../../support/run-erase.ts';

beforeAll(buildAll);

const SUB = '5b0c7c1e-0000-4000-8000-0000000000aa';
const ADDRESS = '203.0.113.77';
const DEVICE = 'Rare Browser 7, Own System';

const DAYS = ['2026-01-01', '2026-01-02'];
const TYPES = ['SignIn', 'SignUp'];

/** Names with special characters of SQL, regular expressions and JSON. */
const nameOf = fc.oneof(
    fc.constantFrom(
        "o'neil; drop table users",
        'a.b+c@example.com',
        '(x|y)*[z]\\',
        '=1+1',
        'Zoë Łukasz',
        '100%_wild',
        'quote"d',
        'ünï-код',
        '<b>bold</b>',
        '$1\\1',
    ),
    fc.string({ minLength: 5, maxLength: 20, unit: 'grapheme' }).map((text) => `n0 ${text.trim()} me`),
);

const rowOf = (index: number, more: object) => ({
    record_id: `r-${index}`,
    event_id: `e-${index}`,
    event_type: TYPES[index % 2] ?? 'SignIn',
    event_at: `${DAYS[index % 3 === 0 ? 0 : 1]}T10:00:${String(index % 60).padStart(2, '0')}.000Z`,
    user_sub: `other-${index % 3}`,
    user_name: `other-${index % 3}`,
    ip_address: '198.51.100.1',
    device_name: 'Chrome 126, Windows 10',
    city: 'Lyon',
    country: 'France',
    extra_names: ['message.x'],
    extra_values: ['y'],
    ...more,
});

/** Rows of the person among others, in several deliveries, some with a name and no sub. */
const lakeWith = async (
    name: string,
    kinds: readonly ('mine' | 'mine without sub' | 'mine twice' | 'other')[],
): Promise<string> => {
    const mine = {
        user_name: name,
        user_sub: SUB,
        ip_address: ADDRESS,
        device_name: DEVICE,
        extra_names: ['message.note'],
        extra_values: [`of ${name}`],
        request_id: SUB,
    };
    const activity = kinds.map((kind, index) =>
        rowOf(index, kind === 'other' ? {} : { ...mine, ...(kind === 'mine without sub' ? { user_sub: null } : {}) }),
    );
    const again = activity.filter((_, index) => kinds[index] === 'mine twice' || index % 4 === 3);
    const errors = [`No delivery to ${name}`, `${name},${name}: blocked`, 'No name in this text', `sub (${SUB})`].map(
        (details, index) => ({
            record_id: `n-${index}`,
            details,
            details_pattern: details,
            extra_names: ['message.to'],
            extra_values: [`to ${name} now`],
        }),
    );
    const deliveries: LakeRows[] = [
        { user_activity: activity, user_notification: errors },
        ...(again.length === 0 ? [] : [{ user_activity: again }]),
    ];
    return makeLakeOfDeliveries(deliveries, [`user_sub,${SUB},the boss`, 'address,198.51.100.1,the office']);
};

const isMine =
    (name: string) =>
    (row: TableRow): boolean =>
        row['user_name'] === name;
const sorted = (rows: readonly TableRow[]): readonly string[] => rows.map((row) => JSON.stringify(row)).toSorted();

describe('an erasure', () => {
    const kinds = fc
        .array(fc.constantFrom('mine' as const, 'mine without sub' as const, 'mine twice' as const, 'other' as const), {
            minLength: 2,
            maxLength: 12,
        })
        .map((some) => ['mine' as const, ...some]);

    test('leaves no byte of name, sub, IP address or device, and keeps all other rows and the counts', async () => {
        await fc.assert(
            fc.asyncProperty(nameOf, kinds, fc.boolean(), async (name, drawn, dropsRows) => {
                const lake = await lakeWith(name, drawn);
                const before = await readBothTables(lake);

                const { receipt } = await runErase(lake, name, { dropsRows });

                const after = await readBothTables(lake);
                const others = before.activity.filter((row) => !isMine(name)(row));
                const rest = after.activity.filter(
                    (row) => !String(row['user_name'] ?? row['user_sub']).startsWith('erased-'),
                );
                const replaced = after.activity.filter((row) => String(row['user_name']).startsWith('erased-'));
                expect(await findTraces(lake, [name, SUB, ADDRESS, DEVICE])).toEqual([]);
                expect(sorted(rest)).toEqual(sorted(others));
                expect(sorted(replaced.map(withoutPersonalColumns))).toEqual(
                    dropsRows ? [] : sorted(before.activity.filter(isMine(name)).map(withoutPersonalColumns)),
                );
                expect(after.notification.length).toBe(4);
                expect(after.notification.find((row) => row['record_id'] === 'n-2')).toMatchObject({
                    details: 'No name in this text',
                });
                expect(receipt).toMatchObject({
                    is_done: true,
                    user_pool_id: POOL,
                    drops_rows: dropsRows,
                    allowlist_files_changed: ['allowlist/allowlist.csv'],
                });
                expect(readFileSync(join(lake, 'allowlist', 'allowlist.csv'), 'utf8')).toBe(
                    'kind,value,note\naddress,198.51.100.1,the office\n',
                );
            }),
            { numRuns: 8 },
        );
    });
});

describe('a killed erasure', () => {
    const NAME = 'ana@example.com';
    /** The first row has only the name, and the second row links the name to the sub. */
    const makeLake = async (): Promise<string> =>
        makeLakeOfDeliveries(
            [
                {
                    user_activity: [rowOf(0, { user_name: NAME, user_sub: null, ip_address: ADDRESS }), rowOf(2, {})],
                    user_notification: [{ record_id: 'n', details: `To ${NAME}` }],
                },
                { user_activity: [rowOf(4, { user_name: NAME, user_sub: SUB, device_name: DEVICE }), rowOf(6, {})] },
            ],
            [`user_sub,${SUB},the boss`],
        );
    class Killed extends Error {}

    /** Erases, and dies after `maxChanges` changes of the lake. Returns false if it needed fewer. */
    const killedAfter = async (lake: string, maxChanges: number): Promise<boolean> => {
        const { close, ...session } = await openRewriteSession(lake);
        const store = await openStore(lake);
        let changes = 0;
        const dying =
            <Args extends readonly unknown[]>(act: (...args: Args) => Promise<void>) =>
            async (...args: Args): Promise<void> => {
                await act(...args);
                changes += 1;
                if (changes >= maxChanges) throw new Killed();
            };
        const files = { ...session.files, add: dying(session.files.add), remove: dying(session.files.remove) };
        return eraseFromLake(
            { ...session, files },
            { ...store, put: dying(store.put) },
            { options: eraseOptions(lake, SUB), context: eraseHooks() },
        )
            .then(
                () => false,
                (error: unknown) => {
                    if (error instanceof Killed) return true;
                    throw error;
                },
            )
            .finally(close);
    };

    test('loses and doubles no other row at any step, and the next run for any user finishes it', async () => {
        const whole = await makeLake();
        const before = sorted((await readBothTables(whole)).activity.filter((row) => row['user_name'] !== NAME));
        let kills = 0;

        for (let isKilled = true; isKilled; kills += isKilled ? 1 : 0) {
            const lake = temporaryFolder();
            cpSync(whole, lake, { recursive: true });
            isKilled = await killedAfter(lake, kills + 1);

            // The last kills leave nothing to do, and then the lake has no such user.
            await runErase(lake, kills % 2 === 0 ? SUB : 'unknown').catch((error: unknown) =>
                expect(String(error)).toContain('No user in'),
            );

            const rows = (await readBothTables(lake)).activity;
            expect({
                kills,
                others: sorted(rows.filter((row) => !String(row['user_name']).startsWith('erased-'))),
            }).toEqual({ kills, others: before });
            expect({ kills, traces: await findTraces(lake, [NAME, SUB, ADDRESS, DEVICE]) }).toEqual({
                kills,
                traces: [],
            });
            expect(rows.filter((row) => String(row['user_name']).startsWith('erased-')).length).toBe(2);
        }
        expect(kills).toBeGreaterThan(11);
    });
});

describe('the user argument', () => {
    const makeLakeOfNamesakes = async () =>
        makeLakeOfDeliveries([
            {
                user_activity: [
                    { record_id: 'a', user_sub: 'sub-1', user_name: 'ana' },
                    { record_id: 'b', user_sub: 'sub-2', user_name: 'ana' },
                    { record_id: 'c', user_sub: null, user_name: 'ana' },
                    { record_id: 'd', user_sub: 'sub-3', user_name: 'ben' },
                    { record_id: 'e', user_sub: 'sub-3', user_name: 'ben', user_pool_id: 'us-west-2_OTHER' },
                ],
            },
        ]);

    test('is ambiguous if two users or two pools match', async () => {
        const lake = await makeLakeOfNamesakes();

        await expect(runErase(lake, 'ana')).rejects.toThrow(
            '2 users have the name ana: sub-1, sub-2. Give the sub of one of them instead.',
        );
        await expect(runErase(lake, 'ben')).rejects.toThrow(
            'Several user pools have the user ben: us-west-2_EXAMPLE, us-west-2_OTHER. Choose one with --pool.',
        );
        await expect(runErase(lake, 'carl')).rejects.toThrow(`No user in ${lake} has the sub or the name carl.`);
    });

    test('may be a sub: rows with a shared name and no sub are kept', async () => {
        const lake = await makeLakeOfNamesakes();

        await runErase(lake, 'sub-1');
        await runErase(lake, 'ben', { pool: 'us-west-2_OTHER' });

        const rows = (await readBothTables(lake)).activity.map(({ record_id, user_name }) => [
            record_id,
            String(user_name).replace(/erased-.*/, 'erased'),
        ]);
        expect(Object.fromEntries(rows)).toEqual({ a: 'erased', b: 'ana', c: 'ana', d: 'ben', e: 'erased' });
    });

    test('keeps attempts and user counts in the views', async () => {
        const lake = await makeLakeOfDeliveries([
            {
                user_activity: [
                    {
                        record_id: 'a',
                        event_id: 'one',
                        user_sub: 'sub-1',
                        user_name: 'ana',
                        event_response: 'InProgress',
                    },
                    { record_id: 'b', event_id: 'one', user_sub: 'sub-1', user_name: 'ana' },
                    { record_id: 'c', user_sub: 'sub-2', user_name: 'ben' },
                ],
            },
        ]);

        await runErase(lake, 'ana');

        const query = [
            'query',
            '--sql',
            'select count(*) as attempts, count(distinct user_sub) as users from attempts',
            '--lake',
            lake,
            '--format',
            'ndjson',
        ];
        expect((await runCommand('node', ['dist/cli/cognito-log-lake.mjs', ...query])).out).toBe(
            '{"attempts":2,"users":2}\n',
        );
    });
});

test('an unreadable file stops the erasure before any change', async () => {
    const lake = await lakeWith('ana', ['mine', 'other']);
    const file = listFiles(lake).find((name) => name.includes('user_activity')) ?? '';
    cpSync(join(packageRoot(), 'package.json'), join(lake, file.replace(/[^/]*$/, 'broken.parquet')));
    const before = listFiles(lake);

    await expect(runErase(lake, 'ana')).rejects.toThrow(
        /Cannot read files of the lake, [^]* Move them out of the lake, and run the command again:\n .*broken\.parquet/,
    );

    expect(listFiles(lake)).toEqual(before);
});

test('compaction before and after an erasure keeps the rows', async () => {
    const lake = await lakeWith('ana', ['mine', 'other', 'mine twice', 'other']);
    await runCompact(lake, { before: '2026-03-01' });

    await runErase(lake, 'ana');
    const summary = await runCompact(lake, { before: '2026-03-01' });

    expect(summary.failures).toEqual([]);
    expect((await readBothTables(lake)).activity.length).toBe(4);
    expect(await findTraces(lake, [SUB, ADDRESS, DEVICE])).toEqual([]);
});

describe('the commands', () => {
    const run = async (command: string, ...args: readonly string[]) =>
        runCommand('node', ['dist/cli/cognito-log-lake.mjs', command, ...args]);

    test('find-user and erase-user --dry-run list the rows and change nothing', async () => {
        const lake = await lakeWith('ana', ['mine', 'mine', 'other']);
        const before = listFiles(lake);

        const found = await run('find-user', 'ana', '--lake', lake);
        const dry = await run('erase-user', SUB, '--lake', lake, '--dry-run');

        expect(found).toMatchObject({ code: 0, err: '' });
        expect(found.out).toContain(
            `us-west-2_EXAMPLE\n  sub        ${SUB}\n  names      ana\n` +
                '  rows       6 in 3 files, 2026-01-01 10:00:00 to ',
        );
        expect(found.out).toContain(
            '    user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01: 1 row in 1 file\n',
        );
        expect(dry.out.endsWith('Nothing was changed.\n')).toBe(true);
        expect(listFiles(lake)).toEqual(before);
    });

    test('erase-user needs --yes without a terminal, and its receipt has files and remaining copies', async () => {
        const lake = await lakeWith('ana', ['mine', 'other']);
        cpSync(join(lake, 'allowlist'), join(lake, 'raw'), { recursive: true });

        const unconfirmed = await run('erase-user', 'ana', '--lake', lake);
        const done = await run('erase-user', 'ana', '--lake', lake, '--yes', '--json');

        expect(unconfirmed.code).toBe(2);
        expect(unconfirmed.err).toContain('Not a terminal: pass --yes to confirm.');
        const { receipt, receipt_key } = JSON.parse(done.out);
        expect(JSON.parse(readFileSync(join(lake, receipt_key), 'utf8'))).toEqual(receipt);
        expect(receipt.files.map(({ rows, is_done }: { rows: number; is_done: boolean }) => [rows, is_done])).toEqual([
            [1, true],
            [4, true],
        ]);
        expect(receipt.remaining_copies).toContain(
            'raw/ has every record as received, until it expires (retentionDays.raw)',
        );
        expect(receipt.remaining_copies).toContain(
            'old versions of the changed objects, if the bucket keeps versions, until they expire ' +
                '(`versions` in the config)',
        );
        expect(await run('find-user', 'ana', '--lake', lake)).toMatchObject({
            code: 1,
            out: '',
            err: `No user in ${lake} has the sub or the name ana. Give the whole name.\n`,
        });
    });
});
