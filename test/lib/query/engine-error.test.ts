/** Tests of the user errors for failures of DuckDB. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLake } from '../../../lib/lake/open-lake.ts';
import { openDuckDb } from '../../../lib/lake/open-duckdb.ts';
import { toEngineError, VanishedFileError } from '../../../lib/query/engine-error.ts';
import { makeSampleLake, temporaryFolder } from '../../support/make-sample-lake.ts';
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

test('a file that was deleted while the lake was opened is named too', async () => {
    const folder = await makeSampleLake({ user_activity: [{}] });
    const lake = await openLake(folder, {});
    lake.close();
    const engine = await openDuckDb(folder, {});
    const connection = await engine.connect();
    const path = join(folder, 'user_activity', 'dt=2026-01-01', 'gone.parquet');

    const error = await connection
        .run(`create view gone as from read_parquet(['${path}'])`)
        .then(() => null, toEngineError);
    connection.closeSync();
    engine.closeSync();

    expect(error).toBeInstanceOf(VanishedFileError);
    expect(error?.message).toContain(`${path} no longer exists`);
});

test('a query that needs more disk space than it may have is told so, without a setting of DuckDB', async () => {
    const folder = temporaryFolder();
    const engine = await openDuckDb(folder, { memory_limit: '60MB', threads: '2' }, 1_000_000);
    const connection = await engine.connect();

    const error = await connection
        .run('create table many as select md5(i::varchar) as text from range(9000000) as t(i)')
        .then(() => null, toEngineError);
    connection.closeSync();
    engine.closeSync();

    expect(error?.message).toMatch(/^The query needs more temporary disk space .* Choose fewer days or columns/);
});

test('an error that is not from DuckDB is rethrown', () => {
    expect(() => toEngineError(new TypeError('x is undefined'))).toThrow(TypeError);
});
