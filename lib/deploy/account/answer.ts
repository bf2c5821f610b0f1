/** What an account answers: something, that there is no such thing, or that nothing can be told. */
import { toError } from '../../basics/thrown.ts';
import type { DoctorAction } from './permissions.ts';

/** `why` is for people; `action` the IAM action that was refused, where one was. */
export type Answer<Value> =
    | { readonly kind: 'found'; readonly value: Value }
    | { readonly kind: 'gone' }
    | { readonly kind: 'unknown'; readonly why: string; readonly action: string | null };

const GONE: ReadonlySet<string> = new Set([
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
    'NoSuchKey',
]);

const DENIED: ReadonlySet<string> = new Set([
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

/** Athena says it in words alone. */
const GONE_WORDS = /^WorkGroup .* is not found|does not exist/i;

const isGone = (error: Error): boolean =>
    GONE.has(error.name) || (error.name === 'InvalidRequestException' && GONE_WORDS.test(error.message));

/** An answer that the SDK could not make sense of has its reason at the end. */
const wordsOf = (error: Error): string => `${error.name}: ${error.message.replace(/\n[^]*/, '')}`.slice(0, 300);

const ofError = (error: Error, action: string): Answer<never> => {
    if (isGone(error)) return { kind: 'gone' };
    if (DENIED.has(error.name)) return { kind: 'unknown', why: 'access is denied', action };
    return { kind: 'unknown', why: wordsOf(error), action: null };
};

/** The answer to a call that takes this IAM action. Whatever the service or the way to it refuses is an answer, too. */
export const ask = async <Value>(action: DoctorAction, call: () => Promise<Value>): Promise<Answer<Value>> => {
    try {
        return { kind: 'found', value: await call() };
    } catch (error) {
        return ofError(toError(error), action);
    }
};

/** What is in an answer, if anything was found. */
export const valueOf = <Value>(answer: Answer<Value>): Value | null => (answer.kind === 'found' ? answer.value : null);

/** An answer about a part of what was found. */
export const mapAnswer = <Value, Other>(answer: Answer<Value>, change: (value: Value) => Other): Answer<Other> =>
    answer.kind === 'found' ? { kind: 'found', value: change(answer.value) } : answer;
