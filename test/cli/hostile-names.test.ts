/** Tests that JSON output with a hostile user name contains no control characters and parses back unchanged. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { runCommand } from '../support/run-command.ts';
import { makeSampleLake } from '../support/make-sample-lake.ts';
import { buildAll } from '../support/run-replay.ts';

const HOSTILE_NAME = 'ana\u009b31m\u202e';

beforeAll(buildAll);

test('find-user --json escapes control characters in a user name', async () => {
    const lake = await makeSampleLake({ user_activity: [{ user_name: HOSTILE_NAME, user_sub: 'sub-1' }] });

    const { code, out } = await runCommand(process.execPath, [
        join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs'),
        'find-user',
        'sub-1',
        '--lake',
        lake,
        '--json',
    ]);

    expect(code).toBe(0);
    expect(out).not.toMatch(/[\u009b\u202e]/);
    expect(JSON.stringify(JSON.parse(out))).toContain(HOSTILE_NAME);
});
