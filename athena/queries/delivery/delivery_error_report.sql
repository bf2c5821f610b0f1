-- delivery_error_report: one row is one pool, error class, channel and pattern of the error's text.
-- Asks which messages to users were not delivered, and why. Reads delivery_errors.
-- severity: medium
-- false alarm: single numbers or addresses that users mistyped; a class that no pattern knows is Unclassified and is shown by its texts.
-- next: for SMS spend limit or sandbox ask AWS for a quota, for an identity verify it in SES; a frequent Unclassified text deserves a pattern of its own.
-- reaches back: 0 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
with

errors as (
    select
        user_pool_id,
        error_class,
        channel,
        details_pattern,
        event_at
    from delivery_errors
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
),

patterns as (
    select
        user_pool_id,
        error_class,
        channel,
        details_pattern,
        count(*) as error_count,
        min(event_at) as first_at,
        max(event_at) as last_at
    from errors
    group by user_pool_id, error_class, channel, details_pattern
)

-- share: of the errors of its pool in these days.
select
    user_pool_id,
    error_class,
    channel,
    details_pattern,
    error_count,
    first_at,
    last_at,
    round(cast(error_count as double) / cast(sum(error_count) over (partition by user_pool_id) as double), 4) as share
from patterns
order by
    user_pool_id,
    error_count desc,
    error_class nulls last,
    channel nulls last,
    details_pattern nulls last
