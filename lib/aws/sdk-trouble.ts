/** What any call of the AWS SDK can fail for, whatever it asks: no credentials, no region, no answer. */

/** `silent`: it may go on another time. `refused`: not before something is put right. */
export type SdkTrouble = { readonly kind: 'silent' | 'refused'; readonly why: string; readonly next: string };

const SILENT_NEXT = 'Look at the network, AWS_ENDPOINT_URL and the region, and run the command again.';
const silent = (why: string): SdkTrouble => ({ kind: 'silent', why, next: SILENT_NEXT });

const SILENT = silent('the server does not answer');
const SLOW_DOWN: SdkTrouble = {
    kind: 'silent',
    why: 'the server asks to slow down',
    next: 'Run the command again later.',
};
const NO_CREDENTIALS: SdkTrouble = {
    kind: 'refused',
    why: 'no AWS credentials were found',
    next: 'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with `aws sso login`.',
};
const WRONG_CREDENTIALS: SdkTrouble = {
    kind: 'refused',
    why: 'the AWS credentials are not valid',
    next: 'Look at AWS_PROFILE and the access key; sign in again if they are temporary.',
};

/** By the name or code of an error: docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, and CommonErrors of each service. */
const TROUBLES: ReadonlyMap<string, SdkTrouble> = new Map([
    ['CredentialsProviderError', NO_CREDENTIALS],
    ['TokenProviderError', NO_CREDENTIALS],
    ['InvalidAccessKeyId', WRONG_CREDENTIALS],
    ['InvalidClientTokenId', WRONG_CREDENTIALS],
    ['UnrecognizedClientException', WRONG_CREDENTIALS],
    ['SignatureDoesNotMatch', WRONG_CREDENTIALS],
    ['InvalidSignatureException', WRONG_CREDENTIALS],
    ['ExpiredToken', WRONG_CREDENTIALS],
    ['InvalidToken', WRONG_CREDENTIALS],
    ['ExpiredTokenException', WRONG_CREDENTIALS],
    [
        'RequestTimeTooSkewed',
        { kind: 'refused', why: 'the clock of this machine is wrong', next: 'Set it, and run the command again.' },
    ],
    ['SlowDown', SLOW_DOWN],
    ['ThrottlingException', SLOW_DOWN],
    ['Throttling', SLOW_DOWN],
    ['TooManyRequestsException', SLOW_DOWN],
    ['ServiceUnavailable', silent('the server is not available')],
    ['TimeoutError', SILENT],
    ['RequestTimeout', SILENT],
    ['ETIMEDOUT', SILENT],
    ['EPIPE', SILENT],
    ['ECONNRESET', silent('the connection broke')],
    ['ECONNREFUSED', silent('no server answers there')],
    ['ENOTFOUND', silent('the name of the server is not known')],
    ['EAI_AGAIN', silent('the name of the server can’t be looked up')],
]);

/** What the SDK tells only in words. */
const WORDINGS: readonly (readonly [RegExp, SdkTrouble])[] = [
    [
        /Region is missing/,
        { kind: 'refused', why: 'no AWS region is set', next: 'Set AWS_REGION, or a region in the profile.' },
    ],
    [/\baborted\b|socket hang up/, SILENT],
    [/Could not resolve credentials|Could not load credentials/, NO_CREDENTIALS],
];

/** A field of an error that its type does not tell of. */
const propertyOf = (error: Error, name: string): unknown => Object.entries(error).find(([key]) => key === name)?.[1];

/** The HTTP status with which a service answered; 0 where none did. */
export const statusOf = (error: Error): number => {
    const metadata = propertyOf(error, '$metadata');
    return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
        ? Number(metadata.httpStatusCode)
        : 0;
};

/** The trouble behind what the SDK threw; undefined where it is one of the service's own. */
export const sdkTrouble = (error: Error): SdkTrouble | undefined =>
    TROUBLES.get(error.name) ??
    TROUBLES.get(String(propertyOf(error, 'code'))) ??
    WORDINGS.find(([wording]) => wording.test(error.message))?.[1];
