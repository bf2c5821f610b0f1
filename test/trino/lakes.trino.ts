/** Every query as it is deployed, its defaults put in, on lakes at the edge of what there is: both engines run it, and answer alike. */
import { describe, expect, test } from 'vitest';
import { openLake } from '../../lib/lake/open-lake.ts';
import { readCatalogue } from '../../lib/query/catalogue.ts';
import { renderQuery } from '../../lib/query/render.ts';
import { TABLES, type TableName } from '../../schemas/columns.ts';
import { rowsOf } from '../lake/ask.ts';
import { givenLake, type GivenRows } from '../lake/given-lake.ts';
import { publishLake } from './glue-lake.ts';
import { askTrino } from './trino.ts';

const catalogue = readCatalogue();
const today = new Date().toISOString().slice(0, 10);
const POOL = 'us-west-2_EXAMPLE';

const nulls = (table: TableName, id: string) => ({ ...Object.fromEntries(TABLES[table].map(({ name }) => [name, null])), record_id: id, user_pool_id: POOL, dt: today });
const nullActivity = ['SignIn', 'SignUp', 'Other'].flatMap((event_type) => [1, 2].map((n) => ({ ...nulls('user_activity', `${event_type}-${n}`), event_type })));
const nullNotifications = [1, 2].map((n) => ({ ...nulls('user_notification', `n-${n}`), event_type: 'DeliveryError' }));
const activity = [1, 2, 3].map((n) => ({ record_id: `a-${n}`, event_id: `a-${n}`, event_at: `${today}T00:00:00.000Z`, event_response: n === 1 ? 'Pass' : 'Fail' }));
const notifications = [1, 2].map((n) => ({ record_id: `n-${n}`, event_at: `${today}T00:00:00.000Z` }));

const LAKES: Readonly<Record<string, GivenRows>> = {
    an_empty_lake: {},
    a_lake_of_activity_alone: { user_activity: activity },
    a_lake_of_notifications_alone: { user_notification: notifications },
    a_lake_of_nulls: { user_activity: nullActivity, user_notification: nullNotifications },
};

describe.each(Object.entries(LAKES))('on %s', (name, rows) => {
    const database = `${name}_${process.pid}`;
    let folder: Promise<string> | undefined;
    const publish = async (): Promise<string> => {
        const made = await givenLake(rows);
        await publishLake(made, database, [POOL]);
        return made;
    };

    test.concurrent.each(catalogue.map((query) => [query.name, query] as const))('%s answers as it is deployed, as on DuckDB', async (_, query) => {
        const sql = renderQuery(query);
        const lake = await openLake(await (folder ??= publish()));

        const onDuckdb = await rowsOf(lake, sql).finally(() => lake.close());
        const onTrino = await askTrino(sql, database);

        expect(onTrino.rows).toEqual(onDuckdb);
    });
});
