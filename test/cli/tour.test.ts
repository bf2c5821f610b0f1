/** Tests of the command `tour`: duration, order of the sections, and plain text output. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCli, buildFunctions } from '../../build.mjs';
import { packageRoot } from '../../lib/basics/package-root.ts';

const folder = mkdtempSync(join(tmpdir(), 'cognito-log-lake-tour-'));
const CLI = join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs');
const SECONDS_ALLOWED = 10;
let output = '';
let seconds = 0;

beforeAll(async () => {
    await Promise.all([buildFunctions(), buildCli()]);
    const startedAt = performance.now();
    output = execFileSync(process.execPath, [CLI, 'tour'], {
        cwd: folder,
        encoding: 'utf8',
    });
    seconds = (performance.now() - startedAt) / 1000;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the tour takes under ten seconds', () => {
    expect(seconds).toBeLessThan(SECONDS_ALLOWED);
});

test('the tour shows input, replay, both reports and the next commands, in this order', () => {
    const sections = [
        '1. Input',
        '"eventTimestamp"',
        '2. Replay',
        '305 events = 297 rows + 8 rejected',
        '3. Risk: ',
        'AccountTakeover',
        '4. Undelivered messages: ',
        'SmsSpendLimit',
        '5. Next commands',
    ];

    const positions = sections.map((section) => output.indexOf(section));

    expect(positions).toEqual(positions.toSorted((one, other) => one - other));
    expect(positions).not.toContain(-1);
});

test('the tour prints only plain text and box drawing characters', () => {
    // oxlint-disable-next-line no-control-regex
    expect(output).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

const tourIn = (lake: string): { readonly status: number | null; readonly err: string } => {
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'tour', '--lake', lake], {
        cwd: folder,
        encoding: 'utf8',
    });
    return { status, err: stderr };
};
const filesIn = (lake: string): readonly string[] =>
    readdirSync(join(folder, lake), { recursive: true, encoding: 'utf8' }).toSorted();

test('a second tour uses the lake of the first', () => {
    const before = filesIn('.lake/tour');

    expect(tourIn('.lake/tour')).toEqual({ status: 0, err: '' });
    expect(filesIn('.lake/tour')).toEqual(before);
});

test('the tour leaves a lake that it did not make as it is, and says what to do', () => {
    execFileSync(
        process.execPath,
        [CLI, 'replay', join(packageRoot(), 'samples', 'exports', 'ndjson'), '--lake', 'mine'],
        { cwd: folder },
    );
    const before = filesIn('mine');

    expect(tourIn('mine')).toEqual({
        status: 1,
        err:
            'mine is not empty, and not a lake of the tour. ' +
            'Pass a new folder with --lake, or remove that one if you no longer need it.\n',
    });
    expect(filesIn('mine')).toEqual(before);
});

test('the tour needs a folder, not S3', () => {
    expect(tourIn('s3://bucket/lake')).toEqual({
        status: 2,
        err: 'The tour makes its lake in a folder: pass --lake FOLDER.\n',
    });
});
