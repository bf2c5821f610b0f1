/** The client of the user pool API, with its errors classified and converted for the user. */
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { createClient } from './create-client.ts';
import { toServiceError, type ServiceErrors } from './to-service-error.ts';
import { StoreError } from './store-error.ts';

/** The region in a pool id: the part before the underscore. */
export const regionOfPool = (id: string): string => id.slice(0, id.lastIndexOf('_'));

/** Creates the client for the region of a pool. The RateLimiter retries. */
export const userPoolClient = async (pool: string): Promise<CognitoIdentityProviderClient> => {
    const { CognitoIdentityProviderClient: Client } = await import('@aws-sdk/client-cognito-identity-provider');
    return createClient(Client, { region: regionOfPool(pool), isRetriedByCaller: true }, {});
};

/** What the caller does next: slow down and retry, skip this user, retry, or end the run. */
export type CallErrorKind = 'throttled' | 'single_user' | 'retry' | 'fatal';

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserAuthEvents.html */
const THROTTLING_ERRORS: ReadonlySet<string> = new Set([
    'TooManyRequestsException',
    'ThrottlingException',
    'LimitExceededException',
    'RequestLimitExceeded',
]);
const SINGLE_USER_ERRORS: ReadonlySet<string> = new Set([
    'UserNotFoundException',
    'UserPoolAddOnNotEnabledException',
    'NotAuthorizedException',
    'InvalidParameterException',
]);
const FATAL_ERRORS: ServiceErrors = new Map([
    [
        'ResourceNotFoundException',
        {
            why: 'the user pool does not exist',
            next: 'Check its id, and that AWS_PROFILE belongs to the account that owns it.',
        },
    ],
    ['AccessDeniedException', { why: 'access is denied', next: 'docs/permissions.md lists what the command needs.' }],
]);

/** Classifies an error of the SDK. */
export const classifyCallError = (error: Error): CallErrorKind => {
    if (THROTTLING_ERRORS.has(error.name)) return 'throttled';
    if (SINGLE_USER_ERRORS.has(error.name)) return 'single_user';
    if (FATAL_ERRORS.has(error.name)) return 'fatal';
    const converted = toServiceError(error, '', FATAL_ERRORS);
    return error.name === 'InternalErrorException' ||
        (converted instanceof StoreError && converted.kind === 'unavailable')
        ? 'retry'
        : 'fatal';
};

/** Converts an error that ends the run into a StoreError about the pool. */
export const toUserPoolError = (error: Error, pool: string): unknown =>
    toServiceError(error, `user pool ${pool}`, FATAL_ERRORS);
