/** Calls about Glue's databases and tables. */
import type { Database, Table } from '@aws-sdk/client-glue';
import { ask, type Answer } from './answer.ts';
import type { ClientSettings } from '../../aws/client-settings.ts';

export type TableCalls = {
    readonly database: (name: string) => Promise<Answer<Partial<Database>>>;
    readonly table: (database: string, name: string) => Promise<Answer<Partial<Table>>>;
};

export const tableCalls = async (settings: ClientSettings): Promise<TableCalls> => {
    const { GlueClient, GetDatabaseCommand, GetTableCommand } = await import('@aws-sdk/client-glue');
    const client = new GlueClient(settings);
    return {
        database: async (Name) =>
            ask('glue:GetDatabase', async () => (await client.send(new GetDatabaseCommand({ Name }))).Database ?? {}),
        table: async (DatabaseName, Name) =>
            ask(
                'glue:GetTable',
                async () => (await client.send(new GetTableCommand({ DatabaseName, Name }))).Table ?? {},
            ),
    };
};
