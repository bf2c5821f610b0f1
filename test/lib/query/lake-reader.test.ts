/** Tests of asking a lake whose files vanish between listing and reading. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { LakeReader } from '../../../lib/query/lake-reader.ts';
import { runStatement } from '../../../lib/query/run-statement.ts';
import { makeSampleLake } from '../../support/make-sample-lake.ts';

const DAY = join('user_activity', 'user_pool_id=us-west-2_EXAMPLE', 'event_type=SignIn', 'dt=2026-01-01');
const NAMES_SQL = 'select user_name from auth_events order by user_name';

/** Does to the file of the day what `compact` does: its rows are then in a file of another name. */
const rewriteDay = (lake: string): void => {
    const [name] = readdirSync(join(lake, DAY));
    renameSync(join(lake, DAY, name!), join(lake, DAY, `again-${name!}`));
};

const namesOf = async (connection: DuckDBConnection): Promise<readonly unknown[]> => {
    const names: unknown[] = [];
    for await (const rows of (await runStatement(connection, NAMES_SQL)).batches) names.push(...rows.flat());
    return names;
};

/** Asks a lake that is rewritten before each of the first questions. Returns the answer, or the message. */
const askWhileRewriting = async (rewrites: number): Promise<{ readonly answer: unknown; readonly asked: number }> => {
    const lake = await makeSampleLake({ user_activity: [{ user_name: 'ana' }, { user_name: 'ben' }] });
    const reader = await LakeReader.open(lake, {});
    let asked = 0;
    const answer = await reader
        .ask(async (connection) => {
            asked += 1;
            if (asked <= rewrites) rewriteDay(lake);
            return namesOf(connection);
        })
        .catch((error: unknown) => (error instanceof Error ? error.message : error));
    reader.close();
    return { answer, asked };
};

test.each([
    [0, 1],
    [1, 2],
    [2, 3],
])('a lake that is rewritten %i times is asked %i times, and gives every row once', async (rewrites, asked) => {
    expect(await askWhileRewriting(rewrites)).toEqual({ answer: ['ana', 'ben'], asked });
});

test('a lake that is rewritten each time is asked three times, then the file is named', async () => {
    const { answer, asked } = await askWhileRewriting(99);

    expect(asked).toBe(3);
    expect(answer).toMatch(/^\/.*\.parquet no longer exists: the lake was rewritten .* Run the query again\.$/);
});

test('an error of the statement itself is not tried again', async () => {
    const reader = await LakeReader.open(await makeSampleLake({ user_activity: [{}] }), {});
    let asked = 0;

    const failure = reader.ask(async (connection) => {
        asked += 1;
        return runStatement(connection, 'select nothing from auth_events');
    });

    await expect(failure).rejects.toThrow('Binder Error');
    expect(asked).toBe(1);
    reader.close();
});

test('a partition that is gone for good is no error', async () => {
    const lake = await makeSampleLake({
        user_activity: [{ user_name: 'ana' }, { user_name: 'ben', dt: '2026-01-02' }],
    });
    const reader = await LakeReader.open(lake, {});
    let isFirst = true;

    const names = await reader.ask(async (connection) => {
        if (isFirst) rmSync(join(lake, DAY), { recursive: true });
        isFirst = false;
        return namesOf(connection);
    });

    expect(names).toEqual(['ben']);
    expect(existsSync(join(lake, DAY))).toBe(false);
    reader.close();
});

test('a table that is exchanged while the lake is opened is found by the next try', async () => {
    const lake = await makeSampleLake({ user_activity: [{}] });
    mkdirSync(join(lake, 'user_notification'), { recursive: true });
    const reader = await LakeReader.open(lake, {});
    let asked = 0;

    const days = await reader.ask(async (connection) => {
        asked += 1;
        // As if a folder had been renamed while it was listed.
        if (asked === 1) readdirSync(join(lake, 'no-such-folder'));
        return namesOf(connection);
    });

    expect({ days, asked }).toEqual({ days: ['ana'], asked: 2 });
    reader.close();
});
