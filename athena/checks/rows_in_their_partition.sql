-- rows_in_their_partition: one row is one stored row in a partition other than the one that its columns name.
-- title: Rows in the wrong partition
-- description: Rows whose user pool, event type or day differs from their partition's. Look at it after an upgrade or a
--     manual write.
-- severity: error
-- false positives: none; a file that was moved or written by hand is a real finding.
-- next: run rebuild from raw/, or from the exports (--from). Queries by day, event type or user pool miss these rows.
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
        case lower(regexp_replace(event_type_raw, '[\s\p{Z}_-]+', ''))
            when 'signin' then 'SignIn'
            when 'signup' then 'SignUp'
            when 'forgotpassword' then 'ForgotPassword'
            when 'passwordchange' then 'PasswordChange'
            when 'resendcode' then 'ResendCode'
            else 'Other'
        end as event_type_by_row,
        dt,
        date_format(
            case
                when started_at between date_add('hour', -24, event_at) and date_add('minute', 5, event_at) then started_at
                else event_at
            end,
            '%Y-%m-%d'
        ) as dt_by_row,
        record_id,
        event_type_raw,
        event_at,
        started_at
    from user_activity
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    union all
    select
        'user_notification' as table_name,
        user_pool_id,
        event_type,
        'DeliveryError' as event_type_by_row,
        dt,
        date_format(event_at, '%Y-%m-%d') as dt_by_row,
        record_id,
        cast(null as varchar) as event_type_raw,
        event_at,
        cast(null as timestamp) as started_at
    from user_notification
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
)

-- No column has the user pool, so only the format of user_pool_id is checked.
select
    table_name,
    user_pool_id,
    event_type,
    event_type_by_row,
    dt,
    dt_by_row,
    record_id,
    event_type_raw,
    event_at,
    started_at
from deliveries
where event_type is distinct from event_type_by_row
    or dt is distinct from dt_by_row
    or length(user_pool_id) > 55
    or not regexp_like(user_pool_id, '^[A-Za-z0-9_-]+_[0-9a-zA-Z]+$')
order by
    table_name,
    user_pool_id,
    event_type,
    dt,
    event_at nulls first,
    record_id nulls first
