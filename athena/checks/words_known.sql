-- words_known: one row is one pool, column and word that the lake does not know.
-- Promises that every event type, response and risk decision is a known word. Reads auth_events.
-- severity: warning
-- false alarm: AWS adds words without notice; nothing is lost, an unknown word stands as it was written.
-- next: look the word up in the documentation of Cognito; reports that count known words alone leave these records out.
-- reaches back: 0 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
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

-- A NULL word is an event type that is missing.
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
