/** Asks whose credentials these are. */
import { s3Error } from '../../aws/s3-error.ts';
import type { ClientSettings } from '../../aws/client-settings.ts';

/** The account and the caller's ARN. Throws a StoreError that says what is wrong with the credentials, or with the way there. */
export const whoseAccount = async (
    settings: ClientSettings,
): Promise<{ readonly account: string; readonly caller: string }> => {
    const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    const client = new STSClient(settings);
    try {
        const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}));
        return { account: Account, caller: Arn };
    } catch (error) {
        throw s3Error(error, 'AWS');
    } finally {
        client.destroy();
    }
};
