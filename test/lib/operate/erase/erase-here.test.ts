/** Tests of what stands in the way of an erasure, and of what is told of one. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { erasedText, foundText } from '../../../../lib/operate/erase/person-text.ts';
import { eraseUser } from '../../../../lib/operate/erase/erase-user.ts';
import { givenLake } from '../../../support/given-lake.ts';
import { edited } from '../../../support/given-rebuild.ts';
import { filesOf } from '../../../support/given-replay.ts';
import { erased, lakeOf, order, tablesOf, watched } from '../../../support/given-person.ts';

const ANA = { record_id: 'a', user_sub: 'sub-ana', user_name: 'ana' };
const oneOf = async (...knownExceptions: readonly string[]): Promise<string> =>
    lakeOf([{ user_activity: [ANA, { record_id: 'b', user_sub: 'sub-ben', user_name: 'ben' }] }], knownExceptions);

test('columns of a later version would be lost: nothing is changed', async () => {
    const lake = await oneOf();
    await edited(lake, 'user_activity', 'alter table rows add column later_column varchar');
    const before = filesOf(lake);

    await expect(erased(lake, 'ana')).rejects.toThrow(
        /has columns that this version does not know and would lose: later_column\. Use the version that wrote them\.$/,
    );

    expect(filesOf(lake).filter((name) => name.endsWith('.parquet'))).toEqual(
        before.filter((name) => name.endsWith('.parquet')),
    );
});

test('stopped, it says that the rest is still to be done, and the next run does it', async () => {
    const lake = await oneOf();

    await expect(eraseUser(order(lake, 'ana'), watched({ signal: AbortSignal.abort() }))).rejects.toThrow(
        'Stopped. Some of the files are rewritten, the others still have the person: run the command again for the rest.',
    );
    expect((await tablesOf(lake)).activity.map(({ user_name }) => user_name).toSorted()).toEqual(['ana', 'ben']);

    expect((await erased(lake, 'ana')).receipt).toMatchObject({ is_done: true });
});

test.each([
    [1, ''],
    [2, ' and 1 more'],
])('%i files of the person that come while it runs are told, and not passed over', async (count, more) => {
    const [lake, coming] = [
        await oneOf(),
        await lakeOf(
            Array.from({ length: count }, (_, index) => ({
                user_activity: [{ ...ANA, record_id: `new-${index}`, event_at: `2026-01-0${index + 2}T10:00:00.000Z` }],
            })),
        ),
    ];

    await expect(
        eraseUser(order(lake, 'ana'), watched({ onFile: () => cpSync(coming, lake, { recursive: true }) })),
    ).rejects.toThrow(
        new RegExp(
            `^While it ran, files with rows of the person came to the lake: user_activity/.*\\.parquet${more}\\. Run the command again\\.$`,
        ),
    );
    expect((await erased(lake, 'ana')).receipt).toMatchObject({ is_done: true });
});

test('a name of two letters is erased from the rows, and from no text: it is in too many that say nothing of the person', async () => {
    const lake = await lakeOf([
        {
            user_activity: [{ record_id: 'a', user_sub: null, user_name: 'al' }],
            user_notification: [{ record_id: 'n', details: 'No signal for al', details_pattern: 'No signal for al' }],
        },
    ]);

    const { found } = await erased(lake, 'al');

    const { activity, notification } = await tablesOf(lake);
    expect(activity.map(({ user_name }) => String(user_name).slice(0, 7))).toEqual(['erased-']);
    expect(notification.map(({ details }) => details)).toEqual(['No signal for al']);
    expect(foundText(found)).toContain('  sub        none\n  names      al\n  rows       1 in 1 file, ');
});

test('of the known exceptions only tables lose lines', async () => {
    const lake = await oneOf('user_sub,sub-ana,the boss', 'address,198.51.100.1,the office');
    writeFileSync(join(lake, 'known_exceptions', 'README.txt'), 'sub-ana is the boss\n');

    const done = await erased(lake, 'ana', { dropsRows: true });

    expect(readFileSync(join(lake, 'known_exceptions', 'README.txt'), 'utf8')).toBe('sub-ana is the boss\n');
    expect(erasedText(done, lake)).toMatch(
        /^Erased from .*: 1 row removed in 1 file\n {2}also +known_exceptions\/known\.csv\n {2}receipt +erasures\//,
    );
});

test('without known exceptions none is told; rows are made nobody’s', async () => {
    const lake = await oneOf();

    expect(erasedText(await erased(lake, 'ana'), lake)).toMatch(
        /^Erased from .*: 1 row made nobody’s in 1 file\n {2}receipt +erasures\//,
    );
    expect(erasedText(await erased(lake, 'ben', { isDryRun: true }), lake)).toMatch(
        /^us-west-2_EXAMPLE\n[^]*Nothing was changed\.\n$/,
    );
});

test('names that another sub has too are told', async () => {
    const lake = await lakeOf([
        {
            user_activity: [
                { record_id: 'a', user_sub: 'sub-1', user_name: 'ana' },
                { record_id: 'b', user_sub: 'sub-2', user_name: 'ana' },
            ],
        },
    ]);

    const { found } = await erased(lake, 'sub-1', { isDryRun: true });

    expect(foundText(found)).toContain(
        '  names      none\n             ana: also names of another sub; rows with them and no sub are left\n',
    );
    expect(foundText({ ...found, firstAt: null })).toContain('  rows       1 in 1 file\n');
});

test('a lake without activity knows nobody; what is no receipt is named', async () => {
    const lake = await givenLake({ user_notification: [{ record_id: 'n', details: 'to ana' }] });
    await expect(erased(lake, 'ana')).rejects.toThrow('has the sub or the name ana.');

    mkdirSync(join(lake, 'erasures'), { recursive: true });
    writeFileSync(join(lake, 'erasures', '2026-01-01-x.json'), '{"odd": true}');
    await expect(erased(lake, 'ana')).rejects.toThrow(
        /erasures\/2026-01-01-x\.json is no receipt of an erasure\. Take it out of the lake, and run the command again\.$/,
    );
});
