/** Calls about Athena's workgroups and named queries. */
import type { NamedQuery, WorkGroup } from '@aws-sdk/client-athena';
import { ask, type Answer } from './answer.ts';
import type { ClientSettings } from '../../aws/client-settings.ts';

export type QuestionCalls = {
    readonly workGroup: (name: string) => Promise<Answer<Partial<WorkGroup>>>;
    readonly namedQueries: (workGroup: string) => Promise<Answer<readonly NamedQuery[]>>;
};

/** docs.aws.amazon.com/athena/latest/APIReference/API_BatchGetNamedQuery.html */
const MAX_BATCH = 50;

const batches = <Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
    Array.from({ length: Math.ceil(items.length / MAX_BATCH) }, (_, index) =>
        items.slice(index * MAX_BATCH, (index + 1) * MAX_BATCH),
    );

export const questionCalls = async (settings: ClientSettings): Promise<QuestionCalls> => {
    const { AthenaClient, GetWorkGroupCommand, BatchGetNamedQueryCommand, paginateListNamedQueries } =
        await import('@aws-sdk/client-athena');
    const client = new AthenaClient(settings);
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
            ask(
                'athena:GetWorkGroup',
                async () => (await client.send(new GetWorkGroupCommand({ WorkGroup: name }))).WorkGroup ?? {},
            ),
        namedQueries: async (workGroup) => {
            const listed = await ask('athena:ListNamedQueries', async () => ids(workGroup));
            return listed.kind === 'found' ? ask('athena:BatchGetNamedQuery', async () => named(listed.value)) : listed;
        },
    };
};
