/** Tests that what commands print as JSON of a hostile name reaches no terminal as a command, and reads back whole. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { runCommand } from '../support/run-command.ts';
import { givenLake } from '../support/given-lake.ts';
import { buildAll } from '../support/given-replay.ts';

const EVIL = 'ana\u009b31m\u202e';

beforeAll(buildAll);

test('find-user tells of a user whose name would steer the terminal', async () => {
    const lake = await givenLake({ user_activity: [{ user_name: EVIL, user_sub: 'sub-1' }] });

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
    expect(JSON.stringify(JSON.parse(out))).toContain(EVIL);
});
