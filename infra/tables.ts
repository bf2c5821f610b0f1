/** The Glue database with the tables and views, for Athena and Firehose. */
import { glueCsvTable } from '../lib/deploy/glue/glue-csv-table.ts';
import { glueTable } from '../lib/deploy/glue/glue-table.ts';
import { glueView } from '../lib/deploy/glue/glue-view.ts';
import { TABLE_NAMES } from '../schemas/columns.ts';
import { CSV_TABLE_NAMES } from '../schemas/csv-tables.ts';
import type { Blueprint } from './blueprint.ts';
import { logicalId, ref, sub, type Resource, type Resources } from './resource.ts';

export const DATABASE = 'Database';
export const GLUE_TABLES = { user_activity: 'ActivityTable', user_notification: 'NotificationTable' } as const;

const inDatabase = (TableInput: object): Resource => ({
    Type: 'AWS::Glue::Table',
    Properties: { CatalogId: sub('${AWS::AccountId}'), DatabaseName: ref(DATABASE), TableInput },
});

/** The tables, and a view for each file of athena/views. Keep retired pools in the config: queries need them. */
export const tables = ({ config, names, views }: Blueprint): Resources => {
    const folder = (name: string) => sub(`s3://${names.lakeBucket}/${name}`);
    const userPoolIds = config.pools.map(({ id }) => id).join(',');
    return {
        [DATABASE]: {
            Type: 'AWS::Glue::Database',
            Properties: {
                CatalogId: sub('${AWS::AccountId}'),
                DatabaseInput: { Name: names.database, Description: 'The logs of Cognito user pools' },
            },
        },
        ...Object.fromEntries(
            TABLE_NAMES.map((table) => [
                GLUE_TABLES[table],
                inDatabase(glueTable<unknown>(table, { location: folder(table), userPoolIds })),
            ]),
        ),
        ...Object.fromEntries(
            CSV_TABLE_NAMES.map((table) => [
                `${logicalId(table)}Table`,
                inDatabase(glueCsvTable<unknown>(table, folder(table))),
            ]),
        ),
        ...Object.fromEntries(
            views.map((view) => [`View${logicalId(view.name)}`, inDatabase(glueView(view, names.database))]),
        ),
    };
};
