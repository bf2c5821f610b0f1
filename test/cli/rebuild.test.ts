/** Tests of the command `rebuild` as it is shipped: what it prints, and how it ends. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { notificationText, usualText } from '../fixtures/records.ts';
import { edited } from '../support/given-rebuild.ts';
import { buildAll, givenFiles, replayed } from '../support/given-replay.ts';

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

test('a person is told what differs, by kind and column, with ids and nothing else of a record; a program with --json', async () => {
    const { lake } = await replayed({ 'a.ndjson': ['ana', 'ben', 'cleo'].map(named).join('\n') });
    await edited(lake, 'user_activity', "update rows set city = 'Lima', country = 'Peru' where user_name = 'ana'");
    const from = givenFiles({
        'a.ndjson': ['ana', 'ben', 'dora'].map(named).join('\n'),
        'b.ndjson': `${notificationText}\n{"broken"\n`,
    });

    const dry = await run('--lake', lake, '--from', from, '--dry-run');
    const wet = await run('--lake', lake, '--from', from, '--json');
    const again = await run('--lake', lake, '--from', from);

    expect({ ...dry, out: dry.out.replaceAll(/\b[0-9a-f]{32}\b/g, '<record_id>') }).toEqual({
        code: 0,
        err: '',
        out: `Rebuilding ${lake} would come to
  sources      2 files, 5 events, 1 of them refused
  partitions   2 of 2 rebuilt, 0 the same
user_activity
  rows         3 before, 4 after, 1 the same
  changed      1 row with another value in
               city                             1
               country                          1
               <record_id>
  added        1 row that the old lake did not have
               <record_id>
  gone         1 row in no source: kept
               <record_id>
user_notification
  rows         0 before, 1 after, 0 the same
  added        1 row that the old lake did not have
               <record_id>
Not usable of the sources:
  ${join(from, 'b.ndjson')}, line 2
    is refused as not_json: the text is not JSON
`,
    });
    expect(JSON.parse(wet.out)).toMatchObject({
        partitions: { rebuilt: 2 },
        tables: { user_activity: { changed_by_column: { city: 1, country: 1 }, gone: 1 } },
    });
    expect(again.out).toContain(`${lake} needs no rebuild: nothing was changed\n`);
});

test.each([
    [['--lake', 'LAKE/none', '--from', 'x'], 1, 'LAKE/none is not a lake: there is no such folder.'],
    [['--lake', 'LAKE', '--from', 'LAKE/none'], 1, 'LAKE/none: there is no such file.'],
    [['--lake', 'LAKE'], 2, 'LAKE has no raw/ to rebuild it from. Name what to rebuild it from: --from FOLDER'],
    [['--lake', 'LAKE', '--before', '2026-13-01'], 2, '--before 2026-13-01: no day. Write it as 2026-01-31'],
])('%j ends with %i and one clear message', async (words, expected, message) => {
    const { lake } = await replayed({ 'a.ndjson': usualText });

    const { code, out, err } = await run(...words.map((word) => word.replace('LAKE', lake)));

    expect({ code, out }).toEqual({ code: expected, out: '' });
    expect(err).toContain(message.replace('LAKE', lake));
});
