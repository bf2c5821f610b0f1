/** Tests of the default lake of the commands, in processes of their own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeSampleLake, temporaryFolder } from '../support/make-sample-lake.ts';
import { runCli } from '../support/run-cli.ts';

const SQL = ['query', '--sql', 'select count(*) as n from auth_events', '--format', 'csv'];
const MISSING_LAKE = /needs a lake: pass --lake FOLDER.*COGNITO_LAKE.*\.cognito-log-lake\.yml/;

const makeNamedLake = (userName: string): Promise<string> =>
    makeSampleLake({ user_activity: [{ record_id: userName, user_name: userName }] });

test('query, check, report and find-user take the lake of COGNITO_LAKE', async () => {
    const env = { COGNITO_LAKE: await makeNamedLake('ana') };
    const folder = temporaryFolder();

    expect(await runCli(SQL, folder, { env })).toMatchObject({ code: 0, out: expect.stringMatching(/^n\r?\n1\r?\n$/) });
    expect(await runCli(['find-user', 'ana'], folder, { env })).toMatchObject({ code: 0, err: '' });
    expect((await runCli(['check', 'words_known', '--all-days'], folder, { env })).err).toBe('');
    expect(await runCli(['report', 'password_spray', '--out', 'out'], folder, { env })).toMatchObject({ code: 0 });
});

test('--lake comes before a default lake, and the file is found from a folder below it', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'below'));
    writeFileSync(join(folder, '.cognito-log-lake.yml'), `lake: ${await makeNamedLake('ana')}\n`);

    expect((await runCli(['find-user', 'ana'], join(folder, 'below'))).code).toBe(0);
    expect((await runCli(['find-user', 'ana', '--lake', await makeNamedLake('ben')], folder)).err).toContain('No user');
});

test('without a lake, a command that reads one exits with 2 and says what to set', async () => {
    for (const call of [SQL, ['find-user', 'ana'], ['check'], ['report', '--out', 'out']])
        expect(await runCli(call, temporaryFolder())).toMatchObject({
            code: 2,
            out: '',
            err: expect.stringMatching(MISSING_LAKE),
        });
});

test('a command that changes a lake takes no default lake', async () => {
    const env = { COGNITO_LAKE: await makeNamedLake('ana') };

    for (const call of [['compact'], ['rebuild'], ['erase-user', 'ana'], ['replay', '.']])
        expect(await runCli(call, temporaryFolder(), { env })).toMatchObject({
            code: 2,
            err: expect.stringContaining('--lake'),
        });
});
