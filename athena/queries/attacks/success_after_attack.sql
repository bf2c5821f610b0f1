-- success_after_attack: one row is one pool, user who passed, and episode.
-- Asks who was let in during or soon after an attack: the attacked user, or any user at an attacking address. Reads attempts; leaves out addresses that are not trustworthy, but for attacks on a user.
-- severity: high
-- false alarm: somebody who forgot a password and then remembered it; another user of a carrier behind whose address an attacker sat.
-- next: take the account for lost until its owner says otherwise: sign it out everywhere, reset the password, and look at user_timeline for what was done since.
-- reaches back: 1 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :within_minutes integer = 180
--     A pass counts from the first attempt of an attack until so long after its last. Passes of a user no further apart are one episode.
-- :user_min_failures integer = 20
--     min_failures of brute_force_by_user.
-- :user_window_minutes integer = 60
--     window_minutes of brute_force_by_user.
-- :address_min_failures integer = 20
--     min_failures of brute_force_by_address.
-- :address_window_minutes integer = 60
--     window_minutes of brute_force_by_address.
-- :spray_min_users integer = 5
--     min_users of password_spray.
-- :spray_min_failures integer = 15
--     min_failures of password_spray.
-- :spray_max_per_user integer = 8
--     max_per_user of password_spray.
-- :spray_window_minutes integer = 60
--     window_minutes of password_spray.
-- :stuffing_min_users integer = 15
--     min_users of credential_stuffing.
-- :stuffing_min_failures integer = 25
--     min_failures of credential_stuffing.
-- :stuffing_max_per_user integer = 2
--     max_per_user of credential_stuffing.
-- :stuffing_window_minutes integer = 15
--     window_minutes of credential_stuffing.
-- :distributed_min_failures integer = 10
--     min_failures of distributed_brute_force.
-- :distributed_min_addresses integer = 5
--     min_addresses of distributed_brute_force.
-- :distributed_min_countries integer = 2
--     min_countries of distributed_brute_force.
-- :distributed_min_addresses_alone integer = 8
--     min_addresses_alone of distributed_brute_force.
-- :distributed_window_minutes integer = 30
--     window_minutes of distributed_brute_force.
-- :sources_min_addresses integer = 5
--     min_addresses of multi_source_spray.
-- :sources_min_users integer = 8
--     min_users of multi_source_spray.
-- :sources_min_failures integer = 25
--     min_failures of multi_source_spray.
-- :sources_max_per_user integer = 5
--     max_per_user of multi_source_spray.
-- :sources_min_fail_share double = 0.75
--     min_fail_share of multi_source_spray.
-- :sources_min_users_per_address integer = 2
--     min_users_per_address of multi_source_spray.
-- :sources_window_minutes integer = 60
--     window_minutes of multi_source_spray.
-- :known string = 'shown'
--     hidden leaves known exceptions out, shown marks them.
with

-- A sign-in that failed may lack the sub that another one of the same name has.
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

-- What each attack counts: ..._failures are the failures of the user in a window of that attack, from this address.
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
        sum(failed) over (partition by user_pool_id, address, user_key order by at_ms range between :sources_window_minutes * bigint '60000' preceding and :sources_window_minutes * bigint '60000' following) as failures_of_pair,
        sum(failed) over (partition by user_pool_id, address, user_key order by at_ms range between :spray_window_minutes * bigint '60000' preceding and current row) as spray_failures,
        sum(failed) over (partition by user_pool_id, address, user_key order by at_ms range between :stuffing_window_minutes * bigint '60000' preceding and current row) as stuffing_failures
    from sign_ins
    where user_key is not null or address is not null
),

judged as (
    select
        user_pool_id,
        user_key,
        address,
        country,
        at_ms,
        if(user_key is not null
            and address is not null
            and failures_of_address >= :sources_min_fail_share * sign_ins_of_address
            and (:sources_min_users_per_address <= 1 or failures_of_address > failures_of_pair), 1, 0) as source,
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
    from judged
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

-- Each failure as a try of each attack that it can be part of: of whom or from where (subject), and what must differ (key_a, key_b).
tries as (
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
        case when attack in ('brute_force_by_user', 'distributed_brute_force') then concat('user ', user_key) else concat('address ', address) end as who,
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

tried as (
    select
        tries.user_pool_id,
        tries.attack,
        tries.subject,
        tries.key_b,
        tries.who,
        tries.at_ms,
        tries.at_ms + limits.window_ms + 1 as gone_ms,
        lead(tries.at_ms) over (partition by tries.user_pool_id, tries.attack, tries.subject, tries.key_a order by tries.at_ms) as next_a_ms,
        lead(tries.at_ms) over (partition by tries.user_pool_id, tries.attack, tries.subject, tries.key_b order by tries.at_ms) as next_b_ms
    from tries
    join limits on limits.attack = tries.attack
),

-- How many are different in a window is counted by what changes it: a key comes with its first attempt in the window, and goes when a
-- window's length has passed since its last. An attempt that is followed by another of its key hands the key over to that one.
changes as (
    select
        user_pool_id,
        attack,
        subject,
        case change
            when 'comes' then at_ms
            when 'goes' then gone_ms
            when 'hands a over' then least(coalesce(next_a_ms, gone_ms), gone_ms)
            else least(coalesce(next_b_ms, gone_ms), gone_ms)
        end as at_ms,
        case change when 'comes' then 1 when 'goes' then -1 else 0 end as failures,
        case change when 'comes' then 1 when 'hands a over' then -1 else 0 end as keys_a,
        case
            when key_b is null then 0
            when change = 'comes' then 1
            when change = 'hands b over' then -1
            else 0
        end as keys_b,
        case change when 'comes' then 1 else 0 end as starts
    from tried
    cross join unnest(array['comes', 'goes', 'hands a over', 'hands b over']) as kinds (change)
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

-- An attack, by who is to be looked for after it: one address, or one user.
attacked as (
    select
        spans.user_pool_id,
        spans.attack,
        tried.who,
        min(tried.at_ms) as first_ms,
        max(spans.to_ms) as last_ms
    from spans
    join tried
        on tried.user_pool_id = spans.user_pool_id
        and tried.attack = spans.attack
        and tried.subject = spans.subject
        and tried.at_ms between spans.from_ms and spans.to_ms
    group by spans.user_pool_id, spans.attack, spans.subject, spans.episode, tried.who
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
        if(way = 'user', concat('user ', user_key), concat('address ', address)) as who
    from sign_ins
    cross join unnest(array['user', 'address']) as ways (way)
    where outcome = 'Pass'
        and user_key is not null
        and (way = 'user' or address is not null)
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
        attacked.attack,
        attacked.first_ms,
        attacked.last_ms
    from attacked
    join passes
        on passes.user_pool_id = attacked.user_pool_id
        and passes.who = attacked.who
        and passes.at_ms between attacked.first_ms and attacked.last_ms + :within_minutes * bigint '60000'
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

-- Days and then the rest: Trino adds no more milliseconds than an integer holds.
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
        coalesce(user_sub in (select value from known_exceptions where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from known_exceptions where kind = 'user_name'), false)
            or coalesce(ip_address in (select value from known_exceptions where kind = 'address'), false) as known
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
    known
from marked
where :known = 'shown' or not known
order by
    user_pool_id,
    first_at,
    user_sub nulls last,
    user_name nulls last
