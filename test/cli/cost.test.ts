/** Tests of the command `cost` as it is shipped. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/package-root.ts';
import { runCommand, type Outcome } from '../build/run-command.ts';
import { givenLake, temporaryFolder } from '../lake/given-lake.ts';
import { buildAll } from '../replay/given-replay.ts';

beforeAll(buildAll);

const run = async (...words: readonly string[]): Promise<Outcome> => runCommand('node', [join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs'), 'cost', ...words]);

const pricesOf = (text: string): string => {
    const path = join(temporaryFolder(), 'prices.yml');
    writeFileSync(path, text);
    return path;
};

test('three destinations stand side by side in 80 columns, with the day of the prices', async () => {
    const { code, out, err } = await run('--events', '100000', '--users', '20000');

    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('list prices of us-east-1 as of 2025-10-28');
    expect(out).toMatch(/\n {2}user activity exported to +firehose +cloudwatch +s3\n/);
    expect(out).toMatch(/\n {2}Cognito Plus plan +400\.00 +400\.00 +400\.00\n/);
    expect(out.split('\n').filter((line) => /^ {2}\S.* \d+\.\d\d$/.test(line) && line.length > 80)).toEqual([]);
});

test('a lake is counted: its days, events, users, pools and files', async () => {
    const day = (at: string) => ({ event_at: `${at}T10:00:00.000Z` });
    const lake = await givenLake({
        user_activity: [...['a', 'b', 'c'].map((user_sub) => ({ user_sub, ...day('2026-01-10') })), { user_sub: 'a', ...day('2026-01-11') }, { user_sub: 'old', ...day('2025-01-01') }],
        user_notification: [day('2026-01-11')],
    });

    const { volume, from, costs } = JSON.parse((await run('--lake', lake, '--json')).out);

    // The last day is the 11th, 30 days back is the 13th of December.
    expect(from).toBe(`from ${lake}, 2025-12-13 to 2026-01-11`);
    expect(volume).toMatchObject({ activityPerDay: 4 / 30, notificationsPerDay: 1 / 30, activeUsers: 3, pools: 1, filesPerDay: 3 / 30 });
    expect(costs.firehose.plus_plan).toBeCloseTo(0.06, 10);
});

describe('prices of one’s own', () => {
    test('stand for those of the package, and the output says so', async () => {
        const path = pricesOf('as_of: 2026-01-31\nregion: eu-west-1\nprices:\n  cognito_plus_active_user: { usd: 1 }\n');

        const { prices, costs } = JSON.parse((await run('--events', '10', '--users', '7', '--prices', path, '--json')).out);

        expect(prices).toBe('list prices of eu-west-1 as of 2026-01-31, the rest list prices of us-east-1 as of 2025-10-28');
        expect(costs.s3.plus_plan).toBe(7);
    });

    test.each([
        ['as_of: 2026-13-31\nregion: x\nprices: {}\n', 'as_of: write the day of the prices'],
        ['as_of: 2026-01-31\nregion: x\nprices: { gold: { usd: 1 } }\n', 'prices'],
        ['as_of: 2026-01-31\nregion: x\nprices: { athena_tb_scanned: { usd: -5 } }\n', 'prices.athena_tb_scanned.usd'],
        ['- [', 'can’t be read as prices'],
    ])('that are wrong are named with what is: %j', async (text, expected) => {
        const { code, out, err } = await run('--events', '10', '--prices', pricesOf(text));

        expect({ code, out }).toEqual({ code: 1, out: '' });
        expect(err).toContain(expected);
    });
});

test.each([
    [[], 2, 'cost needs --events A_DAY and --users A_MONTH, or --lake LAKE'],
    [['--events', 'many'], 2, '--events many: no number'],
    [['--lake', '/nowhere-at-all'], 1, '/nowhere-at-all is not a lake'],
    [['--events', '1', '--config', '/nowhere.yml'], 1, '/nowhere.yml'],
])('%j ends with %i and one clear message', async (words, expected, message) => {
    const { code, out, err } = await run(...words);

    expect({ code, out }).toEqual({ code: expected, out: '' });
    expect(err).toContain(message);
});

test('an empty lake has nothing to count', async () => {
    const lake = await givenLake({});

    expect(await run('--lake', lake)).toMatchObject({ code: 1, err: `${lake} has no rows to count. Without --lake the cost is reckoned from --events.\n` });
});
