-- success_after_attack: one row is one user in one user pool, for one episode (see within_minutes).
-- title: Successful sign-ins after an attack
-- description: Users who signed in during or soon after an attack. The attack was on that user, or came from the IP
--     address of the sign-in. Look at it every day.
-- severity: high
-- false positives: a user who remembered the password; another user of the mobile carrier whose IP address the attacker
--     used.
-- not detected: attacks without a trustworthy IP address (is_ip_trustworthy in docs/views.md). Many failures of one user
--     are found all the same: brute_force_by_user does not use the IP address.
-- next: treat the account as taken over until its owner confirms the sign-in: sign the user out everywhere, reset the
--     password, and run query user_timeline to see what happened since.
-- also reads: the day before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :within_minutes integer = 180
--     A successful sign-in counts if it falls between the first attempt of an attack and this many minutes after the
--     attack's last attempt. A user's sign-ins at most this far apart are one episode.
-- :user_min_failures integer = 20
--     For brute_force_by_user: minimum number of failed sign-ins in a window.
-- :user_window_minutes integer = 60
--     For brute_force_by_user: length of the time window in minutes, at most 1440.
-- :address_min_failures integer = 20
--     For brute_force_by_address: minimum number of failed sign-ins in a window.
-- :address_window_minutes integer = 60
--     For brute_force_by_address: length of the time window in minutes, at most 1440.
-- :spray_min_users integer = 5
--     For password_spray: minimum number of different users in a window.
-- :spray_min_failures integer = 15
--     For password_spray: minimum number of failed sign-ins in a window.
-- :spray_max_per_user integer = 8
--     For password_spray: maximum failures per user in a window. A user with more failures is left out.
-- :spray_window_minutes integer = 60
--     For password_spray: length of the time window in minutes, at most 1440.
-- :stuffing_min_users integer = 15
--     For credential_stuffing: minimum number of different users in a window.
-- :stuffing_min_failures integer = 25
--     For credential_stuffing: minimum number of failed sign-ins in a window.
-- :stuffing_max_per_user integer = 2
--     For credential_stuffing: maximum failures per user in a window. A user with more failures is left out.
-- :stuffing_window_minutes integer = 15
--     For credential_stuffing: length of the time window in minutes, at most 1440.
-- :distributed_min_failures integer = 10
--     For distributed_brute_force: minimum number of failed sign-ins in a window.
-- :distributed_min_addresses integer = 5
--     For distributed_brute_force: minimum number of different IP addresses in a window, if they are from
--     distributed_min_countries countries.
-- :distributed_min_countries integer = 2
--     For distributed_brute_force: minimum number of different countries in a window. Ignored if the window has
--     distributed_min_addresses_alone IP addresses.
-- :distributed_min_addresses_alone integer = 8
--     For distributed_brute_force: minimum number of different IP addresses in a window, from any number of countries.
-- :distributed_window_minutes integer = 30
--     For distributed_brute_force: length of the time window in minutes, at most 1440.
-- :sources_min_addresses integer = 5
--     For multi_source_spray: minimum number of different IP addresses in a window.
-- :sources_min_users integer = 8
--     For multi_source_spray: minimum number of different users in a window.
-- :sources_min_failures integer = 25
--     For multi_source_spray: minimum number of failed sign-ins in a window.
-- :sources_max_per_user integer = 5
--     For multi_source_spray: maximum failures per user in a window. A user with more failures is left out.
-- :sources_min_fail_share double = 0.75
--     For multi_source_spray: a failure counts only if at least this share of the sign-ins from its IP address, within
--     sources_window_minutes before and after it, failed.
-- :sources_min_users_per_address integer = 2
--     For multi_source_spray: 1 or 2 (a higher number works like 2). 2 ignores IP addresses where only one user failed
--     within sources_window_minutes before or after the failure, such as a home. 1 counts them too.
-- :sources_window_minutes integer = 60
--     For multi_source_spray: length of the time window in minutes, at most 1440.
-- :allowlisted string = 'shown'
--     hidden: leave out rows whose IP address or user is on the lake's allowlist (docs/operate.md#allowlist); shown:
--     mark these rows in is_allowlisted.
with

-- A failed sign-in may lack the sub that another sign-in of the same user name has.
sign_ins as (
    select
        attempt_id,
        user_pool_id,
        coalesce(user_sub, if(user_name is null, null, max(user_sub) over (partition by user_pool_id, user_name)), user_name) as user_key,
        user_sub,
        user_name,
        if(is_ip_trustworthy, ip_address, null) as address,
        ip_address,
        country,
        outcome,
        started_at,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', started_at) as at_ms,
        if(outcome = 'Fail', 1, 0) as failed
    from attempts
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
        and outcome in ('Fail', 'Pass')
        and started_at is not null
),

-- Counts for each attack: …_failures are the user's failures from this address in a window of that attack.
counted as (
    select
        user_pool_id,
        user_key,
        address,
        country,
        at_ms,
        failed,
        count(*) over (partition by user_pool_id, address order by at_ms range between :sources_window_minutes * bigint '60000' preceding and :sources_window_minutes * bigint '60000' following) as sign_ins_of_address,
        sum(failed) over (partition by user_pool_id, address order by at_ms range between :sources_window_minutes * bigint '60000' preceding and :sources_window_minutes * bigint '60000' following) as failures_of_address,
        sum(failed) over (partition by user_pool_id, address, user_key order by at_ms range between :sources_window_minutes * bigint '60000' preceding and :sources_window_minutes * bigint '60000' following) as failures_of_user_at_address,
        sum(failed) over (partition by user_pool_id, address, user_key order by at_ms range between :spray_window_minutes * bigint '60000' preceding and current row) as spray_failures,
        sum(failed) over (partition by user_pool_id, address, user_key order by at_ms range between :stuffing_window_minutes * bigint '60000' preceding and current row) as stuffing_failures
    from sign_ins
    where user_key is not null or address is not null
),

rated_failures as (
    select
        user_pool_id,
        user_key,
        address,
        country,
        at_ms,
        if(user_key is not null
            and address is not null
            and failures_of_address >= :sources_min_fail_share * sign_ins_of_address
            and (:sources_min_users_per_address <= 1 or failures_of_address > failures_of_user_at_address), 1, 0) as source,
        max(spray_failures) over (partition by user_pool_id, address, user_key order by at_ms range between current row and :spray_window_minutes * bigint '60000' following) as most_spray_failures,
        max(stuffing_failures) over (partition by user_pool_id, address, user_key order by at_ms range between current row and :stuffing_window_minutes * bigint '60000' following) as most_stuffing_failures
    from counted
    where failed = 1
),

sources as (
    select
        user_pool_id,
        user_key,
        address,
        country,
        at_ms,
        source,
        most_spray_failures,
        most_stuffing_failures,
        sum(source) over (partition by user_pool_id, user_key order by at_ms range between :sources_window_minutes * bigint '60000' preceding and current row) as source_failures
    from rated_failures
),

failures as (
    select
        user_pool_id,
        user_key,
        address,
        country,
        at_ms,
        source,
        most_spray_failures,
        most_stuffing_failures,
        max(source_failures) over (partition by user_pool_id, user_key order by at_ms range between current row and :sources_window_minutes * bigint '60000' following) as most_source_failures
    from sources
),

-- One row for each failure and each attack that it can be part of: the attacked user or attacking address (subject),
-- and what must differ (key_a, key_b).
attack_failures as (
    select
        user_pool_id,
        attack,
        case
            when attack in ('brute_force_by_user', 'distributed_brute_force') then user_key
            when attack = 'multi_source_spray' then ''
            else address
        end as subject,
        case
            when attack in ('password_spray', 'credential_stuffing') then user_key
            when attack in ('distributed_brute_force', 'multi_source_spray') then address
            else ''
        end as key_a,
        case attack when 'distributed_brute_force' then country when 'multi_source_spray' then user_key else '' end as key_b,
        case when attack in ('brute_force_by_user', 'distributed_brute_force') then concat('user ', user_key) else concat('address ', address) end as attack_key,
        at_ms
    from failures
    cross join unnest(array['brute_force_by_user', 'brute_force_by_address', 'password_spray', 'credential_stuffing', 'distributed_brute_force', 'multi_source_spray']) as attacks (attack)
    where case attack
            when 'brute_force_by_user' then user_key is not null
            when 'brute_force_by_address' then address is not null
            when 'password_spray' then user_key is not null and address is not null and most_spray_failures <= :spray_max_per_user
            when 'credential_stuffing' then user_key is not null and address is not null and most_stuffing_failures <= :stuffing_max_per_user
            when 'distributed_brute_force' then user_key is not null and address is not null
            else source = 1 and most_source_failures <= :sources_max_per_user
        end
),

limits as (
    select 'brute_force_by_user' as attack, :user_window_minutes * bigint '60000' as window_ms, :user_min_failures as min_failures, 0 as min_a, 0 as min_b, 1 as min_a_alone
    union all
    select 'brute_force_by_address', :address_window_minutes * bigint '60000', :address_min_failures, 0, 0, 1
    union all
    select 'password_spray', :spray_window_minutes * bigint '60000', :spray_min_failures, :spray_min_users, 0, :spray_min_users
    union all
    select 'credential_stuffing', :stuffing_window_minutes * bigint '60000', :stuffing_min_failures, :stuffing_min_users, 0, :stuffing_min_users
    union all
    select 'distributed_brute_force', :distributed_window_minutes * bigint '60000', :distributed_min_failures, :distributed_min_addresses, :distributed_min_countries, :distributed_min_addresses_alone
    union all
    select 'multi_source_spray', :sources_window_minutes * bigint '60000', :sources_min_failures, :sources_min_addresses, :sources_min_users, null
),

with_next as (
    select
        attack_failures.user_pool_id,
        attack_failures.attack,
        attack_failures.subject,
        attack_failures.key_b,
        attack_failures.attack_key,
        attack_failures.at_ms,
        attack_failures.at_ms + limits.window_ms + 1 as expires_ms,
        lead(attack_failures.at_ms) over (partition by attack_failures.user_pool_id, attack_failures.attack, attack_failures.subject, attack_failures.key_a order by attack_failures.at_ms) as next_a_ms,
        lead(attack_failures.at_ms) over (partition by attack_failures.user_pool_id, attack_failures.attack, attack_failures.subject, attack_failures.key_b order by attack_failures.at_ms) as next_b_ms
    from attack_failures
    join limits on limits.attack = attack_failures.attack
),

-- Counts distinct keys in a sliding window as changes: a key adds 1 at its first attempt in the window and subtracts 1
-- when the window length has passed since its last. If another attempt of the key follows in time, it replaces it.
changes as (
    select
        user_pool_id,
        attack,
        subject,
        case change
            when 'start' then at_ms
            when 'end' then expires_ms
            when 'a replaced' then least(coalesce(next_a_ms, expires_ms), expires_ms)
            else least(coalesce(next_b_ms, expires_ms), expires_ms)
        end as at_ms,
        case change when 'start' then 1 when 'end' then -1 else 0 end as failures,
        case change when 'start' then 1 when 'a replaced' then -1 else 0 end as keys_a,
        case
            when key_b is null then 0
            when change = 'start' then 1
            when change = 'b replaced' then -1
            else 0
        end as keys_b,
        case change when 'start' then 1 else 0 end as starts
    from with_next
    cross join unnest(array['start', 'end', 'a replaced', 'b replaced']) as kinds (change)
),

moments as (
    select
        user_pool_id,
        attack,
        subject,
        at_ms,
        sum(failures) as failures,
        sum(keys_a) as keys_a,
        sum(keys_b) as keys_b,
        sum(starts) as starts
    from changes
    group by user_pool_id, attack, subject, at_ms
),

windows as (
    select
        user_pool_id,
        attack,
        subject,
        at_ms,
        starts,
        sum(failures) over (partition by user_pool_id, attack, subject order by at_ms) as failure_count,
        sum(keys_a) over (partition by user_pool_id, attack, subject order by at_ms) as count_a,
        sum(keys_b) over (partition by user_pool_id, attack, subject order by at_ms) as count_b
    from moments
),

gaps as (
    select
        windows.user_pool_id,
        windows.attack,
        windows.subject,
        windows.at_ms,
        limits.window_ms,
        windows.at_ms - lag(windows.at_ms) over (partition by windows.user_pool_id, windows.attack, windows.subject order by windows.at_ms) as gap_ms
    from windows
    join limits on limits.attack = windows.attack
    where windows.starts > 0
        and windows.failure_count >= limits.min_failures
        and ((windows.count_a >= limits.min_a and windows.count_b >= limits.min_b) or coalesce(windows.count_a >= limits.min_a_alone, false))
),

numbered as (
    select
        user_pool_id,
        attack,
        subject,
        at_ms,
        window_ms,
        sum(case when gap_ms <= window_ms then 0 else 1 end) over (partition by user_pool_id, attack, subject order by at_ms) as episode
    from gaps
),

spans as (
    select
        user_pool_id,
        attack,
        subject,
        episode,
        min(at_ms - window_ms) as from_ms,
        max(at_ms) as to_ms
    from numbered
    group by user_pool_id, attack, subject, episode
),

-- One row for each attack and each IP address or user (attack_key) whose later successful sign-ins count.
attacked_keys as (
    select
        spans.user_pool_id,
        spans.attack,
        with_next.attack_key,
        min(with_next.at_ms) as first_ms,
        max(spans.to_ms) as last_ms
    from spans
    join with_next
        on with_next.user_pool_id = spans.user_pool_id
        and with_next.attack = spans.attack
        and with_next.subject = spans.subject
        and with_next.at_ms between spans.from_ms and spans.to_ms
    group by spans.user_pool_id, spans.attack, spans.subject, spans.episode, with_next.attack_key
),

passes as (
    select
        attempt_id,
        user_pool_id,
        user_key,
        user_sub,
        user_name,
        ip_address,
        country,
        started_at,
        at_ms,
        if(key_kind = 'user', concat('user ', user_key), concat('address ', address)) as attack_key
    from sign_ins
    cross join unnest(array['user', 'address']) as key_kinds (key_kind)
    where outcome = 'Pass'
        and user_key is not null
        and (key_kind = 'user' or address is not null)
),

hits as (
    select
        passes.attempt_id,
        passes.user_pool_id,
        passes.user_key,
        passes.user_sub,
        passes.user_name,
        passes.ip_address,
        passes.country,
        passes.started_at,
        passes.at_ms,
        attacked_keys.attack,
        attacked_keys.first_ms,
        attacked_keys.last_ms
    from attacked_keys
    join passes
        on passes.user_pool_id = attacked_keys.user_pool_id
        and passes.attack_key = attacked_keys.attack_key
        and passes.at_ms between attacked_keys.first_ms and attacked_keys.last_ms + :within_minutes * bigint '60000'
),

hit_gaps as (
    select
        attempt_id, user_pool_id, user_key, user_sub, user_name, ip_address, country, started_at, at_ms, attack, first_ms, last_ms,
        at_ms - lag(at_ms) over (partition by user_pool_id, user_key order by at_ms) as gap_ms
    from hits
),

hit_episodes as (
    select
        attempt_id, user_pool_id, user_key, user_sub, user_name, ip_address, country, started_at, at_ms, attack, first_ms, last_ms,
        sum(case when gap_ms <= :within_minutes * bigint '60000' then 0 else 1 end) over (partition by user_pool_id, user_key order by at_ms) as episode
    from hit_gaps
),

-- Adds days first and then milliseconds: Trino's date_add takes 32-bit milliseconds.
episodes as (
    select
        user_pool_id,
        max(user_sub) as user_sub,
        max(user_name) as user_name,
        min(started_at) as first_at,
        max(started_at) as last_at,
        count(distinct attempt_id) as attempt_count,
        array_join(array_agg(distinct attack order by attack), ', ') as attacks,
        min(first_ms) as attack_first_ms,
        date_add('day', min(first_ms) / 86400000, timestamp '1970-01-01 00:00:00.000') as attack_first_day,
        max(last_ms) as attack_last_ms,
        date_add('day', max(last_ms) / 86400000, timestamp '1970-01-01 00:00:00.000') as attack_last_day,
        nullif(min_by(coalesce(ip_address, ''), at_ms), '') as ip_address,
        count(distinct ip_address) as address_count,
        nullif(min_by(coalesce(country, ''), at_ms), '') as country
    from hit_episodes
    group by user_pool_id, user_key, episode
),

marked as (
    select
        user_pool_id,
        user_sub,
        user_name,
        first_at,
        last_at,
        attempt_count,
        attacks,
        date_add('millisecond', attack_first_ms % 86400000, attack_first_day) as attack_first_at,
        date_add('millisecond', attack_last_ms % 86400000, attack_last_day) as attack_last_at,
        ip_address,
        address_count,
        country,
        coalesce(user_sub in (select value from allowlist where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from allowlist where kind = 'user_name'), false)
            or coalesce(ip_address in (select value from allowlist where kind = 'address'), false) as is_allowlisted
    from episodes
    where last_at >= :first_day
)

select
    user_pool_id,
    user_sub,
    user_name,
    first_at,
    last_at,
    attempt_count,
    attacks,
    attack_first_at,
    attack_last_at,
    ip_address,
    address_count,
    country,
    is_allowlisted
from marked
where :allowlisted = 'shown' or not is_allowlisted
order by
    user_pool_id,
    first_at,
    user_sub nulls last,
    user_name nulls last
