/** Converts errors of the AWS SDK into a StoreError with a message for the user. */
import { findSdkFailure, statusOf } from './sdk-failure.ts';
import { StoreError, type StoreErrorKind } from './store-error.ts';

type StoreErrorDetails = { readonly kind: StoreErrorKind; readonly why: string; readonly next: string };

const VANISHED: StoreErrorDetails = { kind: 'vanished', why: 'it no longer exists', next: '' };
const DENIED: StoreErrorDetails = {
    kind: 'denied',
    why: 'access is denied',
    next:
        'Reading needs s3:ListBucket and s3:GetObject. Writing needs s3:PutObject and s3:DeleteObject. ' +
        'A KMS key needs permissions of its own.',
};
const WRONG_REGION: StoreErrorDetails = {
    kind: 'rejected',
    why: 'the bucket is in another region',
    next: 'Set AWS_REGION to the region of the bucket.',
};
const DAMAGED: StoreErrorDetails = {
    kind: 'damaged',
    why: 'its bytes do not match its checksum or size',
    next: 'Run the command again.',
};

/** By the name or code of an error. docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const DETAILS_BY_ERROR: ReadonlyMap<string, StoreErrorDetails> = new Map([
    [
        'NoSuchBucket',
        {
            kind: 'no_bucket',
            why: 'the bucket does not exist',
            next: 'Check its name, and that AWS_PROFILE belongs to the account that owns it.',
        },
    ],
    ['NoSuchKey', VANISHED],
    ['NotFound', VANISHED],
    ['PreconditionFailed', { kind: 'vanished', why: 'it was replaced during the read', next: '' }],
    ['InvalidObjectState', { kind: 'denied', why: 'it is archived and cannot be read', next: 'Restore it first.' }],
    ['AccessDenied', DENIED],
    ['AllAccessDisabled', DENIED],
    ['Forbidden', DENIED],
    ['PermanentRedirect', WRONG_REGION],
    ['AuthorizationHeaderMalformed', WRONG_REGION],
    ['IllegalLocationConstraintException', WRONG_REGION],
]);

const CHECKSUM = /Checksum mismatch/;

const DETAILS_BY_STATUS: ReadonlyMap<number, StoreErrorDetails> = new Map([
    [301, WRONG_REGION],
    [401, DENIED],
    [403, DENIED],
    [404, VANISHED],
    [412, VANISHED],
]);

const detailsOf = (error: Error): StoreErrorDetails =>
    DETAILS_BY_ERROR.get(error.name) ??
    (CHECKSUM.test(error.message) ? DAMAGED : undefined) ??
    findSdkFailure(error) ??
    DETAILS_BY_STATUS.get(statusOf(error)) ?? {
        kind: statusOf(error) >= 500 ? 'unavailable' : 'rejected',
        why: `${error.name}: ${error.message}`,
        next: '',
    };

/** Converts an Error into a StoreError about `name`. A StoreError, or a value that is not an Error, stays as it is. */
export const toStoreError = (error: unknown, name: string): unknown => {
    if (!(error instanceof Error) || error instanceof StoreError) return error;
    const details = detailsOf(error);
    return new StoreError(details.kind, name, details);
};
