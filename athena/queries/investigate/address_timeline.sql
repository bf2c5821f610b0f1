-- address_timeline: one row is one record of user activity from one address, in the order in which they happened.
-- Asks what came from an address. Reads auth_events, and of it only rows that are is_ip_trustworthy.
-- severity: info
-- false alarm: many people share the address of an office or a mobile network; rows of apps without context data are left out, they have the server's.
-- next: look at the users with user_timeline; block the address in AWS WAF, or name it in known_exceptions if it is yours.
-- reaches back: 0 days
-- :first_day date = current_date - interval '30' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :address string = ''
--     The address, IPv4 or IPv6, as the lake has it.
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
