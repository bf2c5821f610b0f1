/** Brings together the records of the old lake and those of the sources: which partition each is in, and which are known to both. */
import { VIEW_OF, type LakeEngine } from '../../lake/lake-engine.ts';
import type { TableName } from '../../../schemas/columns.ts';

/** The files of a table, by absolute path: the lake's as it is, and those that the sources came to. */
export type Sides = { readonly old: readonly string[]; readonly made: readonly string[] };

/** The folder of a partition below its table; `day` is the expression of its day. */
export const place = (day = 'dt'): string =>
    `'user_pool_id=' || user_pool_id || '/event_type=' || event_type || '/dt=' || ${day}`;

/**
 * `old_keys` and `new_keys` have a row for each record and place, in the order of the places; `lone_keys` those of the old ones that the
 * sources don't have at their place, and whether they have them elsewhere.
 *
 * How and when a record first arrived only the old lake knows: a raw backup says it of no record, an export neither. So these stay, and with
 * them the time and the day of an event that tells no time of its own (`is_timeless`), which are those of its arrival.
 *
 * Records of days from `before` on stay out of it: their partitions are not rewritten.
 */
const newKeys = (view: string, before: string): string => `
    create or replace temp table new_keys as
    with first_old as (
        select record_id, arrived_at, ingest_path, max(dt) over (partition by record_id) >= '${before}' as is_open
        from old_keys
        qualify row_number() over (partition by record_id order by arrived_at, ingest_path) = 1
    ),
    joined as (
        select
            n.*,
            o.record_id is not null as is_known,
            coalesce(o.is_open, false) as is_open,
            case when o.record_id is null then n.arrived_at else o.arrived_at end as first_arrived_at,
            case when o.record_id is null then n.ingest_path else o.ingest_path end as first_path,
            o.arrived_at is not null and event_at_source = 'arrival' as is_timeless,
            case when is_timeless then strftime(o.arrived_at, '%Y-%m-%d') else n.dt end as settled_day
        from (select record_id, user_pool_id, event_type, dt, arrived_at, ingest_path, event_at_source from ${view}) n
        left join first_old o using (record_id)
    )
    select record_id, ${place()} as source_place, ${place('settled_day')} as place, first_arrived_at, first_path, is_known, is_timeless
    from joined
    where not is_open and settled_day < '${before}'
    order by place`;

const loneKeys = (before: string): string => `
    create or replace temp table lone_keys as
    select record_id, place, record_id in (select record_id from new_keys) as is_moved
    from old_keys anti join new_keys using (record_id, place)
    where dt < '${before}'
    order by place`;

/** Makes the keys of a table. */
export const gatherKeys = async (
    engine: LakeEngine,
    table: TableName,
    { old, made, before }: Sides & { readonly before: string },
): Promise<void> => {
    await engine.point(table, old);
    await engine.run(`create or replace temp table old_keys as
        select record_id, ${place()} as place, dt, arrived_at, ingest_path from ${VIEW_OF[table]} where record_id is not null order by place`);
    await engine.point(table, made);
    await engine.run(newKeys(VIEW_OF[table], before));
    await engine.run(loneKeys(before));
};
