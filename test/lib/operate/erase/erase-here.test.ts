/** Tests of errors during an erasure, and of its text output. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eraseText, personRowsText } from '../../../../lib/operate/erase/erase-text.ts';
import { eraseUser } from '../../../../lib/operate/erase/erase-user.ts';
import { makeSampleLake } from '../../../support/make-sample-lake.ts';
import { editTable } from '../../../support/run-rebuild.ts';
import { listFiles } from '../../../support/run-replay.ts';
import {
    runErase,
    makeLakeOfDeliveries,
    eraseOptions,
    readBothTables,
    eraseHooks,
} from '../../../support/run-erase.ts';

const ANA = { record_id: 'a', user_sub: 'sub-ana', user_name: 'ana' };
const makeLakeOfTwo = async (...allowlist: readonly string[]): Promise<string> =>
    makeLakeOfDeliveries(
        [{ user_activity: [ANA, { record_id: 'b', user_sub: 'sub-ben', user_name: 'ben' }] }],
        allowlist,
    );

test('a file with columns of a later version stops the erasure without a change', async () => {
    const lake = await makeLakeOfTwo();
    await editTable(lake, 'user_activity', 'alter table rows add column later_column varchar');
    const before = listFiles(lake);

    await expect(runErase(lake, 'ana')).rejects.toThrow(
        /has columns that this version does not know and would lose: later_column\. Use the version that wrote them\.$/,
    );

    expect(listFiles(lake).filter((name) => name.endsWith('.parquet'))).toEqual(
        before.filter((name) => name.endsWith('.parquet')),
    );
});

test('a stopped erasure reports it, and the next run finishes it', async () => {
    const lake = await makeLakeOfTwo();

    await expect(eraseUser(eraseOptions(lake, 'ana'), eraseHooks({ signal: AbortSignal.abort() }))).rejects.toThrow(
        'Stopped. Some files still have rows of the person. Run the command again for the rest.',
    );
    expect((await readBothTables(lake)).activity.map(({ user_name }) => user_name).toSorted()).toEqual(['ana', 'ben']);

    expect((await runErase(lake, 'ana')).receipt).toMatchObject({ is_done: true });
});

test.each([
    [1, ''],
    [2, ' and 1 more'],
])('%i new files with rows of the person during the erasure are an error', async (count, more) => {
    const [lake, added] = [
        await makeLakeOfTwo(),
        await makeLakeOfDeliveries(
            Array.from({ length: count }, (_, index) => ({
                user_activity: [{ ...ANA, record_id: `new-${index}`, event_at: `2026-01-0${index + 2}T10:00:00.000Z` }],
            })),
        ),
    ];

    await expect(
        eraseUser(eraseOptions(lake, 'ana'), eraseHooks({ onFile: () => cpSync(added, lake, { recursive: true }) })),
    ).rejects.toThrow(
        new RegExp(
            '^New files with rows of the person were added during the erasure: ' +
                `user_activity/.*\\.parquet${more}\\. Run the command again\\.$`,
        ),
    );
    expect((await runErase(lake, 'ana')).receipt).toMatchObject({ is_done: true });
});

test('a name of two letters is erased from rows but not from texts', async () => {
    const lake = await makeLakeOfDeliveries([
        {
            user_activity: [{ record_id: 'a', user_sub: null, user_name: 'al' }],
            user_notification: [{ record_id: 'n', details: 'No signal for al', details_pattern: 'No signal for al' }],
        },
    ]);

    const { found } = await runErase(lake, 'al');

    const { activity, notification } = await readBothTables(lake);
    expect(activity.map(({ user_name }) => String(user_name).slice(0, 7))).toEqual(['erased-']);
    expect(notification.map(({ details }) => details)).toEqual(['No signal for al']);
    expect(personRowsText(found)).toContain('  sub        none\n  names      al\n  rows       1 in 1 file, ');
});

test('only CSV files of the allowlist lose lines', async () => {
    const lake = await makeLakeOfTwo('user_sub,sub-ana,the boss', 'address,198.51.100.1,the office');
    writeFileSync(join(lake, 'allowlist', 'README.txt'), 'sub-ana is the boss\n');

    const done = await runErase(lake, 'ana', { dropsRows: true });

    expect(readFileSync(join(lake, 'allowlist', 'README.txt'), 'utf8')).toBe('sub-ana is the boss\n');
    expect(eraseText(done, lake)).toMatch(
        /^Erased from .*: 1 row removed in 1 file\n {2}also +allowlist\/allowlist\.csv\n {2}receipt +erasures\//,
    );
});

test('the text has no allowlist line without an allowlist, and rows are pseudonymised', async () => {
    const lake = await makeLakeOfTwo();

    expect(eraseText(await runErase(lake, 'ana'), lake)).toMatch(
        /^Erased from .*: 1 row pseudonymised in 1 file\n {2}receipt +erasures\//,
    );
    expect(eraseText(await runErase(lake, 'ben', { isDryRun: true }), lake)).toMatch(
        /^us-west-2_EXAMPLE\n[^]*Nothing was changed\.\n$/,
    );
});

test('the text lists names that another sub has too', async () => {
    const lake = await makeLakeOfDeliveries([
        {
            user_activity: [
                { record_id: 'a', user_sub: 'sub-1', user_name: 'ana' },
                { record_id: 'b', user_sub: 'sub-2', user_name: 'ana' },
            ],
        },
    ]);

    const { found } = await runErase(lake, 'sub-1', { isDryRun: true });

    expect(personRowsText(found)).toContain(
        '  names      none\n             ana: another sub has it too; rows with it and no sub are kept\n',
    );
    expect(personRowsText({ ...found, firstAt: null })).toContain('  rows       1 in 1 file\n');
});

test('a lake without user activity has no user, and an invalid receipt is an error', async () => {
    const lake = await makeSampleLake({ user_notification: [{ record_id: 'n', details: 'to ana' }] });
    await expect(runErase(lake, 'ana')).rejects.toThrow('has the sub or the name ana.');

    mkdirSync(join(lake, 'erasures'), { recursive: true });
    writeFileSync(join(lake, 'erasures', '2026-01-01-x.json'), '{"odd": true}');
    await expect(runErase(lake, 'ana')).rejects.toThrow(
        /erasures\/2026-01-01-x\.json is not a receipt of an erasure\. Move it out of the lake, and run .* again\.$/,
    );
});
