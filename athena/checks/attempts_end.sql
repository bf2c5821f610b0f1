-- attempts_end: one row is one user pool, app client and day with too many attempts without an outcome.
-- title: Attempts without an outcome
-- description: App clients with many attempts that neither succeed nor fail. Look at it every day.
-- severity: warning
-- false positives: users who leave at the second factor or wait for a code; an app client with few users.
-- next: sign in with that app client yourself. If the sign-in works, look for rejected records (errors/) or missing
--     ones (check counts_like_weekday).
-- also reads: no other days
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :max_open_share double = 0.3
--     Maximum share of attempts without an outcome.
-- :min_attempts integer = 20
--     App clients with fewer attempts than this on a day are left out.
-- :open_minutes integer = 15
--     Attempts are left out until this many minutes after their last event, because they may be in progress.
-- :as_of timestamp = current_timestamp
--     Treat this as the current time.
with

settled as (
    select
        user_pool_id,
        client_id,
        dt,
        attempt_id,
        outcome
    from attempts
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and last_at <= date_add('minute', -:open_minutes, :as_of)
),

clients as (
    select
        user_pool_id,
        client_id,
        dt,
        count(*) as attempt_count,
        count_if(outcome = 'Open') as open_count,
        min(attempt_id) filter (where outcome = 'Open') as example_attempt_id
    from settled
    group by user_pool_id, client_id, dt
)

select
    user_pool_id,
    client_id,
    dt,
    attempt_count,
    open_count,
    round(cast(open_count as double) / cast(attempt_count as double), 4) as open_share,
    example_attempt_id
from clients
where attempt_count >= :min_attempts
    and cast(open_count as double) > :max_open_share * cast(attempt_count as double)
order by
    dt,
    open_share desc,
    user_pool_id,
    client_id nulls last
