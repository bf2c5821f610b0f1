-- words_known: one row is one user pool, column and value that this project does not know.
-- title: Unknown event types, responses and risk decisions
-- description: Event types, responses and risk decisions that this project does not know. Look at it every week.
-- severity: warning
-- false positives: none. No data is lost: an unknown value is stored as written. AWS adds values without notice.
-- next: look the value up in the Cognito documentation, and add it in schemas/. Until then queries that count known
--     values leave the unknown ones out.
-- also reads: no other days
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
with

words as (
    select
        user_pool_id,
        w.column_name,
        case w.column_name
            when 'event_type' then event_type_raw
            when 'event_response' then event_response
            else risk_decision
        end as word,
        event_at,
        record_id
    from auth_events
    cross join unnest(array['event_type', 'event_response', 'risk_decision']) as w(column_name)
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and case w.column_name
            when 'event_type' then event_type = 'Other'
            when 'event_response' then event_response not in ('Pass', 'Fail', 'InProgress')
            else risk_decision not in ('NoRisk', 'AccountTakeover', 'Block')
        end
)

-- A NULL word is a missing event type.
select
    user_pool_id,
    column_name,
    word,
    count(*) as event_count,
    min(event_at) as first_at,
    max(event_at) as last_at,
    min(record_id) as example_record_id
from words
group by user_pool_id, column_name, word
order by
    event_count desc,
    user_pool_id,
    column_name,
    word nulls last
