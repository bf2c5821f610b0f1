/** Calls about user pools. */
import type { LogConfigurationType, UserPoolType } from '@aws-sdk/client-cognito-identity-provider';
import type { LogConfiguration } from '../delivery/log-configuration.ts';
import { ask, type Answer } from './answer.ts';
import type { ClientSettings } from '../../aws/client-settings.ts';

export type PoolCalls = {
    readonly describe: (id: string) => Promise<Answer<UserPoolType>>;
    readonly delivery: (id: string) => Promise<Answer<readonly LogConfiguration[]>>;
    /** Replaces the whole list. Throws what AWS refuses. */
    readonly setDelivery: (id: string, configurations: readonly LogConfiguration[]) => Promise<void>;
};

/** The ARNs that are there: the SDK's types allow for none. */
const plain = ({
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

export const poolCalls = async (settings: ClientSettings): Promise<PoolCalls> => {
    const {
        CognitoIdentityProviderClient,
        DescribeUserPoolCommand,
        GetLogDeliveryConfigurationCommand,
        SetLogDeliveryConfigurationCommand,
        EventSourceName,
        LogLevel,
    } = await import('@aws-sdk/client-cognito-identity-provider');
    const client = new CognitoIdentityProviderClient(settings);
    const sourceNamed = (name: string) => Object.values(EventSourceName).find((each) => each === name);
    const levelNamed = (name: string) => Object.values(LogLevel).find((each) => each === name);
    return {
        describe: async (id) =>
            ask(
                'cognito-idp:DescribeUserPool',
                async () => (await client.send(new DescribeUserPoolCommand({ UserPoolId: id }))).UserPool ?? {},
            ),
        delivery: async (id) =>
            ask('cognito-idp:GetLogDeliveryConfiguration', async () =>
                (
                    (await client.send(new GetLogDeliveryConfigurationCommand({ UserPoolId: id })))
                        .LogDeliveryConfiguration?.LogConfigurations ?? []
                ).map(plain),
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
