-- delivery_errors_vs_signup_dropoff: one row is one user pool and day.
-- title: Delivery errors and abandoned sign-ups
-- description: Days with their counts of delivery errors and abandoned sign-ups. Look at it when fewer sign-ups are
--     confirmed.
-- severity: medium
-- false positives: sign-ups that bots and test accounts abandon; delivery errors of a channel that carries no sign-up
--     codes.
-- next: for a day with many delivery errors and many abandoned sign-ups, find the error class (delivery_error_report),
--     fix the cause, and resend the codes of that day.
-- also reads: no other days
-- :first_day date = current_date - interval '30' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :open_minutes integer = 15
--     A sign-up without an outcome counts as in progress until this many minutes after its last event, then as
--     abandoned.
-- :as_of timestamp = current_timestamp
--     Treat this as the current time.
with

counted as (
    select
        user_pool_id,
        dt,
        count(*) as sign_up_count,
        count_if(outcome = 'Pass') as confirmed_count,
        count_if(outcome = 'Fail') as failed_count,
        count_if(outcome = 'Open' and last_at >= date_add('minute', -:open_minutes, :as_of)) as pending_count,
        count_if(outcome = 'Open' and last_at < date_add('minute', -:open_minutes, :as_of)) as abandoned_count,
        0 as error_count,
        0 as sms_error_count,
        0 as email_error_count
    from attempts
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignUp'
    group by user_pool_id, dt
    union all
    select
        user_pool_id,
        dt,
        0 as sign_up_count,
        0 as confirmed_count,
        0 as failed_count,
        0 as pending_count,
        0 as abandoned_count,
        count(*) as error_count,
        count_if(channel = 'sms') as sms_error_count,
        count_if(channel = 'email') as email_error_count
    from delivery_errors
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    group by user_pool_id, dt
),

days as (
    select
        user_pool_id,
        dt,
        cast(sum(sign_up_count) as bigint) as sign_up_count,
        cast(sum(confirmed_count) as bigint) as confirmed_count,
        cast(sum(failed_count) as bigint) as failed_count,
        cast(sum(pending_count) as bigint) as pending_count,
        cast(sum(abandoned_count) as bigint) as abandoned_count,
        cast(sum(error_count) as bigint) as error_count,
        cast(sum(sms_error_count) as bigint) as sms_error_count,
        cast(sum(email_error_count) as bigint) as email_error_count
    from counted
    group by user_pool_id, dt
)

-- abandoned_share: of the sign-ups that are not pending; NULL if all are pending.
select
    user_pool_id,
    dt,
    sign_up_count,
    confirmed_count,
    failed_count,
    pending_count,
    abandoned_count,
    round(cast(abandoned_count as double) / nullif(cast(sign_up_count - pending_count as double), 0), 4) as abandoned_share,
    error_count,
    sms_error_count,
    email_error_count
from days
order by
    user_pool_id,
    dt
