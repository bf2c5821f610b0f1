-- notifications_classified: one row is one user pool with too many unclassified delivery errors.
-- title: Unclassified delivery errors
-- description: User pools with many delivery errors whose text fits no pattern in schemas/error-classes.ts. Look at it
--     every week.
-- severity: info
-- false positives: one frequent error text is enough, because Cognito does not publish its error texts.
-- next: read the masked texts with query delivery_error_report. Add a pattern in schemas/error-classes.ts, then deploy
--     again.
-- also reads: no other days
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :max_unclassified_share double = 0.2
--     Maximum share of delivery errors with the class Unclassified.
with

patterns as (
    select
        user_pool_id,
        details_pattern,
        count(*) as error_count,
        count_if(error_class = 'Unclassified') as unclassified_count
    from delivery_errors
    where dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    group by user_pool_id, details_pattern
),

pools as (
    select
        user_pool_id,
        sum(error_count) as error_count,
        sum(unclassified_count) as unclassified_count,
        max_by(coalesce(details_pattern, '(no text)'), unclassified_count) as commonest_pattern
    from patterns
    group by user_pool_id
)

select
    user_pool_id,
    cast(error_count as bigint) as error_count,
    cast(unclassified_count as bigint) as unclassified_count,
    round(cast(unclassified_count as double) / cast(error_count as double), 4) as unclassified_share,
    commonest_pattern
from pools
where cast(unclassified_count as double) > :max_unclassified_share * cast(error_count as double)
order by
    unclassified_share desc,
    user_pool_id
