/** Tests of the built command `compact`: output and exit codes. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { makeSampleLake, temporaryFolder } from '../support/make-sample-lake.ts';
import { buildAll, listFiles } from '../support/run-replay.ts';

beforeAll(buildAll);

type Outcome = { readonly code: unknown; readonly out: string; readonly err: string };

const run = async (...words: readonly string[]): Promise<Outcome> =>
    new Promise((resolve) => {
        execFile(
            process.execPath,
            [join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs'), 'compact', ...words],
            (error, out, err) => resolve({ code: error?.code ?? 0, out, err }),
        );
    });

const lakeOfTwo = async (): Promise<string> => {
    const lake = temporaryFolder();
    const late = { record_id: 'c', event_at: '2026-01-02T10:00:00.000Z' };
    for (const record_id of ['a', 'b', 'b']) await makeSampleLake({ user_activity: [{ record_id }, late] }, lake);
    return lake;
};

test('the output has partitions, files and rows, and unreadable files', async () => {
    const lake = await lakeOfTwo();
    const broken = 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-02/broken.parquet';
    writeFileSync(join(lake, broken), 'x');

    const { code, out, err } = await run('--lake', lake, '--before', '2026-01-03');

    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out.replace(/size +.*/, 'size').replace(/read: .*/, 'read: …'))
        .toBe(`Compacted ${lake}, days before 2026-01-03
  partitions   1 of 2 compacted, 1 skipped
  files        3 before, 1 after
  rows         3 before, 2 after: 1 duplicate removed
  size
Skipped:
  ${broken}
    can’t be read: …
`);
});

test('the output is JSON with --json, and a dry run and a second run change nothing', async () => {
    const lake = await lakeOfTwo();
    const before = listFiles(lake);

    const dry = await run('--lake', lake, '--dry-run');
    const afterDry = listFiles(lake);
    const [first, second] = [await run('--lake', lake, '--json'), await run('--lake', lake)];

    expect(dry.out).toMatch(/^Compacting .*\n {2}partitions {3}2 of 2 would be compacted\n$/);
    expect(afterDry).toEqual(before);
    expect(JSON.parse(first.out)).toMatchObject({ partitions: { compacted: 2 }, duplicates_removed: 3 });
    expect(second).toEqual({
        code: 0,
        err: '',
        out: expect.stringMatching(/\n {2}partitions {3}0 of 2 compacted, 2 already compact\n$/),
    });
});

test.each([
    [['--lake', 'LAKE', '--before', '2026-02-30'], 2, '--before: "2026-02-30" is not a day. Write it as 2026-01-31.'],
    [[], 2, "error: required option '--lake <lake>' not specified"],
    [['--lake', 'LAKE/none'], 1, 'LAKE/none is not a lake: the folder does not exist.'],
])('%j ends with exit code %i and a message', async (words, expected, message) => {
    const lake = temporaryFolder();
    mkdirSync(join(lake, 'errors'));

    const { code, out, err } = await run(...words.map((word) => word.replace('LAKE', lake)));

    expect({ code, out }).toEqual({ code: expected, out: '' });
    expect(err).toContain(message.replace('LAKE', lake));
});
