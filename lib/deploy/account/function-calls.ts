/** Lambda calls: the configuration of functions and their event sources. */
import type { EventSourceMappingConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda';
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

export type FunctionCalls = {
    readonly configuration: (name: string) => Promise<LookupResult<FunctionConfiguration>>;
    readonly sources: (name: string) => Promise<LookupResult<readonly EventSourceMappingConfiguration[]>>;
};

export const functionCalls = async (options: ClientOptions): Promise<FunctionCalls> => {
    const { LambdaClient, GetFunctionConfigurationCommand, ListEventSourceMappingsCommand } =
        await import('@aws-sdk/client-lambda');
    const client = createClient(LambdaClient, options, {});
    return {
        configuration: async (name) =>
            lookUpResource('lambda:GetFunctionConfiguration', async () =>
                client.send(new GetFunctionConfigurationCommand({ FunctionName: name })),
            ),
        sources: async (name) =>
            lookUpResource(
                'lambda:ListEventSourceMappings',
                async () =>
                    (await client.send(new ListEventSourceMappingsCommand({ FunctionName: name })))
                        .EventSourceMappings ?? [],
            ),
    };
};
