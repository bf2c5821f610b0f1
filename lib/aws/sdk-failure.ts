/** Failures that any AWS SDK call can have: missing credentials, missing region, unavailable service. */

/** `unavailable`: a later try may succeed. `rejected`: the user has to fix something first. */
export type SdkFailure = { readonly kind: 'unavailable' | 'rejected'; readonly why: string; readonly next: string };

const UNAVAILABLE_NEXT = 'Check the network, AWS_ENDPOINT_URL and the region, then run the command again.';
const toUnavailable = (why: string): SdkFailure => ({ kind: 'unavailable', why, next: UNAVAILABLE_NEXT });

const NO_RESPONSE = toUnavailable('the server does not respond');
const THROTTLED: SdkFailure = {
    kind: 'unavailable',
    why: 'the service throttles requests',
    next: 'Run the command again later.',
};
const NO_CREDENTIALS: SdkFailure = {
    kind: 'rejected',
    why: 'no AWS credentials were found',
    next: 'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with `aws sso login`.',
};
const WRONG_CREDENTIALS: SdkFailure = {
    kind: 'rejected',
    why: 'the AWS credentials are not valid',
    next: 'Check AWS_PROFILE and the access key. If the credentials are temporary, sign in again.',
};

/**
 * By the name or code of an error: docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, and the page
 * CommonErrors of each service.
 */
const FAILURES_BY_ERROR: ReadonlyMap<string, SdkFailure> = new Map([
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
        {
            kind: 'rejected',
            why: 'the clock of this machine is wrong',
            next: 'Correct it, then run the command again.',
        },
    ],
    ['SlowDown', THROTTLED],
    ['ThrottlingException', THROTTLED],
    ['Throttling', THROTTLED],
    ['TooManyRequestsException', THROTTLED],
    ['ServiceUnavailable', toUnavailable('the server is not available')],
    ['TimeoutError', NO_RESPONSE],
    ['RequestTimeout', NO_RESPONSE],
    ['ETIMEDOUT', NO_RESPONSE],
    ['EPIPE', NO_RESPONSE],
    ['ECONNRESET', toUnavailable('the connection was reset')],
    ['ECONNREFUSED', toUnavailable('the connection was refused')],
    ['ENOTFOUND', toUnavailable('the host name does not exist')],
    ['EAI_AGAIN', toUnavailable('the host name cannot be resolved')],
]);

/** Failures that the SDK reports only in the message. */
const FAILURES_BY_MESSAGE: readonly (readonly [RegExp, SdkFailure])[] = [
    [
        /Region is missing/,
        { kind: 'rejected', why: 'no AWS region is set', next: 'Set AWS_REGION, or a region in the profile.' },
    ],
    [/\baborted\b|socket hang up/, NO_RESPONSE],
    [/Could not resolve credentials|Could not load credentials/, NO_CREDENTIALS],
];

/** A property of an error that its type does not declare. */
const propertyOf = (error: Error, name: string): unknown => Object.entries(error).find(([key]) => key === name)?.[1];

/** The HTTP status of the response; 0 without a response. */
export const statusOf = (error: Error): number => {
    const metadata = propertyOf(error, '$metadata');
    return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
        ? Number(metadata.httpStatusCode)
        : 0;
};

/** The failure behind an error of the SDK; undefined for an error that is specific to the service. */
export const findSdkFailure = (error: Error): SdkFailure | undefined =>
    FAILURES_BY_ERROR.get(error.name) ??
    FAILURES_BY_ERROR.get(String(propertyOf(error, 'code'))) ??
    FAILURES_BY_MESSAGE.find(([pattern]) => pattern.test(error.message))?.[1];
