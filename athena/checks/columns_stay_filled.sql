-- columns_stay_filled: one row is one table, user pool, event type, column and day with far fewer non-empty rows.
-- title: Columns that became empty
-- description: Columns that are empty in far more rows than in the days before. Look at it every day.
-- Generated from schemas/columns.ts.
-- severity: warning
-- false positives: an app or an identity provider that was switched off; a rarely filled column on a day with other
--     users.
-- next: compare a record of that day in raw/ with an older one. Cognito may have renamed a field (check fields_known)
--     or changed its format (check fields_fit).
-- also reads: the :baseline_days days before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :baseline_days integer = 14
--     Number of baseline days: each day is compared with this many days before it.
-- :min_filled_ratio double = 0.5
--     Flag a column if its share of non-empty rows falls below this fraction of its share in the baseline days.
-- :min_expected integer = 50
--     Leave out a column if the day's rows, times its non-empty share in the baseline days, come to fewer than this.
with

counts as (
    select
        'user_activity' as table_name,
        user_pool_id,
        event_type,
        dt,
        count(*) as row_count,
        array[
            'record_id',
            'event_at',
            'event_at_source',
            'started_at',
            'arrived_at',
            'event_id',
            'event_type_raw',
            'event_response',
            'risk_level',
            'risk_decision',
            'risk_decision_raw',
            'challenge_names',
            'challenge_results',
            'compromised_credential_detected',
            'has_context_data',
            'user_sub',
            'user_name',
            'client_id',
            'idp_name',
            'request_id',
            'ip_address',
            'device_name',
            'city',
            'country',
            'feedback_value',
            'feedback_provider',
            'feedback_at',
            'log_level',
            'log_version',
            'event_source',
            'ingest_path'
        ] as column_names,
        array[
            count(record_id),
            count(event_at),
            count(event_at_source),
            count(started_at),
            count(arrived_at),
            count(event_id),
            count(event_type_raw),
            count(event_response),
            count(risk_level),
            count(risk_decision),
            count(risk_decision_raw),
            count(challenge_names),
            count(challenge_results),
            count(compromised_credential_detected),
            count(has_context_data),
            count(user_sub),
            count(user_name),
            count(client_id),
            count(idp_name),
            count(request_id),
            count(ip_address),
            count(device_name),
            count(city),
            count(country),
            count(feedback_value),
            count(feedback_provider),
            count(feedback_at),
            count(log_level),
            count(log_version),
            count(event_source),
            count(ingest_path)
        ] as filled_counts
    from user_activity
    where dt between date_format(date_add('day', -:baseline_days, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    group by user_pool_id, event_type, dt
    union all
    select
        'user_notification' as table_name,
        user_pool_id,
        event_type,
        dt,
        count(*) as row_count,
        array[
            'record_id',
            'event_at',
            'event_at_source',
            'arrived_at',
            'error_class',
            'channel',
            'details',
            'details_pattern',
            'log_level',
            'event_source',
            'ingest_path'
        ] as column_names,
        array[
            count(record_id),
            count(event_at),
            count(event_at_source),
            count(arrived_at),
            count(error_class),
            count(channel),
            count(details),
            count(details_pattern),
            count(log_level),
            count(event_source),
            count(ingest_path)
        ] as filled_counts
    from user_notification
    where dt between date_format(date_add('day', -:baseline_days, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    group by user_pool_id, event_type, dt
),

days as (
    select
        table_name,
        user_pool_id,
        event_type,
        dt,
        c.column_name,
        row_count,
        element_at(filled_counts, c.item_index) as filled_count
    from counts
    cross join unnest(column_names) with ordinality as c(column_name, item_index)
),

compared as (
    select
        table_name,
        user_pool_id,
        event_type,
        column_name,
        dt,
        row_count,
        cast(filled_count as double) / cast(row_count as double) as filled_share,
        cast(sum(filled_count) over (
            partition by table_name, user_pool_id, event_type, column_name
            order by dt
            rows between :baseline_days preceding and 1 preceding
        ) as double) / cast(sum(row_count) over (
            partition by table_name, user_pool_id, event_type, column_name
            order by dt
            rows between :baseline_days preceding and 1 preceding
        ) as double) as filled_share_before
    from days
)

-- A day is compared with earlier days of its user pool and event type that have rows, so the first day is not compared.
select
    table_name,
    user_pool_id,
    event_type,
    column_name,
    dt,
    row_count,
    round(1 - filled_share, 4) as null_share,
    round(1 - filled_share_before, 4) as null_share_before
from compared
where dt >= date_format(:first_day, '%Y-%m-%d')
    and cast(row_count as double) * filled_share_before >= :min_expected
    and filled_share < :min_filled_ratio * filled_share_before
order by
    dt,
    table_name,
    user_pool_id,
    event_type,
    column_name
