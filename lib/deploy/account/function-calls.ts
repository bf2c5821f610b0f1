/** Lambda calls: the configuration of functions and their event sources. */
import type { AccountLimit, EventSourceMappingConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda';
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

export type FunctionCalls = {
    readonly configuration: (name: string) => Promise<LookupResult<FunctionConfiguration>>;
    readonly accountLimit: () => Promise<LookupResult<AccountLimit>>;
    /** The reserved concurrency of a function, 0 without one. */
    readonly reserved: (name: string) => Promise<LookupResult<number>>;
    readonly sources: (name: string) => Promise<LookupResult<readonly EventSourceMappingConfiguration[]>>;
};

export const functionCalls = async (options: ClientOptions): Promise<FunctionCalls> => {
    const {
        GetAccountSettingsCommand,
        GetFunctionConcurrencyCommand,
        GetFunctionConfigurationCommand,
        LambdaClient,
        ListEventSourceMappingsCommand,
    } = await import('@aws-sdk/client-lambda');
    const client = createClient(LambdaClient, options, {});
    return {
        configuration: async (name) =>
            lookUpResource('lambda:GetFunctionConfiguration', async () =>
                client.send(new GetFunctionConfigurationCommand({ FunctionName: name })),
            ),
        accountLimit: async () =>
            lookUpResource(
                'lambda:GetAccountSettings',
                async () => (await client.send(new GetAccountSettingsCommand({}))).AccountLimit ?? {},
            ),
        reserved: async (FunctionName) =>
            lookUpResource(
                'lambda:GetFunctionConcurrency',
                async () =>
                    (await client.send(new GetFunctionConcurrencyCommand({ FunctionName })))
                        .ReservedConcurrentExecutions ?? 0,
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
