/** The API of user pools, reached through the AWS SDK, and its errors in people's words. */
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { silenceSdk } from './s3-client.ts';
import { s3Error } from './s3-error.ts';
import { StoreError } from './store-error.ts';

/** The region in a pool's id: what stands before the underscore. */
export const regionOfPool = (id: string): string => id.slice(0, id.lastIndexOf('_'));

const SILENT_AFTER_MS = 20_000;
const CONNECT_WITHIN_MS = 10_000;

/** The client of a pool, in the region that its id begins with: it is in no other. One try a call: who paces the calls has to see each that was too many. */
export const userPoolClient = async (pool: string): Promise<CognitoIdentityProviderClient> => {
    silenceSdk();
    const { CognitoIdentityProviderClient: Client } = await import('@aws-sdk/client-cognito-identity-provider');
    return new Client({
        region: regionOfPool(pool),
        maxAttempts: 1,
        requestHandler: { socketTimeout: SILENT_AFTER_MS, connectionTimeout: CONNECT_WITHIN_MS },
    });
};

/** What an error means for the calls after it: too many of them, this user's matter, another try, or the end. */
export type CallTrouble = 'too_many' | 'of_user' | 'again' | 'end';

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserAuthEvents.html */
const TOO_MANY: ReadonlySet<string> = new Set([
    'TooManyRequestsException',
    'ThrottlingException',
    'LimitExceededException',
    'RequestLimitExceeded',
]);
const OF_USER: ReadonlySet<string> = new Set([
    'UserNotFoundException',
    'UserPoolAddOnNotEnabledException',
    'NotAuthorizedException',
    'InvalidParameterException',
]);
const ENDS: ReadonlyMap<string, { readonly why: string; readonly next: string }> = new Map([
    [
        'ResourceNotFoundException',
        {
            why: 'there is no such user pool',
            next: 'Look at its id, and that AWS_PROFILE is of the account that has it.',
        },
    ],
    [
        'AccessDeniedException',
        { why: 'access is denied', next: 'The README’s table of permissions says what the command takes.' },
    ],
    [
        'UnrecognizedClientException',
        { why: 'the AWS credentials are not valid', next: 'Look at AWS_PROFILE and the access key.' },
    ],
    [
        'InvalidSignatureException',
        { why: 'the AWS credentials are not valid', next: 'Look at AWS_PROFILE and the access key.' },
    ],
]);

/** Sorts what the SDK threw. */
export const troubleOf = (error: Error): CallTrouble => {
    if (TOO_MANY.has(error.name)) return 'too_many';
    if (OF_USER.has(error.name)) return 'of_user';
    if (ENDS.has(error.name)) return 'end';
    const told = s3Error(error, '');
    return error.name === 'InternalErrorException' || (told instanceof StoreError && told.kind === 'silent')
        ? 'again'
        : 'end';
};

/** The StoreError of what ends a run; what is none of the SDK's errors stays what it is. */
export const poolError = (error: Error, pool: string): unknown => {
    const end = ENDS.get(error.name);
    return end === undefined
        ? s3Error(error, `user pool ${pool}`)
        : new StoreError('refused', `user pool ${pool}`, end);
};
