-- data_quality: one row is one table, user pool and day.
-- title: Data quality by day
-- description: For each day the number of duplicates; the number of unknown event types, responses, risk decisions and
--     error classes; the share of empty values; and the delays. Look at it every week.
-- severity: info
-- false positives: a low context_share (the share of events with context data), if apps call Cognito from a server that
--     sends none; long delays of rows from replay, or from exports to S3.
-- next: run these checks to see the rows: words_known for unknown event types, responses and risk decisions;
--     notifications_classified for unknown error classes; columns_stay_filled for empty columns; arrival_near_event for
--     late rows.
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
        dt,
        count(*) as delivery_count
    from user_activity
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    group by user_pool_id, dt
    union all
    select
        'user_notification' as table_name,
        user_pool_id,
        dt,
        count(*) as delivery_count
    from user_notification
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    group by user_pool_id, dt
),

events as (
    select
        'user_activity' as table_name,
        user_pool_id,
        dt,
        record_id,
        date_diff('millisecond', event_at, arrived_at) as lag_ms,
        case when event_id is null then 1 else 0 end
            + case when event_response is null then 1 else 0 end
            + case when user_sub is null then 1 else 0 end
            + case when user_name is null then 1 else 0 end
            + case when client_id is null then 1 else 0 end
            + case when ip_address is null then 1 else 0 end
            + case when device_name is null then 1 else 0 end
            + case when country is null then 1 else 0 end as null_count,
        8 as column_count,
        event_type = 'Other'
            or coalesce(event_response not in ('Pass', 'Fail', 'InProgress'), false)
            or coalesce(risk_decision not in ('NoRisk', 'AccountTakeover', 'Block'), false) as is_unknown,
        is_phantom,
        coalesce(has_context_data, false) as has_context_data
    from auth_events
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    union all
    select
        'user_notification' as table_name,
        user_pool_id,
        dt,
        record_id,
        date_diff('millisecond', event_at, arrived_at) as lag_ms,
        case when details is null then 1 else 0 end as null_count,
        1 as column_count,
        coalesce(error_class = 'Unclassified', true) as is_unknown,
        cast(null as boolean) as is_phantom,
        cast(null as boolean) as has_context_data
    from delivery_errors
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
),

ranked as (
    select
        table_name,
        user_pool_id,
        dt,
        lag_ms,
        null_count,
        column_count,
        is_unknown,
        is_phantom,
        has_context_data,
        cume_dist() over (partition by table_name, user_pool_id, dt order by lag_ms nulls last) as lag_rank
    from events
),

days as (
    select
        table_name,
        user_pool_id,
        dt,
        count(*) as event_count,
        cast(sum(null_count) as double) / cast(sum(column_count) as double) as null_share,
        count_if(is_unknown) as unknown_count,
        min(case when lag_rank >= 0.5e0 then lag_ms end) as lag_p50_ms,
        min(case when lag_rank >= 0.95e0 then lag_ms end) as lag_p95_ms,
        cast(count_if(is_phantom) as double) / nullif(cast(count(is_phantom) as double), 0) as phantom_share,
        cast(count_if(has_context_data) as double) / nullif(cast(count(has_context_data) as double), 0) as context_share
    from ranked
    group by table_name, user_pool_id, dt
)

-- null_share: of the eight columns that are rarely empty (details for notifications). unknown_count: events with an
-- unknown word (Unclassified for notifications). phantom_share and context_share: user activity only.
select
    days.dt,
    days.user_pool_id,
    days.table_name,
    days.event_count,
    deliveries.delivery_count - days.event_count as duplicate_count,
    round(days.null_share, 4) as null_share,
    days.unknown_count,
    days.lag_p50_ms,
    days.lag_p95_ms,
    round(days.phantom_share, 4) as phantom_share,
    round(days.context_share, 4) as context_share
from days
join deliveries
    on deliveries.table_name = days.table_name
    and deliveries.user_pool_id = days.user_pool_id
    and deliveries.dt = days.dt
order by
    days.dt,
    days.user_pool_id,
    days.table_name
