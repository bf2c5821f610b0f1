-- delivery_error_patterns_new: one row is one user pool, error class, channel and masked text that is new.
-- title: New delivery error texts
-- description: Delivery errors whose masked text (details_pattern) did not occur in the learned_days before first_day.
--     Look at it every week.
-- severity: medium
-- false positives: a rare error that returns after more than learned_days; a common error in a lake that is younger
--     than learned_days.
-- next: read the texts in the column details of the view delivery_errors (query --sql). For a text of class
--     Unclassified, add a pattern in schemas/error-classes.ts, then deploy again.
-- also reads: the :learned_days days before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :learned_days integer = 30
--     A masked text is new if it does not occur in this many days before first_day.
with

patterns as (
    select
        user_pool_id,
        error_class,
        channel,
        details_pattern,
        min(dt) as first_dt,
        min(event_at) as first_at,
        max(event_at) as last_at,
        count(*) as error_count,
        count(distinct dt) as day_count
    from delivery_errors
    where dt between date_format(date_add('day', -:learned_days, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    group by user_pool_id, error_class, channel, details_pattern
)

select
    user_pool_id,
    error_class,
    channel,
    details_pattern,
    first_at,
    last_at,
    error_count,
    day_count
from patterns
where first_dt >= date_format(:first_day, '%Y-%m-%d')
order by
    first_at,
    user_pool_id,
    error_class nulls last,
    channel nulls last,
    details_pattern nulls last
