/** Tests of the user errors for failures of DuckDB. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLake } from '../../../lib/lake/open-lake.ts';
import { toEngineError } from '../../../lib/query/engine-error.ts';
import { makeSampleLake } from '../../support/make-sample-lake.ts';
import { runStatement } from '../../../lib/query/run-statement.ts';

test('a file that was deleted after the lake was opened is named, with a hint', async () => {
    const folder = await makeSampleLake({ user_activity: [{}] });
    const lake = await openLake(folder, {});
    rmSync(join(folder, 'user_activity'), { recursive: true });

    const error = await runStatement(lake.connection, 'select user_name from auth_events').then(
        () => null,
        toEngineError,
    );
    lake.close();

    expect(error?.message).toMatch(
        /^\/.*\/dt=2026-01-01\/[^/]*\.parquet no longer exists: the lake was rewritten .*\. Run the query again\.$/,
    );
});

test('an error that is not from DuckDB is rethrown', () => {
    expect(() => toEngineError(new TypeError('x is undefined'))).toThrow(TypeError);
});
