-- delivery_error_report: one row is one user pool, error class, channel and masked text.
-- title: Delivery errors by text
-- description: Texts of delivery errors with their counts; details_pattern is the text with addresses, ids and numbers
--     masked. Look at it every week.
-- severity: medium
-- false positives: phone numbers or e-mail addresses that users mistyped.
-- not detected: the class of an error whose text fits no pattern in schemas/error-classes.ts (Unclassified).
-- next: for an SMS spend limit or the SMS sandbox, ask AWS for a higher quota. For an unverified identity, verify it in
--     SES. For a frequent Unclassified text, add a pattern in schemas/error-classes.ts, then deploy again.
-- also reads: no other days
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
