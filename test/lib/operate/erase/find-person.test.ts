/** Tests of finding a person: case and Unicode form, names without a sub, `--also`, and what an erasure leaves. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openRewriteSession } from '../../../../lib/lake/write/open-rewrite-session.ts';
import { findPerson, type PersonRows } from '../../../../lib/operate/erase/find-person.ts';
import { runCommand } from '../../../support/run-command.ts';
import { findTraces, makeLakeOfDeliveries, POOL, readBothTables, runErase } from '../../../support/run-erase.ts';
import { buildAll } from '../../../support/run-replay.ts';

const PLACE = { ip_address: '203.0.113.77', device_name: 'Rare Browser 7' };

const find = async (lake: string, user: string, also: readonly string[] = []): Promise<readonly PersonRows[]> => {
    const session = await openRewriteSession(lake);
    return findPerson(session, { user, also }).finally(session.close);
};

const rowsOf = ([found]: readonly PersonRows[]): number =>
    (found?.files ?? []).reduce((sum, { rows }) => sum + rows, 0);

/** The record ids of the erased rows. */
const erasedIds = async (lake: string): Promise<readonly unknown[]> =>
    (await readBothTables(lake)).activity
        .filter(({ user_name, user_sub }) => String(user_name ?? user_sub).startsWith('erased-'))
        .map(({ record_id }) => record_id)
        .toSorted();

describe('a name', () => {
    const makeLake = async (): Promise<string> =>
        makeLakeOfDeliveries([
            {
                user_activity: [
                    { record_id: 'a', user_sub: 'sub-zoe', user_name: 'Zo\u00eb' },
                    { record_id: 'b', user_sub: null, user_name: 'ZOE\u0308' },
                    { record_id: 'c', user_sub: null, user_name: 'zo\u00eb@example.com' },
                    { record_id: 'd', user_sub: 'sub-ben', user_name: 'ben' },
                    { record_id: 'e', user_sub: null, user_name: 'BEN' },
                ],
                user_notification: [{ record_id: 'n', details: 'to ZOE\u0308@EXAMPLE.COM now' }],
            },
        ]);

    test.each(['zo\u00eb', 'ZO\u00cb', 'zoe\u0308', 'SUB-ZOE'])(
        'or sub is found in any case and Unicode form: %s',
        async (user) => {
            const found = await find(await makeLake(), user);

            expect(found.map(({ person }) => person)).toEqual([
                { pool: POOL, subs: ['sub-zoe'], names: ['ZOE\u0308', 'Zo\u00eb'], sharedNames: [] },
            ]);
            // The notification has the name too: the mail address begins with it.
            expect(rowsOf(found)).toBe(3);
        },
    );

    test('of --also reaches sign-ins with it and no sub', async () => {
        const lake = await makeLake();

        await runErase(lake, 'zo\u00eb', { also: ['ZO\u00cb@example.com'] });

        expect(await erasedIds(lake)).toEqual(['a', 'b', 'c']);
        expect(await findTraces(lake, ['Zo\u00eb', 'ZOE\u0308', 'zo\u00eb@example.com'])).toEqual([]);
        expect((await readBothTables(lake)).notification.map(({ details }) => details)).toEqual(['to erased now']);
    });

    test('of --also that another sub has is reported, and its rows are kept', async () => {
        const lake = await makeLake();

        const { found } = await runErase(lake, 'zo\u00eb', { also: ['Ben'] });

        expect(found.person.sharedNames).toEqual(['BEN', 'ben']);
        expect(await erasedIds(lake)).toEqual(['a', 'b']);
    });

    test('of --also is enough, and a sub of --also is another sub of the person', async () => {
        const lake = await makeLake();

        expect((await find(lake, 'nobody', ['zo\u00eb@example.com'])).map(({ person }) => person.names)).toEqual([
            ['zo\u00eb@example.com'],
        ]);
        await runErase(lake, 'zo\u00eb', { also: ['sub-BEN'] });

        expect(await erasedIds(lake)).toEqual(['a', 'b', 'd', 'e']);
    });

    test('of --also does not choose a pool in which the user is not', async () => {
        const lake = await makeLakeOfDeliveries([
            {
                user_activity: [
                    { record_id: 'a', user_sub: 'sub-1', user_name: 'ana' },
                    { record_id: 'b', user_sub: 'sub-2', user_name: 'mail', user_pool_id: 'us-west-2_OTHER' },
                ],
            },
        ]);

        expect((await find(lake, 'ana', ['mail'])).map(({ person }) => person.pool)).toEqual([POOL]);
    });
});

describe('what an erasure leaves', () => {
    const makeLake = async (): Promise<string> => {
        const lake = await makeLakeOfDeliveries([
            {
                user_activity: [
                    { record_id: 'a', user_sub: 'sub-ana', user_name: 'a"na', ...PLACE },
                    { record_id: 'b', user_sub: 'sub-ben', user_name: 'ben', ...PLACE },
                    { record_id: 'c', user_sub: null, user_name: 'carl', ...PLACE, device_name: 'Chrome' },
                    { record_id: 'd', user_sub: null, user_name: 'carl', ...PLACE, device_name: null },
                    { record_id: 'e', user_sub: 'sub-dan', user_name: 'dan', device_name: PLACE.device_name },
                ],
            },
        ]);
        const files = {
            'reports/dt=2026-01-05/one.csv': `user\n"A""NA"\n`,
            'reports/dt=2026-01-05/one.json': `[{"user":"a\\"na"}]`,
            'reports/dt=2026-01-05/two.csv': `user\nba"nana\n`,
            'reports/dt=2026-01-06/large.csv': `${'x,'.repeat(100_000)}\nsub-ana\n`,
        };
        for (const [path, text] of Object.entries(files)) {
            mkdirSync(dirname(join(lake, path)), { recursive: true });
            writeFileSync(join(lake, path), text);
        }
        return lake;
    };

    test('is in the receipt: columns, rows with the same IP address and device, and reports', async () => {
        const { receipt } = await runErase(await makeLake(), 'a"na');

        const [sharing, activity, notification, ...rest] = receipt?.remaining_copies ?? [];
        expect(sharing).toBe(
            '3 rows of 2 other users have an IP address of the person; ' +
                'with the same device: 1 row of 1 other user',
        );
        expect(activity).toMatch(/^the rows of user_activity keep record_id, event_at, .*, event_id, /);
        expect(activity).not.toMatch(/user_sub|user_name|ip_address|device_name|extra_/);
        expect(notification).toMatch(/^the rows of user_notification keep record_id, /);
        expect(rest.filter((copy) => copy.endsWith(' names the person'))).toEqual([
            'reports/dt=2026-01-05/one.csv names the person',
            'reports/dt=2026-01-05/one.json names the person',
            'reports/dt=2026-01-06/large.csv names the person',
        ]);
    });

    test('of a person without an IP address is not shared', async () => {
        const lake = await makeLake();

        const { receipt } = await runErase(lake, 'dan');

        expect(receipt?.remaining_copies[0]).toBe('no row of another user has an IP address of the person');
    });
});

describe('the commands', () => {
    beforeAll(buildAll);
    const run = async (...args: readonly string[]) => runCommand('node', ['dist/cli/cognito-log-lake.mjs', ...args]);

    test.each([
        [['find-user', ''], 'The user is empty. Give a sub or a user name.'],
        [['erase-user', ' ', '--yes'], 'The user is empty. Give a sub or a user name.'],
        [['erase-user', 'ana', '--also', '', '--yes'], '--also is empty. Give a name or a word.'],
        [['erase-user', '--yes'], 'Give either a user or --lift RECEIPT.'],
        [['erase-user', 'ana', '--lift', 'x'], 'Give either a user or --lift RECEIPT.'],
    ])('%j is a usage error', async (words, message) => {
        const lake = await makeLakeOfDeliveries([{ user_activity: [{ record_id: 'a' }] }]);

        expect(await run(...words, '--lake', lake)).toEqual({ code: 2, out: '', err: `${message}\n` });
    });

    test('find-user lists the person in another case, and erase-user --lift names the receipt', async () => {
        const lake = await makeLakeOfDeliveries([{ user_activity: [{ record_id: 'a', ...PLACE }] }]);

        const found = JSON.parse((await run('find-user', 'ANA', '--lake', lake, '--json')).out);
        const { receipt_key, receipt } = JSON.parse(
            (await run('erase-user', 'ANA', '--lake', lake, '--yes', '--json')).out,
        );
        const lifted = await run('erase-user', '--lift', receipt.id, '--lake', lake);

        expect(found.people).toMatchObject([
            { names: ['ana'], shared: { address_rows: 0, address_users: 0, device_rows: 0, device_users: 0 } },
        ]);
        expect(found.remaining_copies[0]).toContain('the rows of user_activity keep record_id');
        expect(lifted).toMatchObject({
            code: 0,
            out: `Lifted ${receipt_key}: new rows of the person are no longer pseudonymised.\n`,
        });
    });
});
