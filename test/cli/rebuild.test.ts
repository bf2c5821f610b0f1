/** Tests of the built command `rebuild`: output and exit codes. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { notificationText, usualText } from '../fixtures/records.ts';
import { editTable } from '../support/run-rebuild.ts';
import { buildAll, writeInputFiles, runReplay } from '../support/run-replay.ts';

beforeAll(buildAll);

type Outcome = { readonly code: unknown; readonly out: string; readonly err: string };

const run = async (...words: readonly string[]): Promise<Outcome> =>
    new Promise((resolve) => {
        execFile(
            process.execPath,
            [join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs'), 'rebuild', ...words],
            (error, out, err) => resolve({ code: error?.code ?? 0, out, err }),
        );
    });

const named = (name: string): string => usualText.replace('"ana"', `"${name}"`);

test('the output has the differences by kind and column, with ids only, as text or with --json', async () => {
    const { lake } = await runReplay({ 'a.ndjson': ['ana', 'ben', 'cleo'].map(named).join('\n') });
    await editTable(lake, 'user_activity', "update rows set city = 'Lima', country = 'Peru' where user_name = 'ana'");
    const from = writeInputFiles({
        'a.ndjson': ['ana', 'ben', 'dora'].map(named).join('\n'),
        'b.ndjson': `${notificationText}\n{"broken"\n`,
    });

    const dry = await run('--lake', lake, '--from', from, '--dry-run');
    const wet = await run('--lake', lake, '--from', from, '--json');
    const again = await run('--lake', lake, '--from', from);

    expect({ ...dry, out: dry.out.replaceAll(/\b[0-9a-f]{32}\b/g, '<record_id>') }).toEqual({
        code: 0,
        err: '',
        out: `Dry run: rebuilding ${lake} would give
  sources      2 files, 5 events, 1 of them rejected
  partitions   2 of 2 rebuilt, 0 unchanged
user_activity
  rows         3 before, 4 after, 1 unchanged
  changed      1 row with other values in
               city                             1
               country                          1
               <record_id>
  added        1 row not in the old lake
               <record_id>
  gone         1 row missing from the sources: kept
               <record_id>
user_notification
  rows         0 before, 1 after, 0 unchanged
  added        1 row not in the old lake
               <record_id>
Unusable parts of the sources:
  ${join(from, 'b.ndjson')}, line 2
    rejected as not_json: The text of the event is not JSON
`,
    });
    expect(JSON.parse(wet.out)).toMatchObject({
        partitions: { rebuilt: 2 },
        tables: { user_activity: { changed_by_column: { city: 1, country: 1 }, gone: 1 } },
    });
    expect(again.out).toContain(`${lake} is up to date: nothing was changed\n`);
});

test.each([
    [['--lake', 'LAKE/none', '--from', 'x'], 1, 'LAKE/none is not a lake: the folder does not exist.'],
    [['--lake', 'LAKE', '--from', 'LAKE/none'], 1, 'LAKE/none: no such file.'],
    [['--lake', 'LAKE'], 2, 'LAKE has no raw/ folder. Name the sources with --from FOLDER.'],
    [['--lake', 'LAKE', '--before', '2026-13-01'], 2, '--before: "2026-13-01" is not a day. Write it as 2026-01-31.'],
])('%j ends with exit code %i and a message', async (words, expected, message) => {
    const { lake } = await runReplay({ 'a.ndjson': usualText });

    const { code, out, err } = await run(...words.map((word) => word.replace('LAKE', lake)));

    expect({ code, out }).toEqual({ code: expected, out: '' });
    expect(err).toContain(message.replace('LAKE', lake));
});
