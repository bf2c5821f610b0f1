-- delivery_error_report: one row is one user pool, error class, channel and text pattern.
-- title: Delivery errors by pattern
-- description: Messages to users that could not be delivered, by reason. Look at it every week.
-- severity: medium
-- false positives: single phone numbers or e-mail addresses that users mistyped. A text that matches no pattern is
--     Unclassified and shown by its text.
-- next: for an SMS spend limit or sandbox ask AWS for a quota; for an identity verify it in SES; add a pattern for a
--     frequent Unclassified text.
-- lookback: 0 days
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
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

-- share: of all errors of the user pool in these days.
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
