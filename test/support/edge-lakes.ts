/** Lakes at the edge of what there is: with nothing in them, with one table's rows alone, and with NULL wherever one may be. */
import { TABLES, type TableName } from '../../schemas/columns.ts';
import type { GivenRows } from './given-lake.ts';

/** The pool of their rows; its day is today, so that every question looks at them as it is deployed. */
export const EDGE_POOL = 'us-west-2_EXAMPLE';
const today = new Date().toISOString().slice(0, 10);

const nulls = (table: TableName, id: string) => ({
    ...Object.fromEntries(TABLES[table].map(({ name }) => [name, null])),
    record_id: id,
    user_pool_id: EDGE_POOL,
    dt: today,
});
const nullActivity = ['SignIn', 'SignUp', 'Other'].flatMap((event_type) =>
    [1, 2].map((n) => ({ ...nulls('user_activity', `${event_type}-${n}`), event_type })),
);
const nullNotifications = [1, 2].map((n) => ({ ...nulls('user_notification', `n-${n}`), event_type: 'DeliveryError' }));
const activity = [1, 2, 3].map((n) => ({
    record_id: `a-${n}`,
    event_id: `a-${n}`,
    event_at: `${today}T00:00:00.000Z`,
    event_response: n === 1 ? 'Pass' : 'Fail',
}));
const notifications = [1, 2].map((n) => ({ record_id: `n-${n}`, event_at: `${today}T00:00:00.000Z` }));

export const EDGE_LAKES: Readonly<Record<string, GivenRows>> = {
    an_empty_lake: {},
    a_lake_of_activity_alone: { user_activity: activity },
    a_lake_of_notifications_alone: { user_notification: notifications },
    a_lake_of_nulls: { user_activity: nullActivity, user_notification: nullNotifications },
};
