/** The tour runs on the samples from anywhere, and reads like a first page. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCli, buildFunctions } from '../../build.mjs';
import { packageRoot } from '../../lib/basics/package-root.ts';

const folder = mkdtempSync(join(tmpdir(), 'cognito-log-lake-tour-'));
const SECONDS_ALLOWED = 10;
let told = '';
let seconds = 0;

beforeAll(async () => {
    await Promise.all([buildFunctions(), buildCli()]);
    const startedAt = performance.now();
    told = execFileSync(process.execPath, [join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs'), 'tour'], {
        cwd: folder,
        encoding: 'utf8',
    });
    seconds = (performance.now() - startedAt) / 1000;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the tour takes under ten seconds', () => {
    expect(seconds).toBeLessThan(SECONDS_ALLOWED);
});

test('the tour tells what came in, what became of it, both answers and what to type next, in this order', () => {
    const parts = [
        '1. What comes in',
        '"eventTimestamp"',
        '2. What becomes of it',
        '305 events in = 297 rows + 8 refused',
        '3. Who was at risk?',
        'AccountTakeover',
        '4. What never arrived?',
        'SmsSpendLimit',
        '5. What to type next',
    ];

    const places = parts.map((part) => told.indexOf(part));

    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places).not.toContain(-1);
});

test('nothing but plain text and box drawing leaves the tour', () => {
    // oxlint-disable-next-line no-control-regex
    expect(told).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});
