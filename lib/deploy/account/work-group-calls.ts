/** Athena calls: workgroups and named queries. */
import type { NamedQuery, WorkGroup } from '@aws-sdk/client-athena';
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

export type WorkGroupCalls = {
    readonly workGroup: (name: string) => Promise<LookupResult<Partial<WorkGroup>>>;
    readonly namedQueries: (workGroup: string) => Promise<LookupResult<readonly NamedQuery[]>>;
};

/** docs.aws.amazon.com/athena/latest/APIReference/API_BatchGetNamedQuery.html */
const MAX_BATCH = 50;

const batches = <Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
    Array.from({ length: Math.ceil(items.length / MAX_BATCH) }, (_, index) =>
        items.slice(index * MAX_BATCH, (index + 1) * MAX_BATCH),
    );

export const workGroupCalls = async (options: ClientOptions): Promise<WorkGroupCalls> => {
    const { AthenaClient, GetWorkGroupCommand, BatchGetNamedQueryCommand, paginateListNamedQueries } =
        await import('@aws-sdk/client-athena');
    const client = createClient(AthenaClient, options, {});
    const ids = async (workGroup: string): Promise<readonly string[]> => {
        const found: string[] = [];
        for await (const page of paginateListNamedQueries({ client }, { WorkGroup: workGroup }))
            found.push(...(page.NamedQueryIds ?? []));
        return found;
    };
    const named = async (all: readonly string[]): Promise<readonly NamedQuery[]> =>
        (
            await Promise.all(
                batches(all).map(
                    async (some) =>
                        (await client.send(new BatchGetNamedQueryCommand({ NamedQueryIds: [...some] }))).NamedQueries ??
                        [],
                ),
            )
        ).flat();
    return {
        workGroup: async (name) =>
            lookUpResource(
                'athena:GetWorkGroup',
                async () => (await client.send(new GetWorkGroupCommand({ WorkGroup: name }))).WorkGroup ?? {},
            ),
        namedQueries: async (workGroup) => {
            const listed = await lookUpResource('athena:ListNamedQueries', async () => ids(workGroup));
            return listed.kind === 'found'
                ? lookUpResource('athena:BatchGetNamedQuery', async () => named(listed.value))
                : listed;
        },
    };
};
