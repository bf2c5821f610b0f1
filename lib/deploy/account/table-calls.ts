/** Glue calls: databases and tables. */
import type { Database, Table } from '@aws-sdk/client-glue';
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

export type TableCalls = {
    readonly database: (name: string) => Promise<LookupResult<Partial<Database>>>;
    readonly table: (database: string, name: string) => Promise<LookupResult<Partial<Table>>>;
};

export const tableCalls = async (options: ClientOptions): Promise<TableCalls> => {
    const { GlueClient, GetDatabaseCommand, GetTableCommand } = await import('@aws-sdk/client-glue');
    const client = createClient(GlueClient, options, {});
    return {
        database: async (Name) =>
            lookUpResource(
                'glue:GetDatabase',
                async () => (await client.send(new GetDatabaseCommand({ Name }))).Database ?? {},
            ),
        table: async (DatabaseName, Name) =>
            lookUpResource(
                'glue:GetTable',
                async () => (await client.send(new GetTableCommand({ DatabaseName, Name }))).Table ?? {},
            ),
    };
};
