/** Tests of what a person is told when DuckDB can't go on. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLake } from '../../../lib/lake/open-lake.ts';
import { engineComplaint } from '../../../lib/query/engine-complaint.ts';
import { readResult } from '../../../lib/query/result.ts';
import { givenLake } from '../../support/given-lake.ts';

test('a file that goes away between the opening of a lake and its reading is named, with what to do', async () => {
    const folder = await givenLake({ user_activity: [{}] });
    const lake = await openLake(folder, {});
    rmSync(join(folder, 'user_activity'), { recursive: true });

    const failure = await readResult(lake.connection, 'select user_name from auth_events').then(
        () => null,
        engineComplaint,
    );
    lake.close();

    expect(failure?.message).toMatch(
        /^\/.*\/dt=2026-01-01\/[^/]*\.parquet is not there any more: the lake was rewritten meanwhile\. Ask again\.$/,
    );
});

test('what is no error of the engine is thrown again', () => {
    expect(() => engineComplaint(new TypeError('x is undefined'))).toThrow(TypeError);
});
