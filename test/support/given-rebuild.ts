/** Rebuilds a lake in this process, and edits one as an older version with a mistake would have written it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { rebuildLake, type RebuildOrder } from '../../lib/operate/rebuild/rebuild-lake.ts';
import type { RebuildSummary } from '../../lib/operate/rebuild/rebuild-summary.ts';
import { transformHere, type CallTransform } from '../../lib/firehose/call-transform.ts';
import { PARTITION_COLUMNS, type TableName } from '../../schemas/columns.ts';
import { NOW_MS } from './given-replay.ts';

export const rebuilt = async (
    lake: string,
    from: readonly string[],
    order: Partial<RebuildOrder> = {},
    call: CallTransform = transformHere(),
    signal: AbortSignal = new AbortController().signal,
    onTotal = (): void => undefined,
): Promise<RebuildSummary> =>
    rebuildLake(
        { lake, from, dropsGone: false, isDryRun: false, before: null, ...order },
        {
            call,
            nowMs: NOW_MS,
            onBytes: () => undefined,
            onTotal,
            onPartitions: () => undefined,
            signal,
        },
    );

/** Changes the rows of a table by statements over `rows`, partition columns among its columns, and writes all of its files anew. */
export const edited = async (lake: string, table: TableName, ...statements: readonly string[]): Promise<void> => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const folder = join(lake, table);
    await connection.run(
        `create table rows as select * from read_parquet('${folder}/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)`,
    );
    for (const sql of statements) await connection.run(sql);
    rmSync(folder, { recursive: true });
    await connection.run(
        `copy rows to '${folder}' (format parquet, partition_by (${PARTITION_COLUMNS.map(({ name }) => name).join(', ')}))`,
    );
    connection.closeSync();
    instance.closeSync();
};
