/** Calls about Lambda's functions, and what feeds them. */
import type { EventSourceMappingConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda';
import { ask, type Answer } from './answer.ts';
import type { ClientSettings } from '../../aws/client-settings.ts';

export type FunctionCalls = {
    readonly configuration: (name: string) => Promise<Answer<FunctionConfiguration>>;
    readonly sources: (name: string) => Promise<Answer<readonly EventSourceMappingConfiguration[]>>;
};

export const functionCalls = async (settings: ClientSettings): Promise<FunctionCalls> => {
    const { LambdaClient, GetFunctionConfigurationCommand, ListEventSourceMappingsCommand } =
        await import('@aws-sdk/client-lambda');
    const client = new LambdaClient(settings);
    return {
        configuration: async (name) =>
            ask('lambda:GetFunctionConfiguration', async () =>
                client.send(new GetFunctionConfigurationCommand({ FunctionName: name })),
            ),
        sources: async (name) =>
            ask(
                'lambda:ListEventSourceMappings',
                async () =>
                    (await client.send(new ListEventSourceMappingsCommand({ FunctionName: name })))
                        .EventSourceMappings ?? [],
            ),
    };
};
