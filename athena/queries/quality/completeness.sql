-- completeness: one row is one day, user pool, event type, measure and app client.
-- title: Completeness against CloudWatch metrics
-- description: Event counts of the lake beside those of Cognito's CloudWatch metrics. Look at it every week.
-- severity: info
-- false positives: a share below 1 because CloudWatch also counts what Cognito does not log: federated sign-ins, client
--     credentials and, in rows whose measure is 'attempts', throttled requests and perhaps each step of a sign-in. A
--     row whose client_id is 'Admin' counts calls of the admin API (such as AdminInitiateAuth) for all app clients.
-- next: look at the rows whose measure is 'successes'. pool_share is the lake's count divided by CloudWatch's count, for
--     all app clients together. If it stays below 1, run doctor and read its checks of delivery, streams and errors. If
--     there are no rows, run completeness --export, which writes the metrics to the lake.
-- also reads: the day before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date - interval '1' day
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
with

-- Backfilled events were not exported. Feedback records are not events.
events as (
    select
        user_pool_id,
        event_type,
        dt,
        coalesce(event_id, record_id) as attempt_id,
        coalesce(max(client_id), '') as client_id,
        count_if(coalesce(ingest_path, '') <> 'backfill') > 0 as is_exported,
        count_if(event_response = 'Pass') > 0 as is_passed,
        count_if(event_response = 'Fail') > 0 as is_failed,
        date_format(max(event_at) filter (where event_response = 'Pass'), '%Y-%m-%d') as passed_on,
        count_if(risk_decision is not null) > 0 as is_assessed,
        count_if(risk_level is not null) > 0 as is_takeover_risk,
        coalesce(bool_or(compromised_credential_detected), false) as is_compromised,
        count_if(risk_decision = 'Block') > 0 as is_blocked
    from auth_events
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type in ('SignIn', 'SignUp', 'PasswordChange')
        and coalesce(ingest_path, '') <> 'feedback'
    group by user_pool_id, event_type, dt, coalesce(event_id, record_id)
),

-- A sign-in succeeds when tokens are issued, a sign-up when the account is created, confirmed or not.
counted as (
    select
        user_pool_id,
        event_type,
        client_id,
        is_exported,
        dt,
        case when event_type = 'SignIn' then passed_on when not is_failed then dt end as succeeded_on,
        count(*) as attempts,
        count_if(case when event_type = 'SignIn' then is_passed else not is_failed end) as successes,
        count_if(is_takeover_risk or is_compromised) as risk,
        count_if(is_assessed and not is_takeover_risk and not is_compromised and not is_blocked) as no_risk,
        count_if(is_takeover_risk) as account_takeover_risk,
        count_if(is_compromised) as compromised_credential_risk,
        count_if(is_blocked) as override_block
    from events
    group by 1, 2, 3, 4, 5, 6
),

lake_counts as (
    select
        case when m.measure = 'successes' then succeeded_on else dt end as dt,
        user_pool_id,
        event_type,
        m.measure,
        case when m.measure in ('attempts', 'successes') then client_id else '' end as client_id,
        is_exported,
        case m.measure
            when 'attempts' then attempts
            when 'successes' then successes
            when 'risk' then risk
            when 'no_risk' then no_risk
            when 'account_takeover_risk' then account_takeover_risk
            when 'compromised_credential_risk' then compromised_credential_risk
            else override_block
        end as event_count
    from counted
    cross join unnest(array['attempts', 'successes', 'risk', 'no_risk', 'account_takeover_risk', 'compromised_credential_risk', 'override_block']) as m(measure)
),

-- A day may be exported before it is over and again later. Counts only grow, so the maximum is the latest.
metrics as (
    select
        dt,
        user_pool_id,
        event_type,
        coalesce(client_id, '') as client_id,
        metric,
        coalesce(risk_level, '') as risk_level,
        max(try_cast(sample_count as double)) as sample_count,
        max(try_cast(value_sum as double)) as value_sum
    from cognito_metrics
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    group by dt, user_pool_id, event_type, coalesce(client_id, ''), metric, coalesce(risk_level, '')
),

metric_counts as (
    select
        dt,
        user_pool_id,
        event_type,
        case metric
            when 'Risk' then 'risk'
            when 'NoRisk' then 'no_risk'
            when 'AccountTakeoverRisk' then 'account_takeover_risk'
            when 'CompromisedCredentialRisk' then 'compromised_credential_risk'
            when 'OverrideBlock' then 'override_block'
            else m.measure
        end as measure,
        client_id,
        case when m.measure = 'attempts' then sample_count else value_sum end as event_count
    from metrics
    cross join unnest(array['attempts', 'successes']) as m(measure)
    where metric in ('SignInSuccesses', 'SignUpSuccesses')
        or (m.measure = 'successes' and metric in ('Risk', 'NoRisk', 'AccountTakeoverRisk', 'CompromisedCredentialRisk', 'OverrideBlock'))
),

combined as (
    select dt, user_pool_id, event_type, measure, client_id, event_count as lake_count, cast(0 as bigint) as backfilled_count, cast(null as double) as metric_count
    from lake_counts
    where is_exported
    union all
    select dt, user_pool_id, event_type, measure, client_id, cast(0 as bigint) as lake_count, event_count as backfilled_count, cast(null as double) as metric_count
    from lake_counts
    where not is_exported
    union all
    select dt, user_pool_id, event_type, measure, client_id, cast(0 as bigint) as lake_count, cast(0 as bigint) as backfilled_count, event_count as metric_count
    from metric_counts
),

by_client as (
    select
        dt,
        user_pool_id,
        event_type,
        measure,
        client_id,
        cast(sum(lake_count) as bigint) as lake_count,
        cast(sum(backfilled_count) as bigint) as backfilled_count,
        cast(round(sum(metric_count)) as bigint) as metric_count
    from combined
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
    group by dt, user_pool_id, event_type, measure, client_id
),

by_pool as (
    select
        dt,
        user_pool_id,
        event_type,
        measure,
        client_id,
        lake_count,
        backfilled_count,
        metric_count,
        cast(sum(lake_count) over (partition by dt, user_pool_id, event_type, measure) as bigint) as pool_lake_count,
        cast(sum(metric_count) over (partition by dt, user_pool_id, event_type, measure) as bigint) as pool_metric_count
    from by_client
)

-- attempts: SampleCount of SignInSuccesses and SignUpSuccesses; successes: their Sum. The other measures are the Sum
-- of the metric of that name, and override_block counts Block. backfilled_count: events that only backfill has.
-- pool_…: all clients together. client_id is NULL if it is unknown or the metric has no client.
select
    dt,
    user_pool_id,
    event_type,
    measure,
    nullif(client_id, '') as client_id,
    case when client_id = 'Admin' and lake_count = 0 then null else lake_count end as lake_count,
    backfilled_count,
    metric_count,
    case when client_id = 'Admin' and lake_count = 0 then null else round(cast(lake_count as double) / nullif(cast(metric_count as double), 0), 4) end as share,
    pool_lake_count,
    pool_metric_count,
    round(cast(pool_lake_count as double) / nullif(cast(pool_metric_count as double), 0), 4) as pool_share
from by_pool
where pool_metric_count is not null
    and (lake_count > 0 or backfilled_count > 0 or metric_count is not null)
order by
    dt,
    user_pool_id,
    event_type,
    case measure
        when 'attempts' then 1
        when 'successes' then 2
        when 'risk' then 3
        when 'no_risk' then 4
        when 'account_takeover_risk' then 5
        when 'compromised_credential_risk' then 6
        else 7
    end,
    client_id
