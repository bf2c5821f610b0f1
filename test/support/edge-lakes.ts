/** Edge-case lakes: an empty one, those with rows of only one table, and one with NULL in every nullable column. */
import { TABLES, type TableName } from '../../schemas/columns.ts';
import type { LakeRows } from './make-sample-lake.ts';

/** The pool of their rows. Their day is today, so that every query with default parameters reads them. */
export const EDGE_POOL = 'us-west-2_EXAMPLE';
const today = new Date().toISOString().slice(0, 10);

const nullRow = (table: TableName, id: string) => ({
    ...Object.fromEntries(TABLES[table].map(({ name }) => [name, null])),
    record_id: id,
    user_pool_id: EDGE_POOL,
    dt: today,
});
const nullActivityRows = ['SignIn', 'SignUp', 'Other'].flatMap((event_type) =>
    [1, 2].map((n) => ({ ...nullRow('user_activity', `${event_type}-${n}`), event_type })),
);
const nullNotificationRows = [1, 2].map((n) => ({
    ...nullRow('user_notification', `n-${n}`),
    event_type: 'DeliveryError',
}));
const activity = [1, 2, 3].map((n) => ({
    record_id: `a-${n}`,
    event_id: `a-${n}`,
    event_at: `${today}T00:00:00.000Z`,
    event_response: n === 1 ? 'Pass' : 'Fail',
}));
const notifications = [1, 2].map((n) => ({ record_id: `n-${n}`, event_at: `${today}T00:00:00.000Z` }));

export const EDGE_LAKES: Readonly<Record<string, LakeRows>> = {
    an_empty_lake: {},
    a_lake_of_activity_alone: { user_activity: activity },
    a_lake_of_notifications_alone: { user_notification: notifications },
    a_lake_of_nulls: { user_activity: nullActivityRows, user_notification: nullNotificationRows },
};
