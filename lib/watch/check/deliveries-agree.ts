/** Generates the SQL of the check deliveries_agree from the columns that deliveries of one record must agree in. */
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import { comparedDeliveries, differingColumnsSql } from '../../lake/differing-deliveries.ts';

const HEADER = `-- deliveries_agree: one row is one record whose deliveries differ.
-- title: Deliveries that differ
-- description: Records that were delivered more than once, with another user, response, risk or address each time: one
--     delivery may be forged. Look at it every day. Generated from schemas/columns.ts.
-- severity: error
-- false positives: a backfill before and after Cognito changed its event; a new version of the parser that reads a
--     field of a replayed record in another way.
-- next: compare the deliveries in the table (record_id) with the event in raw/ or in the exports. The views show the
--     first one; compact keeps them all. Find out who may put records on the streams (SECURITY.md).
-- also reads: no other days
-- :first_day date = current_date - interval '7' day
--     First day, inclusive (UTC).
-- :last_day date = current_date
--     Last day, inclusive (UTC).
-- :user_pool_id string = 'all'
--     One user pool's id, or all.`;

const WHERE = `dt between date_format(:first_day, '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)`;

const OPTIONS = { where: WHERE, sparesErased: true };

/** The text of `athena/checks/deliveries_agree.sql`. */
export const deliveriesAgree = (): string => `${HEADER}
with

${TABLE_NAMES.map((table) => comparedDeliveries(table, OPTIONS)).join(',\n\n')},

records as (
${TABLE_NAMES.map((table) => differingColumnsSql(table)).join('\n    union all\n')}
)

-- A pseudonym, a mask and a NULL of an erased person differ from nothing, nor does the time of an event that has none.
select
    table_name,
    user_pool_id,
    event_type,
    dt,
    record_id,
    delivery_count,
    differing_columns,
    first_arrived_at,
    last_arrived_at
from records
where differing_columns <> ''
order by table_name, user_pool_id, event_type, dt, record_id
`;
