/** Cognito calls: user pools and their log delivery. */
import type { LogConfigurationType, UserPoolType } from '@aws-sdk/client-cognito-identity-provider';
import type { LogConfiguration } from '../delivery/log-configuration.ts';
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

export type PoolCalls = {
    readonly describe: (id: string) => Promise<LookupResult<UserPoolType>>;
    readonly delivery: (id: string) => Promise<LookupResult<readonly LogConfiguration[]>>;
    /** Replaces the whole list. Throws the error of AWS. */
    readonly setDelivery: (id: string, configurations: readonly LogConfiguration[]) => Promise<void>;
};

/** Drops missing ARNs: the SDK's types declare them optional. */
const toLogConfiguration = ({
    EventSource = 'userNotification',
    LogLevel = 'ERROR',
    FirehoseConfiguration,
    S3Configuration,
    CloudWatchLogsConfiguration,
}: LogConfigurationType): LogConfiguration => ({
    EventSource,
    LogLevel,
    ...(FirehoseConfiguration?.StreamArn === undefined
        ? {}
        : { FirehoseConfiguration: { StreamArn: FirehoseConfiguration.StreamArn } }),
    ...(S3Configuration?.BucketArn === undefined ? {} : { S3Configuration: { BucketArn: S3Configuration.BucketArn } }),
    ...(CloudWatchLogsConfiguration?.LogGroupArn === undefined
        ? {}
        : { CloudWatchLogsConfiguration: { LogGroupArn: CloudWatchLogsConfiguration.LogGroupArn } }),
});

export const poolCalls = async (options: ClientOptions): Promise<PoolCalls> => {
    const {
        CognitoIdentityProviderClient,
        DescribeUserPoolCommand,
        GetLogDeliveryConfigurationCommand,
        SetLogDeliveryConfigurationCommand,
        EventSourceName,
        LogLevel,
    } = await import('@aws-sdk/client-cognito-identity-provider');
    const client = createClient(CognitoIdentityProviderClient, options, {});
    const sourceNamed = (name: string) => Object.values(EventSourceName).find((each) => each === name);
    const levelNamed = (name: string) => Object.values(LogLevel).find((each) => each === name);
    return {
        describe: async (id) =>
            lookUpResource(
                'cognito-idp:DescribeUserPool',
                async () => (await client.send(new DescribeUserPoolCommand({ UserPoolId: id }))).UserPool ?? {},
            ),
        delivery: async (id) =>
            lookUpResource('cognito-idp:GetLogDeliveryConfiguration', async () =>
                (
                    (await client.send(new GetLogDeliveryConfigurationCommand({ UserPoolId: id })))
                        .LogDeliveryConfiguration?.LogConfigurations ?? []
                ).map(toLogConfiguration),
            ),
        setDelivery: async (id, configurations) => {
            const LogConfigurations = configurations.map((each) => ({
                ...each,
                EventSource: sourceNamed(each.EventSource),
                LogLevel: levelNamed(each.LogLevel),
            }));
            await client.send(new SetLogDeliveryConfigurationCommand({ UserPoolId: id, LogConfigurations }));
        },
    };
};
