-- arrays_parallel: one row is one stored row whose arrays differ in length.
-- title: Parallel arrays of different length
-- description: Rows whose arrays of names and values differ in length. Look at it after an upgrade or a manual write.
-- severity: error
-- false positives: none; rows written by another program are real findings.
-- next: run rebuild from raw/, or from the exports (--from). Before the rebuild, queries may read a name of these rows
--     with the value of another name.
-- also reads: no other days
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
with

deliveries as (
    select
        'user_activity' as table_name,
        user_pool_id,
        event_type,
        dt,
        record_id,
        coalesce(cardinality(challenge_names), 0) as challenge_name_count,
        coalesce(cardinality(challenge_results), 0) as challenge_result_count,
        coalesce(cardinality(extra_names), 0) as extra_name_count,
        coalesce(cardinality(extra_values), 0) as extra_value_count
    from user_activity
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    union all
    select
        'user_notification' as table_name,
        user_pool_id,
        event_type,
        dt,
        record_id,
        0 as challenge_name_count,
        0 as challenge_result_count,
        coalesce(cardinality(extra_names), 0) as extra_name_count,
        coalesce(cardinality(extra_values), 0) as extra_value_count
    from user_notification
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
)

select
    table_name,
    user_pool_id,
    event_type,
    dt,
    record_id,
    challenge_name_count,
    challenge_result_count,
    extra_name_count,
    extra_value_count
from deliveries
where challenge_name_count <> challenge_result_count
    or extra_name_count <> extra_value_count
order by
    table_name,
    user_pool_id,
    event_type,
    dt,
    record_id nulls first
