/** Tests of DuckDB's files on disk: private, and bounded. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { openDuckDb } from '../../../lib/lake/open-duckdb.ts';
import { temporaryFolder } from '../../support/make-sample-lake.ts';

const GIB = 1024 ** 3;

let folder = '';
let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
    folder = temporaryFolder();
    instance = await openDuckDb(folder, { memory_limit: '60MB', threads: '2' });
    connection = await instance.connect();
});
afterAll(() => {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
});

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test('what does not fit in memory goes to files that only their owner can read', async () => {
    await connection.run('create table many as select md5(i::varchar) as text from range(4000000) as t(i)');

    const spill = join(folder, 'spill');
    const files = readdirSync(spill);
    expect(files.length).toBeGreaterThan(0);
    expect([modeOf(spill), ...new Set(files.map((name) => modeOf(join(spill, name))))]).toEqual(['700', '600']);
});

test('what goes to disk is at most 20 GiB', async () => {
    const [row] = (
        await connection.runAndReadAll("select current_setting('max_temp_directory_size') as size")
    ).getRowObjectsJson();
    const [size, unit] = String(row?.['size']).split(' ');

    expect(Number(size) * { GiB: GIB, MiB: 1024 ** 2 }[String(unit)]!).toBeLessThanOrEqual(20 * GIB);
});
