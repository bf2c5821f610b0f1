/** Looks up one resource of the account: found, missing, or unknown. */
import { toError } from '../../basics/thrown.ts';
import type { LookupAction } from './lookup-actions.ts';

/** `reason` is for people. `deniedAction` is the IAM action that was denied, or null. */
export type LookupResult<Value> =
    | { readonly kind: 'found'; readonly value: Value }
    | { readonly kind: 'missing' }
    | { readonly kind: 'unknown'; readonly reason: string; readonly deniedAction: string | null };

const MISSING_ERRORS: ReadonlySet<string> = new Set([
    'ResourceNotFoundException',
    'EntityNotFoundException',
    'NotFoundException',
    'NotFound',
    'NotFoundFault',
    'QueueDoesNotExist',
    'AWS.SimpleQueueService.NonExistentQueue',
    'QueueDeletedRecently',
    'NoSuchBucket',
    'NoSuchBucketPolicy',
    'NoSuchLifecycleConfiguration',
    'ServerSideEncryptionConfigurationNotFoundError',
    'NoSuchKey',
]);

const DENIED_ERRORS: ReadonlySet<string> = new Set([
    'AccessDeniedException',
    'AccessDenied',
    'AccessDeniedFault',
    'AuthorizationErrorException',
    'AuthorizationError',
    'NotAuthorizedException',
    'UnauthorizedOperation',
    'KMSAccessDeniedException',
    'Forbidden',
    '403',
]);

/** Athena and CloudFormation have no error code for it, only a message. */
const MESSAGE_ERRORS: ReadonlySet<string> = new Set(['InvalidRequestException', 'ValidationError']);
const MISSING_WORDS = /^WorkGroup .* is not found|does not exist/i;

const isMissingError = (error: Error): boolean =>
    MISSING_ERRORS.has(error.name) || (MESSAGE_ERRORS.has(error.name) && MISSING_WORDS.test(error.message));

/** Keeps the first line: for a response that it cannot parse, the SDK appends an explanation. */
const errorSummary = (error: Error): string => `${error.name}: ${error.message.replace(/\n[^]*/, '')}`.slice(0, 300);

const toLookupResult = (error: Error, action: string): LookupResult<never> => {
    if (isMissingError(error)) return { kind: 'missing' };
    if (DENIED_ERRORS.has(error.name)) return { kind: 'unknown', reason: 'access is denied', deniedAction: action };
    return { kind: 'unknown', reason: errorSummary(error), deniedAction: null };
};

/** Makes a call that needs this IAM action. Service and network errors become a result, never an exception. */
export const lookUpResource = async <Value>(
    action: LookupAction,
    call: () => Promise<Value>,
): Promise<LookupResult<Value>> => {
    try {
        return { kind: 'found', value: await call() };
    } catch (error) {
        return toLookupResult(toError(error), action);
    }
};

/** The value of a result, or null if nothing was found. */
export const foundValue = <Value>(result: LookupResult<Value>): Value | null =>
    result.kind === 'found' ? result.value : null;

/** Converts the value of a result; other results stay as they are. */
export const mapFound = <Value, Other>(
    result: LookupResult<Value>,
    convert: (value: Value) => Other,
): LookupResult<Other> => (result.kind === 'found' ? { kind: 'found', value: convert(result.value) } : result);
