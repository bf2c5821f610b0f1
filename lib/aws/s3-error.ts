/** Tells in people's words what S3 or the way to it refused. */
import { sdkTrouble, statusOf } from './sdk-trouble.ts';
import { StoreError, type StoreTrouble } from './store-error.ts';

type Told = { readonly kind: StoreTrouble; readonly why: string; readonly next: string };

const VANISHED: Told = { kind: 'vanished', why: 'it is no longer there', next: '' };
const DENIED: Told = {
    kind: 'denied',
    why: 'access is denied',
    next: 'Reading takes s3:ListBucket and s3:GetObject, writing s3:PutObject and s3:DeleteObject, a key of KMS its own rights.',
};
const WRONG_REGION: Told = {
    kind: 'refused',
    why: 'the bucket is in another region',
    next: 'Set AWS_REGION to the region of the bucket.',
};
const DAMAGED: Told = {
    kind: 'damaged',
    why: 'its bytes are not those that its checksum or size tells of',
    next: 'Run the command again.',
};

/** By the name or code of an error. docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const TROUBLES: ReadonlyMap<string, Told> = new Map([
    [
        'NoSuchBucket',
        {
            kind: 'no_bucket',
            why: 'there is no such bucket',
            next: 'Look at its name, and that AWS_PROFILE is of the account that has it.',
        },
    ],
    ['NoSuchKey', VANISHED],
    ['NotFound', VANISHED],
    ['PreconditionFailed', { kind: 'vanished', why: 'it was replaced while it was read', next: '' }],
    ['InvalidObjectState', { kind: 'denied', why: 'it is archived and can’t be read', next: 'Restore it first.' }],
    ['AccessDenied', DENIED],
    ['AllAccessDisabled', DENIED],
    ['Forbidden', DENIED],
    ['PermanentRedirect', WRONG_REGION],
    ['AuthorizationHeaderMalformed', WRONG_REGION],
    ['IllegalLocationConstraintException', WRONG_REGION],
]);

const CHECKSUM = /Checksum mismatch/;

const BY_STATUS: ReadonlyMap<number, Told> = new Map([
    [301, WRONG_REGION],
    [401, DENIED],
    [403, DENIED],
    [404, VANISHED],
    [412, VANISHED],
]);

const toldOf = (error: Error): Told =>
    TROUBLES.get(error.name) ??
    (CHECKSUM.test(error.message) ? DAMAGED : undefined) ??
    sdkTrouble(error) ??
    BY_STATUS.get(statusOf(error)) ?? {
        kind: statusOf(error) >= 500 ? 'silent' : 'refused',
        why: `${error.name}: ${error.message}`,
        next: '',
    };

/** The StoreError of what the SDK threw; what is none of its errors stays what it is. */
export const s3Error = (error: unknown, place: string): unknown => {
    if (!(error instanceof Error) || error instanceof StoreError) return error;
    const told = toldOf(error);
    return new StoreError(told.kind, place, told);
};
