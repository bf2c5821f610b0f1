/** Tests of the command `tour`: duration, order of the sections, and plain text output. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCli, buildFunctions } from '../../build.mjs';
import { packageRoot } from '../../lib/basics/package-root.ts';

const folder = mkdtempSync(join(tmpdir(), 'cognito-log-lake-tour-'));
const SECONDS_ALLOWED = 10;
let output = '';
let seconds = 0;

beforeAll(async () => {
    await Promise.all([buildFunctions(), buildCli()]);
    const startedAt = performance.now();
    output = execFileSync(process.execPath, [join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs'), 'tour'], {
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
