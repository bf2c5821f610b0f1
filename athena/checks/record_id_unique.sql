-- record_id_unique: one row is one record_id that a view has more than once, in different partitions.
-- title: Duplicate record ids
-- description: Records that a view shows more than once. Look at it every week.
-- severity: error
-- false positives: an event without a time of its own (check event_time_given) that was delivered on two days. Files
--     copied by hand are real findings.
-- next: find the wrong partition (check rows_in_their_partition), and run rebuild from raw/, or from the exports
--     (--from).
-- also reads: the :days_back days before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :days_back integer = 7
--     Number of days before first_day that are searched for the duplicate.
with

records as (
    select
        'auth_events' as view_name,
        record_id,
        concat(user_pool_id, '/', event_type, '/', dt) as partition_path,
        dt
    from auth_events
    where dt between date_format(date_add('day', -:days_back, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    union all
    select
        'delivery_errors' as view_name,
        record_id,
        concat(user_pool_id, '/', event_type, '/', dt) as partition_path,
        dt
    from delivery_errors
    where dt between date_format(date_add('day', -:days_back, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
)

select
    view_name,
    record_id,
    count(*) as partition_count,
    min(partition_path) as first_partition,
    max(partition_path) as last_partition
from records
where record_id is not null
group by view_name, record_id
having count(*) > 1
    and max(dt) >= date_format(:first_day, '%Y-%m-%d')
order by view_name, record_id
