-- user_timeline: one row is one event of one user. The rows are in order of time.
-- title: Timeline of a user
-- description: All user activity of one user id or user name. Look at it to investigate a user.
-- severity: info
-- false positives: another user with the same user name in another user pool; attempts with a user name that does not
--     exist, which have no user_sub.
-- next: compare IP addresses, devices and countries with those of earlier sign-ins. Run query address_timeline for a
--     suspicious IP address.
-- also reads: no other days
-- :first_day date = current_date - interval '30' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :user string = ''
--     The user's sub or user name.
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
    ip_address,
    is_ip_trustworthy,
    city,
    country,
    device_name,
    coalesce(event_id, record_id) as attempt_id,
    record_id
from auth_events
where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    and (user_sub = :user or user_name = :user)
order by
    event_at,
    coalesce(cardinality(auth_events.challenge_names), 0),
    record_id
