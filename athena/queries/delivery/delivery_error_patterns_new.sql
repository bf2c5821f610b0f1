-- delivery_error_patterns_new: one row is one pool, error class, channel and pattern of text that the days before did not have.
-- Asks which kinds of delivery errors are new. Reads delivery_errors.
-- severity: medium
-- false alarm: a rare error that comes back after more than the days learned; every error, in a lake that begins in these days.
-- next: read the details of one (query --sql); what is Unclassified deserves a pattern of its own.
-- reaches back: :learned_days days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :learned_days integer = 30
--     Days before the first day in which a pattern must not have been.
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
