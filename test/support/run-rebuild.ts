/** Rebuilds a lake in this process, and edits tables to simulate errors of an older version. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { rebuildLake, type RebuildOptions } from '../../lib/operate/rebuild/rebuild-lake.ts';
import type { RebuildSummary } from '../../lib/operate/rebuild/rebuild-summary.ts';
import { loadTransform, type CallTransform } from '../../lib/firehose/call-transform.ts';
import { PARTITION_COLUMNS, type TableName } from '../../schemas/columns.ts';
import { NOW_MS } from './run-replay.ts';

export const runRebuild = async (
    lake: string,
    from: readonly string[],
    options: Partial<RebuildOptions> = {},
    call: CallTransform = loadTransform(),
    signal: AbortSignal = new AbortController().signal,
    onTotal = (): void => undefined,
): Promise<RebuildSummary> =>
    rebuildLake(
        { lake, from, dropsGone: false, isDryRun: false, before: null, ...options },
        {
            call,
            nowMs: NOW_MS,
            onBytes: () => undefined,
            onTotal,
            onPartitions: () => undefined,
            signal,
        },
    );

/** Runs statements on a table `rows` (with partition columns), and rewrites all files of the lake table from it. */
export const editTable = async (lake: string, table: TableName, ...statements: readonly string[]): Promise<void> => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const folder = join(lake, table);
    await connection.run(
        `create table rows as select * from
            read_parquet('${folder}/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)`,
    );
    for (const sql of statements) await connection.run(sql);
    rmSync(folder, { recursive: true });
    const partitionColumns = PARTITION_COLUMNS.map(({ name }) => name).join(', ');
    await connection.run(`copy rows to '${folder}' (format parquet, partition_by (${partitionColumns}))`);
    connection.closeSync();
    instance.closeSync();
};
