-- arrays_without_null: one row is one record with a NULL in an array.
-- title: NULLs in arrays
-- description: Rows with a NULL inside an array. Look at it after an upgrade or a manual write.
-- severity: error
-- false positives: none; rows written by another program are real findings.
-- next: run rebuild from raw/, or from the exports (--from). Old Parquet readers fail on such a file.
-- also reads: no other days
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
with

-- flatten skips an array that is NULL itself. One pass over all arrays takes 2 s for a million rows;
-- an unnest for each array takes 15 s.
null_items as (
    select
        'user_activity' as table_name,
        user_pool_id,
        event_type,
        dt,
        record_id
    from user_activity
    cross join unnest(flatten(array[challenge_names, challenge_results, extra_names, extra_values])) as i(item)
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and i.item is null
    union all
    select
        'user_notification' as table_name,
        user_pool_id,
        event_type,
        dt,
        record_id
    from user_notification
    cross join unnest(flatten(array[extra_names, extra_values])) as i(item)
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and i.item is null
)

select
    table_name,
    user_pool_id,
    event_type,
    dt,
    record_id,
    count(*) as null_count
from null_items
group by table_name, user_pool_id, event_type, dt, record_id
order by
    table_name,
    user_pool_id,
    event_type,
    dt,
    record_id nulls first
