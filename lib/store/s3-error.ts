/** Tells in people's words what S3 or the way to it refused. */
import { StoreError, type StoreTrouble } from './store-error.ts';

type Told = { readonly kind: StoreTrouble; readonly why: string; readonly next: string };

const SILENT_NEXT = 'Look at the network, AWS_ENDPOINT_URL and the region, and run the command again.';
const SILENT: Told = { kind: 'silent', why: 'the server does not answer', next: SILENT_NEXT };
const VANISHED: Told = { kind: 'vanished', why: 'it is no longer there', next: '' };
const DENIED: Told = {
    kind: 'denied',
    why: 'access is denied',
    next: 'Reading takes s3:ListBucket and s3:GetObject, writing s3:PutObject and s3:DeleteObject, a key of KMS its own rights.',
};
const NO_CREDENTIALS: Told = {
    kind: 'refused',
    why: 'no AWS credentials were found',
    next: 'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with `aws sso login`.',
};
const WRONG_CREDENTIALS: Told = { kind: 'refused', why: 'the AWS credentials are not valid', next: 'Look at AWS_PROFILE and the access key; sign in again if they are temporary.' };
const WRONG_REGION: Told = { kind: 'refused', why: 'the bucket is in another region', next: 'Set AWS_REGION to the region of the bucket.' };
const DAMAGED: Told = { kind: 'damaged', why: 'its bytes are not those that its checksum or size tells of', next: 'Run the command again.' };

/** By the name or code of an error. docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const TROUBLES: ReadonlyMap<string, Told> = new Map([
    ['NoSuchBucket', { kind: 'no_bucket', why: 'there is no such bucket', next: 'Look at its name, and that AWS_PROFILE is of the account that has it.' }],
    ['NoSuchKey', VANISHED],
    ['NotFound', VANISHED],
    ['PreconditionFailed', { kind: 'vanished', why: 'it was replaced while it was read', next: '' }],
    ['InvalidObjectState', { kind: 'denied', why: 'it is archived and can’t be read', next: 'Restore it first.' }],
    ['AccessDenied', DENIED],
    ['AllAccessDisabled', DENIED],
    ['Forbidden', DENIED],
    ['CredentialsProviderError', NO_CREDENTIALS],
    ['TokenProviderError', NO_CREDENTIALS],
    ['InvalidAccessKeyId', WRONG_CREDENTIALS],
    ['InvalidClientTokenId', WRONG_CREDENTIALS],
    ['UnrecognizedClientException', WRONG_CREDENTIALS],
    ['SignatureDoesNotMatch', WRONG_CREDENTIALS],
    ['ExpiredToken', WRONG_CREDENTIALS],
    ['InvalidToken', WRONG_CREDENTIALS],
    ['ExpiredTokenException', WRONG_CREDENTIALS],
    ['RequestTimeTooSkewed', { kind: 'refused', why: 'the clock of this machine is wrong', next: 'Set it, and run the command again.' }],
    ['PermanentRedirect', WRONG_REGION],
    ['AuthorizationHeaderMalformed', WRONG_REGION],
    ['IllegalLocationConstraintException', WRONG_REGION],
    ['SlowDown', { kind: 'silent', why: 'the server asks to slow down', next: 'Run the command again later.' }],
    ['ServiceUnavailable', { kind: 'silent', why: 'the server is not available', next: SILENT_NEXT }],
    ['TimeoutError', SILENT],
    ['RequestTimeout', SILENT],
    ['ETIMEDOUT', SILENT],
    ['EPIPE', SILENT],
    ['ECONNRESET', { kind: 'silent', why: 'the connection broke', next: SILENT_NEXT }],
    ['ECONNREFUSED', { kind: 'silent', why: 'no server answers there', next: SILENT_NEXT }],
    ['ENOTFOUND', { kind: 'silent', why: 'the name of the server is not known', next: SILENT_NEXT }],
    ['EAI_AGAIN', { kind: 'silent', why: 'the name of the server can’t be looked up', next: SILENT_NEXT }],
]);

const NO_REGION: Told = { kind: 'refused', why: 'no AWS region is set', next: 'Set AWS_REGION, or a region in the profile.' };

/** What the SDK tells only in words. */
const WORDINGS: readonly (readonly [RegExp, Told])[] = [
    [/Region is missing/, NO_REGION],
    [/Checksum mismatch/, DAMAGED],
    [/\baborted\b|socket hang up/, SILENT],
    [/Could not resolve credentials|Could not load credentials/, NO_CREDENTIALS],
];

const BY_STATUS: ReadonlyMap<number, Told> = new Map([[301, WRONG_REGION], [401, DENIED], [403, DENIED], [404, VANISHED], [412, VANISHED]]);

const propertyOf = (error: Error, name: string): unknown => Object.entries(error).find(([key]) => key === name)?.[1];

const statusOf = (error: Error): number => {
    const metadata = propertyOf(error, '$metadata');
    return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata ? Number(metadata.httpStatusCode) : 0;
};

const toldOf = (error: Error): Told =>
    TROUBLES.get(error.name)
    ?? TROUBLES.get(String(propertyOf(error, 'code')))
    ?? WORDINGS.find(([wording]) => wording.test(error.message))?.[1]
    ?? BY_STATUS.get(statusOf(error))
    ?? { kind: statusOf(error) >= 500 ? 'silent' : 'refused', why: `${error.name}: ${error.message}`, next: '' };

/** The StoreError of what the SDK threw; what is none of its errors stays what it is. */
export const s3Error = (error: unknown, place: string): unknown => {
    if (!(error instanceof Error) || error instanceof StoreError) return error;
    const told = toldOf(error);
    return new StoreError(told.kind, place, told);
};
