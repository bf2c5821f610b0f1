/** Generates the SQL of the check columns_stay_filled from the columns of both tables. */
import { TABLES, TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';

/** Fields without a column go here, so these columns are usually empty. */
const IGNORED_COLUMNS: ReadonlySet<string> = new Set(['extra_names', 'extra_values']);

const columnsOf = (table: TableName): readonly string[] =>
    TABLES[table].map(({ name }) => name).filter((name) => !IGNORED_COLUMNS.has(name));

const lines = (texts: readonly string[]): string => texts.map((text) => `            ${text}`).join(',\n');

const FIRST_DT = "date_format(date_add('day', -:baseline_days, :first_day), '%Y-%m-%d')";
const LAST_DT = "date_format(:last_day, '%Y-%m-%d')";

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
    where dt between ${FIRST_DT} and ${LAST_DT}
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
    group by user_pool_id, event_type, dt`;

const GRAIN = 'one table, user pool, event type, column and day with far fewer non-empty rows';

const HEADER = `-- columns_stay_filled: one row is ${GRAIN}.
-- title: Columns that became empty
-- description: Columns that are empty in far more rows than in the days before. Look at it every day.
-- Generated from schemas/columns.ts.
-- severity: warning
-- false positives: an app or an identity provider that was switched off; a rarely filled column on a day with other
--     users.
-- next: compare a record of that day in raw/ with an older one. Cognito may have renamed a field (check fields_known)
--     or changed its format (check fields_fit).
-- also reads: the :baseline_days days before first_day
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.
-- :baseline_days integer = 14
--     Number of baseline days: each day is compared with this many days before it.
-- :min_filled_ratio double = 0.5
--     Flag a column if its share of non-empty rows falls below this fraction of its share in the baseline days.
-- :min_expected integer = 50
--     Leave out a column if the day's rows, times its non-empty share in the baseline days, come to fewer than this.`;

const COMPARISON = `days as (
    select
        table_name,
        user_pool_id,
        event_type,
        dt,
        c.column_name,
        row_count,
        element_at(filled_counts, c.item_index) as filled_count
    from counts
    cross join unnest(column_names) with ordinality as c(column_name, item_index)
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

-- A day is compared with earlier days of its user pool and event type that have rows, so the first day is not compared.
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

/** The text of `athena/checks/columns_stay_filled.sql`. One scan counts all columns; `unnest` then makes them rows. */
export const columnsStayFilled = (): string =>
    `${HEADER}\nwith\n\ncounts as (\n${TABLE_NAMES.map(countsOf).join('\n    union all\n')}\n),\n\n${COMPARISON}`;
