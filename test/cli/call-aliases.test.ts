/** Tests of the short spellings of a call. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { temporaryFolder } from '../support/make-sample-lake.ts';
import { runCli } from '../support/run-cli.ts';

const PACKAGE: { readonly version: string; readonly bin: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(packageRoot(), 'package.json'), 'utf8'),
);

test.each(['version', '-v', '-V', '--version'])('%s prints the version', async (word) => {
    expect(await runCli([word], temporaryFolder())).toEqual({ code: 0, out: `${PACKAGE.version}\n`, err: '' });
});

test('list is query --list, with its options', async () => {
    for (const options of [[], ['--format', 'json']])
        expect(await runCli(['list', ...options], temporaryFolder())).toEqual(
            await runCli(['query', '--list', ...options], temporaryFolder()),
        );
});

test('the built command is executable, so that a linked cll works after every build', () => {
    expect(statSync(join(packageRoot(), PACKAGE.bin['cognito-log-lake'] ?? '')).mode & 0o100).toBe(0o100);
});

test('cll is the same program as cognito-log-lake', () => {
    expect(PACKAGE.bin['cll']).toBe(PACKAGE.bin['cognito-log-lake']);
});
