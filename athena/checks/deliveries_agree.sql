-- deliveries_agree: one row is one record whose deliveries differ.
-- title: Deliveries that differ
-- description: Records that were delivered more than once, with another user, response, risk or address each time: one
--     delivery may be forged. Look at it every day. Generated from schemas/columns.ts.
-- severity: error
-- false positives: a backfill before and after Cognito changed its event; a new version of the parser that reads a
--     field of a replayed record in another way.
-- next: compare the deliveries in the table (record_id) with the event in raw/ or in the exports. The views show the
--     first one; compact keeps them all. Find out who may put records on the streams (SECURITY.md).
-- also reads: no other days
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
with

user_activity_repeated as (
    select record_id
    from user_activity
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and record_id is not null
    group by user_pool_id, event_type, dt, record_id
    having count(*) > 1
),

user_activity_deliveries as (
    select
        user_pool_id,
        event_type,
        dt,
        record_id,
        arrived_at,
        event_at_source,
        event_at,
        event_id,
        event_response,
        risk_level,
        risk_decision,
        risk_decision_raw,
        challenge_names,
        challenge_results,
        compromised_credential_detected,
        user_sub,
        user_name,
        client_id,
        regexp_replace(
            regexp_replace(
                regexp_replace(lower(ip_address), '^[0:]*[:]ffff[:]([0-9]+\.[0-9]+\.[0-9]+\.[0-9]+)$', '$1'),
                '^::', '0::'
            ),
            '::$', '::0'
        ) as ip_parts,
        country,
        coalesce(regexp_like(user_sub, '^erased-[0-9a-f]{16}$') or regexp_like(user_name, '^erased-[0-9a-f]{16}$'), false) as is_erased
    from user_activity
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and record_id in (select record_id from user_activity_repeated)
),

user_activity_compared as (
    select
        user_pool_id,
        event_type,
        dt,
        record_id,
        arrived_at,
        coalesce(cast(case when event_at_source <> 'arrival' then date_trunc('millisecond', event_at) end as varchar), '') as event_at,
        coalesce(event_id, '') as event_id,
        coalesce(event_response, '') as event_response,
        coalesce(risk_level, '') as risk_level,
        coalesce(risk_decision, '') as risk_decision,
        coalesce(risk_decision_raw, '') as risk_decision_raw,
        coalesce(concat(cast(cardinality(challenge_names) as varchar), chr(31), array_join(challenge_names, chr(31))), '') as challenge_names,
        coalesce(concat(cast(cardinality(challenge_results) as varchar), chr(31), array_join(challenge_results, chr(31))), '') as challenge_results,
        coalesce(cast(compromised_credential_detected as varchar), '') as compromised_credential_detected,
        case when not is_erased then coalesce(user_sub, '') end as user_sub,
        case when not is_erased then coalesce(user_name, '') end as user_name,
        coalesce(client_id, '') as client_id,
        case when not is_erased then coalesce(case
            when strpos(ip_parts, ':') = 0 then ip_parts
            else regexp_replace(
                replace(
                    ip_parts,
                    '::',
                    concat(':', substr('0:0:0:0:0:0:0:', 1, greatest(0, 16 - 2 * length(regexp_replace(ip_parts, '[^:]', '')))))
                ),
                '(^|:)0+([0-9a-f])',
                '$1$2'
            )
        end, '') end as ip_address,
        coalesce(country, '') as country
    from user_activity_deliveries
),

user_notification_repeated as (
    select record_id
    from user_notification
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and record_id is not null
    group by user_pool_id, event_type, dt, record_id
    having count(*) > 1
),

user_notification_deliveries as (
    select
        user_pool_id,
        event_type,
        dt,
        record_id,
        arrived_at,
        event_at_source,
        event_at,
        details,
        coalesce(regexp_like(details, '(^|[^\p{L}\p{N}])erased($|[^\p{L}\p{N}])'), false) as is_erased
    from user_notification
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and record_id in (select record_id from user_notification_repeated)
),

user_notification_compared as (
    select
        user_pool_id,
        event_type,
        dt,
        record_id,
        arrived_at,
        coalesce(cast(case when event_at_source <> 'arrival' then date_trunc('millisecond', event_at) end as varchar), '') as event_at,
        case when not is_erased then coalesce(details, '') end as details
    from user_notification_deliveries
),

records as (
    select
        'user_activity' as table_name,
        user_pool_id,
        event_type,
        dt,
        record_id,
        count(*) as delivery_count,
        min(arrived_at) as first_arrived_at,
        max(arrived_at) as last_arrived_at,
        rtrim(
            case when min(event_at) <> max(event_at) then 'event_at ' else '' end
            || case when min(event_id) <> max(event_id) then 'event_id ' else '' end
            || case when min(event_response) <> max(event_response) then 'event_response ' else '' end
            || case when min(risk_level) <> max(risk_level) then 'risk_level ' else '' end
            || case when min(risk_decision) <> max(risk_decision) then 'risk_decision ' else '' end
            || case when min(risk_decision_raw) <> max(risk_decision_raw) then 'risk_decision_raw ' else '' end
            || case when min(challenge_names) <> max(challenge_names) then 'challenge_names ' else '' end
            || case when min(challenge_results) <> max(challenge_results) then 'challenge_results ' else '' end
            || case when min(compromised_credential_detected) <> max(compromised_credential_detected) then 'compromised_credential_detected ' else '' end
            || case when min(user_sub) <> max(user_sub) then 'user_sub ' else '' end
            || case when min(user_name) <> max(user_name) then 'user_name ' else '' end
            || case when min(client_id) <> max(client_id) then 'client_id ' else '' end
            || case when min(ip_address) <> max(ip_address) then 'ip_address ' else '' end
            || case when min(country) <> max(country) then 'country ' else '' end
        ) as differing_columns
    from user_activity_compared
    group by user_pool_id, event_type, dt, record_id
    union all
    select
        'user_notification' as table_name,
        user_pool_id,
        event_type,
        dt,
        record_id,
        count(*) as delivery_count,
        min(arrived_at) as first_arrived_at,
        max(arrived_at) as last_arrived_at,
        rtrim(
            case when min(event_at) <> max(event_at) then 'event_at ' else '' end
            || case when min(details) <> max(details) then 'details ' else '' end
        ) as differing_columns
    from user_notification_compared
    group by user_pool_id, event_type, dt, record_id
)

-- A pseudonym, a mask and a NULL of an erased person differ from nothing, nor does the time of an event that has none.
select
    table_name,
    user_pool_id,
    event_type,
    dt,
    record_id,
    delivery_count,
    differing_columns,
    first_arrived_at,
    last_arrived_at
from records
where differing_columns <> ''
order by table_name, user_pool_id, event_type, dt, record_id
