/** Damages a lake as a bug of an older version might, and forges deliveries as an attacker might. */
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { PARTITION_COLUMNS } from '../../schemas/columns.ts';

/** Wrong values, a wrong day, missing rows, and extra rows. */
const MISTAKES = [
    "update rows set risk_decision = 'Wrong' where record_id < '4'",
    "update rows set dt = '2026-01-02' where dt = '2026-01-01' and record_id > 'e'",
    "delete from rows where record_id between '5' and '6'",
    "insert into rows select * replace ('f00d' || substr(record_id, 5) as record_id) from rows where record_id < '01'",
] as const;

/** Renames the files of a lake as Firehose might name them: replay names files that compact would skip. */
export const renameDataFiles = (lake: string): void => {
    const paths = readdirSync(lake, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.parquet'));
    for (const [index, path] of paths.toSorted().entries())
        renameSync(join(lake, path), join(lake, dirname(path), `stream-${index}.parquet`));
};

/** Damages the user_activity table of a lake in a folder. */
export const damageLake = async (lake: string): Promise<void> => {
    const folder = join(lake, 'user_activity');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(
        `create table rows as select *
            from read_parquet('${folder}/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)`,
    );
    for (const sql of MISTAKES) await connection.run(sql);
    rmSync(folder, { recursive: true });
    const columns = PARTITION_COLUMNS.map(({ name }) => name).join(', ');
    await connection.run(`copy rows to '${folder}' (format parquet, partition_by (${columns}))`);
    connection.closeSync();
    instance.closeSync();
};

/** Adds deliveries with the id of a true record, an earlier arrival time and another response: compact keeps both. */
export const forgeDeliveries = async (lake: string): Promise<void> => {
    const folder = join(lake, 'user_activity');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const columns = PARTITION_COLUMNS.map(({ name }) => name).join(', ');
    await connection.run(
        `copy (
            select distinct on (record_id) * replace (
                'Forged' as event_response, arrived_at - interval 1 hour as arrived_at
            )
            from read_parquet('${folder}/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)
            where record_id < '1'
            order by record_id, arrived_at
        ) to '${folder}' (format parquet, append true, partition_by (${columns}), filename_pattern 'forged-{uuid}')`,
    );
    connection.closeSync();
    instance.closeSync();
};
