/** The SQL of the check columns_stay_filled, made from the columns of both tables. */
import { TABLES, TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';

/** These hold what no column takes: that they are empty is well. */
const NEVER_EXPECTED: ReadonlySet<string> = new Set(['extra_names', 'extra_values']);

const columnsOf = (table: TableName): readonly string[] =>
    TABLES[table].map(({ name }) => name).filter((name) => !NEVER_EXPECTED.has(name));

const lines = (texts: readonly string[]): string => texts.map((text) => `            ${text}`).join(',\n');

const countsOf = (table: TableName): string => `    select
        '${table}' as table_name,
        user_pool_id,
        event_type,
        dt,
        count(*) as row_count,
        array[
${lines(columnsOf(table).map((name) => `'${name}'`))}
        ] as column_names,
        array[
${lines(columnsOf(table).map((name) => `count(${name})`))}
        ] as filled_counts
    from ${table}
    where dt between date_format(date_add('day', -:baseline_days, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    group by user_pool_id, event_type, dt`;

const HEADER = `-- columns_stay_filled: one row is one table, pool, event type, column and day in which far fewer rows fill the column than in the days before.
-- Promises that a column that was filled does not fall empty. Reads user_activity, user_notification.
-- Made from schemas/columns.ts.
-- severity: warning
-- false alarm: an app or a provider that was switched off; a column that few rows fill, on a day with other users.
-- next: compare a record of that day in raw/ with one before: Cognito may have renamed a field (fields_known), or writes it otherwise (fields_fit).
-- reaches back: :baseline_days days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :baseline_days integer = 14
--     Days before that a day is compared with.
-- :min_filled_ratio double = 0.5
--     Part of the usual share of filled rows that is to be left.
-- :min_expected integer = 50
--     A column is left out where fewer filled rows than this were to be expected.`;

const COMPARISON = `days as (
    select
        table_name,
        user_pool_id,
        event_type,
        dt,
        c.column_name,
        row_count,
        element_at(filled_counts, c.place) as filled_count
    from counts
    cross join unnest(column_names) with ordinality as c(column_name, place)
),

compared as (
    select
        table_name,
        user_pool_id,
        event_type,
        column_name,
        dt,
        row_count,
        cast(filled_count as double) / cast(row_count as double) as filled_share,
        cast(sum(filled_count) over (
            partition by table_name, user_pool_id, event_type, column_name
            order by dt
            rows between :baseline_days preceding and 1 preceding
        ) as double) / cast(sum(row_count) over (
            partition by table_name, user_pool_id, event_type, column_name
            order by dt
            rows between :baseline_days preceding and 1 preceding
        ) as double) as filled_share_before
    from days
)

-- A day is compared with those of its pool and type that have rows; the first has none to be compared with.
select
    table_name,
    user_pool_id,
    event_type,
    column_name,
    dt,
    row_count,
    round(1 - filled_share, 4) as null_share,
    round(1 - filled_share_before, 4) as null_share_before
from compared
where dt >= date_format(:first_day, '%Y-%m-%d')
    and cast(row_count as double) * filled_share_before >= :min_expected
    and filled_share < :min_filled_ratio * filled_share_before
order by
    dt,
    table_name,
    user_pool_id,
    event_type,
    column_name
`;

/** The text of `athena/checks/columns_stay_filled.sql`. One scan counts all columns of a table, and the counts are then laid out as rows. */
export const columnsStayFilled = (): string =>
    `${HEADER}\nwith\n\ncounts as (\n${TABLE_NAMES.map(countsOf).join('\n    union all\n')}\n),\n\n${COMPARISON}`;
