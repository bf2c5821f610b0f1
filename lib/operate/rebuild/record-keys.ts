/** Collects the record keys of the old lake and of the sources: the partition of each, and which are in both. */
import { VIEW_OF, type LakeEngine } from '../../lake/lake-engine.ts';
import type { TableName } from '../../../schemas/columns.ts';

/** The files of a table, by absolute path: the old lake's and the replayed sources'. */
export type TablePaths = { readonly old: readonly string[]; readonly replayed: readonly string[] };

/** An expression for the folder of a partition below its table. `day` is the expression for its day. */
export const partitionPathSql = (day = 'dt'): string =>
    `'user_pool_id=' || user_pool_id || '/event_type=' || event_type || '/dt=' || ${day}`;

/**
 * `old_keys` and `new_keys` have one row per record and partition, in the order of partitions. `unmatched_keys` are
 * the old keys that the sources do not have in the same partition; `is_moved` says whether they have them in another
 * one.
 *
 * Only the old lake knows how and when a record first arrived: neither a raw backup nor an export has it. So
 * `arrived_at` and `ingest_path` stay. An event without a time of its own (`is_timeless`) has its arrival time, so
 * its time and day stay too.
 *
 * Records of days from `before` on are excluded: their partitions are not rewritten.
 */
const newKeysSql = (view: string, before: string): string => `
    create or replace temp table new_keys as
    with first_old as (
        select record_id, arrived_at, ingest_path, max(dt) over (partition by record_id) >= '${before}' as is_open
        from old_keys
        qualify row_number() over (partition by record_id order by arrived_at, ingest_path) = 1
    ),
    joined as (
        select
            n.*,
            o.record_id is not null as is_in_old_lake,
            coalesce(o.is_open, false) as is_open,
            case when o.record_id is null then n.arrived_at else o.arrived_at end as first_arrived_at,
            case when o.record_id is null then n.ingest_path else o.ingest_path end as first_path,
            o.arrived_at is not null and event_at_source = 'arrival' as is_timeless,
            case when is_timeless then strftime(o.arrived_at, '%Y-%m-%d') else n.dt end as settled_day
        from (
            select record_id, user_pool_id, event_type, dt, arrived_at, ingest_path, event_at_source from ${view}
        ) n
        left join first_old o using (record_id)
    )
    select record_id, ${partitionPathSql()} as source_partition_path,
        ${partitionPathSql('settled_day')} as partition_path,
        first_arrived_at, first_path, is_in_old_lake, is_timeless
    from joined
    where not is_open and settled_day < '${before}'
    order by partition_path`;

const unmatchedKeysSql = (before: string): string => `
    create or replace temp table unmatched_keys as
    select record_id, partition_path, record_id in (select record_id from new_keys) as is_moved
    from old_keys anti join new_keys using (record_id, partition_path)
    where dt < '${before}'
    order by partition_path`;

/** Makes the temporary key tables of a table. */
export const gatherKeys = async (
    engine: LakeEngine,
    table: TableName,
    { old, replayed, before }: TablePaths & { readonly before: string },
): Promise<void> => {
    await engine.setTableFiles(table, old);
    await engine.run(`create or replace temp table old_keys as
        select record_id, ${partitionPathSql()} as partition_path, dt, arrived_at, ingest_path
        from ${VIEW_OF[table]} where record_id is not null order by partition_path`);
    await engine.setTableFiles(table, replayed);
    await engine.run(newKeysSql(VIEW_OF[table], before));
    await engine.run(unmatchedKeysSql(before));
};
