-- address_timeline: one row is one event from one IP address. The rows are in order of time.
-- title: Timeline of an IP address
-- description: All user activity from one IP address. Look at it to investigate an IP address.
-- severity: info
-- false positives: other users of an office or a mobile carrier that shares the IP address.
-- not detected: records without an IP address, or whose IP address may be the app server's or AWS's (is_ip_trustworthy
--     in docs/views.md).
-- next: run query user_timeline for each user. Block the IP address in AWS WAF, or add it to the allowlist if you vouch
--     for it.
-- also reads: no other days
-- :first_day date = current_date - interval '30' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :address string = ''
--     The IP address, IPv4 or IPv6, as stored in the lake.
select
    event_at,
    user_pool_id,
    event_type,
    event_response,
    array_join(challenge_names, ', ') as challenge_names,
    array_join(challenge_results, ', ') as challenge_results,
    risk_level,
    risk_decision,
    compromised_credential_detected,
    user_sub,
    user_name,
    client_id,
    idp_name,
    city,
    country,
    device_name,
    coalesce(event_id, record_id) as attempt_id,
    record_id
from auth_events
where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    and lower(ip_address) = lower(:address)
    and is_ip_trustworthy
order by
    event_at,
    coalesce(cardinality(auth_events.challenge_names), 0),
    record_id
