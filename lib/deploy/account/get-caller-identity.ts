/** Reads the account and the principal of the current credentials. */
import { toServiceError } from '../../aws/to-service-error.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

/** The account and the caller's ARN. Throws a StoreError if the credentials or the connection fail. */
export const getCallerIdentity = async (
    options: ClientOptions,
): Promise<{ readonly account: string; readonly caller: string }> => {
    const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    const client = createClient(STSClient, options, {});
    try {
        const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}));
        return { account: Account, caller: Arn };
    } catch (error) {
        throw toServiceError(error, 'AWS', new Map());
    } finally {
        client.destroy();
    }
};
