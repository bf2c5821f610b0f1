/** Tests of erasing a person: nothing of one stays, and nothing else changes. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { openWorkbench } from '../../../../lib/lake/write/open-workbench.ts';
import { eraseIn } from '../../../../lib/operate/erase/erase-user.ts';
import { openStore } from '../../../../lib/store/open-store.ts';
import { packageRoot } from '../../../../lib/basics/package-root.ts';
import { runCommand } from '../../../support/run-command.ts';
import { compacted } from '../../../support/given-compact.ts';
import { temporaryFolder, type GivenRows } from '../../../support/given-lake.ts';
import { buildAll, filesOf, type Row } from '../../../support/given-replay.ts';
import {
    erased,
    lakeOf,
    order,
    POOL,
    tablesOf,
    tracesOf,
    watched,
    withoutPerson,
} from '../../../support/given-person.ts';

beforeAll(buildAll);

const SUB = '5b0c7c1e-0000-4000-8000-0000000000aa';
const ADDRESS = '203.0.113.77';
const DEVICE = 'Rare Browser 7, Own System';

const DAYS = ['2026-01-01', '2026-01-02'];
const TYPES = ['SignIn', 'SignUp'];

/** Names that try what a name can do to SQL, to a pattern, to JSON and to a search. */
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
    user_name: `somebody-${index % 3}`,
    ip_address: '198.51.100.1',
    device_name: 'Chrome 126, Windows 10',
    city: 'Lyon',
    country: 'France',
    extra_names: ['message.x'],
    extra_values: ['y'],
    ...more,
});

/** Rows of the person among others, of several deliveries, some with a name and no sub. */
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
    const errors = [`No delivery to ${name}`, `${name},${name}: blocked`, 'Nobody in particular', `sub (${SUB})`].map(
        (details, index) => ({
            record_id: `n-${index}`,
            details,
            details_pattern: details,
            extra_names: ['message.to'],
            extra_values: [`to ${name} now`],
        }),
    );
    const deliveries: GivenRows[] = [
        { user_activity: activity, user_notification: errors },
        ...(again.length === 0 ? [] : [{ user_activity: again }]),
    ];
    return lakeOf(deliveries, [`user_sub,${SUB},the boss`, 'address,198.51.100.1,the office']);
};

const isMine =
    (name: string) =>
    (row: Row): boolean =>
        row['user_name'] === name;
const sorted = (rows: readonly Row[]): readonly string[] => rows.map((row) => JSON.stringify(row)).toSorted();

describe('of any person', () => {
    const kinds = fc
        .array(fc.constantFrom('mine' as const, 'mine without sub' as const, 'mine twice' as const, 'other' as const), {
            minLength: 2,
            maxLength: 12,
        })
        .map((some) => ['mine' as const, ...some]);

    test('no byte of name, sub, address or device stays in any file; every other row is what it was, and the counts too', async () => {
        await fc.assert(
            fc.asyncProperty(nameOf, kinds, fc.boolean(), async (name, given, dropsRows) => {
                const lake = await lakeWith(name, given);
                const before = await tablesOf(lake);

                const { receipt } = await erased(lake, name, { dropsRows });

                const after = await tablesOf(lake);
                const others = before.activity.filter((row) => !isMine(name)(row));
                const rest = after.activity.filter(
                    (row) => !String(row['user_name'] ?? row['user_sub']).startsWith('erased-'),
                );
                const replaced = after.activity.filter((row) => String(row['user_name']).startsWith('erased-'));
                expect(await tracesOf(lake, [name, SUB, ADDRESS, DEVICE])).toEqual([]);
                expect(sorted(rest)).toEqual(sorted(others));
                expect(sorted(replaced.map(withoutPerson))).toEqual(
                    dropsRows ? [] : sorted(before.activity.filter(isMine(name)).map(withoutPerson)),
                );
                expect(after.notification.length).toBe(4);
                expect(after.notification.find((row) => row['record_id'] === 'n-2')).toMatchObject({
                    details: 'Nobody in particular',
                });
                expect(receipt).toMatchObject({
                    is_done: true,
                    user_pool_id: POOL,
                    drops_rows: dropsRows,
                    known_exceptions_changed: ['known_exceptions/known.csv'],
                });
                expect(readFileSync(join(lake, 'known_exceptions', 'known.csv'), 'utf8')).toBe(
                    'kind,value,note\naddress,198.51.100.1,the office\n',
                );
            }),
            { numRuns: 8 },
        );
    });
});

describe('killed at any step', () => {
    const NAME = 'ana@example.com';
    /** The name alone leads to the first row, and only the second says whose it is. */
    const given = async (): Promise<string> =>
        lakeOf(
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

    /** An erasure whose so-manieth change of the lake is its last. Returns whether it came to that. */
    const killedAfter = async (lake: string, most: number): Promise<boolean> => {
        const { close, ...bench } = await openWorkbench(lake);
        const store = await openStore(lake);
        let changes = 0;
        const dying =
            <Given extends readonly unknown[]>(act: (...words: Given) => Promise<void>) =>
            async (...words: Given): Promise<void> => {
                await act(...words);
                changes += 1;
                if (changes >= most) throw new Killed();
            };
        const files = { ...bench.files, add: dying(bench.files.add), remove: dying(bench.files.remove) };
        return eraseIn(
            { ...bench, files },
            { ...store, put: dying(store.put) },
            { order: order(lake, SUB), watched: watched() },
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

    test('no other row is lost or doubled, and the next run, for whomever, leaves nothing of the person', async () => {
        const whole = await given();
        const before = sorted((await tablesOf(whole)).activity.filter((row) => row['user_name'] !== NAME));
        let kills = 0;

        for (let isKilled = true; isKilled; kills += isKilled ? 1 : 0) {
            const lake = temporaryFolder();
            cpSync(whole, lake, { recursive: true });
            isKilled = await killedAfter(lake, kills + 1);

            // Of the last kills nothing is left to do; there is nobody else to be found.
            await erased(lake, kills % 2 === 0 ? SUB : 'nobody').catch((error: unknown) =>
                expect(String(error)).toContain('Nobody in'),
            );

            const rows = (await tablesOf(lake)).activity;
            expect({
                kills,
                others: sorted(rows.filter((row) => !String(row['user_name']).startsWith('erased-'))),
            }).toEqual({ kills, others: before });
            expect({ kills, traces: await tracesOf(lake, [NAME, SUB, ADDRESS, DEVICE]) }).toEqual({
                kills,
                traces: [],
            });
            expect(rows.filter((row) => String(row['user_name']).startsWith('erased-')).length).toBe(2);
        }
        expect(kills).toBeGreaterThan(11);
    });
});

describe('who is meant', () => {
    const two = async () =>
        lakeOf([
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

    test('by a name of two users, or of two pools, is asked for more exactly', async () => {
        const lake = await two();

        await expect(erased(lake, 'ana')).rejects.toThrow(
            'ana is the name of 2 users: sub-1, sub-2. Give the sub of the one that is meant.',
        );
        await expect(erased(lake, 'ben')).rejects.toThrow(
            'ben is a user of us-west-2_EXAMPLE, us-west-2_OTHER. Say which with --pool.',
        );
        await expect(erased(lake, 'carl')).rejects.toThrow(`Nobody in ${lake} has the sub or the name carl.`);
    });

    test('by a sub is its rows alone: a name that another sub has too stays with the rows of neither', async () => {
        const lake = await two();

        await erased(lake, 'sub-1');
        await erased(lake, 'ben', { pool: 'us-west-2_OTHER' });

        const rows = (await tablesOf(lake)).activity.map(({ record_id, user_name }) => [
            record_id,
            String(user_name).replace(/erased-.*/, 'erased'),
        ]);
        expect(Object.fromEntries(rows)).toEqual({ a: 'erased', b: 'ana', c: 'ana', d: 'ben', e: 'erased' });
    });

    test('attempts stay together, and the views count as many users', async () => {
        const lake = await lakeOf([
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

        await erased(lake, 'ana');

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

test('a file that can’t be read, or has columns of a later version, stops it before anything is changed', async () => {
    const lake = await lakeWith('ana', ['mine', 'other']);
    const file = filesOf(lake).find((name) => name.includes('user_activity')) ?? '';
    cpSync(join(packageRoot(), 'package.json'), join(lake, file.replace(/[^/]*$/, 'broken.parquet')));
    const before = filesOf(lake);

    await expect(erased(lake, 'ana')).rejects.toThrow(
        /Files of the lake can’t be read, and the person may be in them\. Take them out of it, and run the command again:\n .*broken\.parquet/,
    );

    expect(filesOf(lake)).toEqual(before);
});

test('a lake that was compacted before or is compacted after has the same rows', async () => {
    const lake = await lakeWith('ana', ['mine', 'other', 'mine twice', 'other']);
    await compacted(lake, { before: '2026-03-01' });

    await erased(lake, 'ana');
    const summary = await compacted(lake, { before: '2026-03-01' });

    expect(summary.troubles).toEqual([]);
    expect((await tablesOf(lake)).activity.length).toBe(4);
    expect(await tracesOf(lake, [SUB, ADDRESS, DEVICE])).toEqual([]);
});

describe('the commands', () => {
    const run = async (command: string, ...words: readonly string[]) =>
        runCommand('node', ['dist/cli/cognito-log-lake.mjs', command, ...words]);

    test('find-user tells where the rows are, erase-user --dry-run too, and neither changes anything', async () => {
        const lake = await lakeWith('ana', ['mine', 'mine', 'other']);
        const before = filesOf(lake);

        const found = await run('find-user', 'ana', '--lake', lake);
        const dry = await run('erase-user', SUB, '--lake', lake, '--dry-run');

        expect(found).toMatchObject({ code: 0, err: '' });
        expect(found.out).toContain(
            `us-west-2_EXAMPLE\n  sub        ${SUB}\n  names      ana\n  rows       6 in 3 files, 2026-01-01 10:00:00 to `,
        );
        expect(found.out).toContain(
            '    user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01: 1 row in 1 file\n',
        );
        expect(dry.out.endsWith('Nothing was changed.\n')).toBe(true);
        expect(filesOf(lake)).toEqual(before);
    });

    test('erase-user asks; without anybody to ask it needs --yes, and its receipt says what was touched and not reached', async () => {
        const lake = await lakeWith('ana', ['mine', 'other']);
        cpSync(join(lake, 'known_exceptions'), join(lake, 'raw'), { recursive: true });

        const unasked = await run('erase-user', 'ana', '--lake', lake);
        const done = await run('erase-user', 'ana', '--lake', lake, '--yes', '--json');

        expect(unasked.code).toBe(2);
        expect(unasked.err).toContain('There is nobody to ask here: give --yes to go on.');
        const { receipt, receipt_key } = JSON.parse(done.out);
        expect(JSON.parse(readFileSync(join(lake, receipt_key), 'utf8'))).toEqual(receipt);
        expect(receipt.files.map(({ rows, is_done }: { rows: number; is_done: boolean }) => [rows, is_done])).toEqual([
            [1, true],
            [4, true],
        ]);
        expect(receipt.not_reached[0]).toContain('raw/ has every arrival as it came');
        expect(await run('find-user', 'ana', '--lake', lake)).toMatchObject({
            code: 1,
            out: '',
            err: `Nobody in ${lake} has the sub or the name ana. Names are compared whole and by case.\n`,
        });
    });
});
