/** Tests of converting SDK errors into StoreErrors. */
import { describe, expect, test } from 'vitest';
import { toStoreError } from '../../../lib/aws/to-store-error.ts';
import { StoreError } from '../../../lib/aws/store-error.ts';

const errorOf = (name: string, more: object = {}, message = 'words of the SDK'): Error =>
    Object.assign(new Error(message), { name, ...more });

describe('errors of the SDK', () => {
    test.each<[Error, string, RegExp]>([
        [errorOf('NoSuchBucket'), 'no_bucket', /^s3:\/\/b\/a: the bucket does not exist\. Check its name/],
        [errorOf('AccessDenied'), 'denied', /access is denied\. Reading needs s3:ListBucket/],
        [errorOf('403', { $metadata: { httpStatusCode: 403 } }), 'denied', /access is denied/],
        [errorOf('NoSuchKey'), 'vanished', /^s3:\/\/b\/a: it no longer exists\.$/],
        [
            errorOf('Error', { code: 'ECONNREFUSED' }),
            'unavailable',
            /the connection was refused\. Check the network, AWS_ENDPOINT_URL and the region/,
        ],
        [errorOf('TimeoutError'), 'unavailable', /the server does not respond/],
        [errorOf('CredentialsProviderError'), 'rejected', /no AWS credentials were found\. Set AWS_PROFILE/],
        [errorOf('Error', {}, 'Region is missing'), 'rejected', /no AWS region is set\. Set AWS_REGION/],
        [
            errorOf('Error', {}, 'Checksum mismatch: expected "a" but received "b"'),
            'damaged',
            /do not match its checksum or size/,
        ],
        [
            errorOf('InternalError', { $metadata: { httpStatusCode: 500 } }),
            'unavailable',
            /InternalError: words of the SDK/,
        ],
        [
            errorOf('MalformedPolicy', { $metadata: { httpStatusCode: 400 } }),
            'rejected',
            /MalformedPolicy: words of the SDK/,
        ],
    ])('%s becomes a StoreError with the name, the reason and the next step', (error, kind, message) => {
        const converted = toStoreError(error, 's3://b/a');

        expect(converted).toBeInstanceOf(StoreError);
        expect(converted).toMatchObject({ kind, message: expect.stringMatching(message) });
    });

    test('a StoreError, or a thrown value that is not an Error, is returned unchanged', () => {
        const storeError = toStoreError(errorOf('NoSuchKey'), 's3://b/a');

        expect(toStoreError(storeError, 's3://b/other')).toBe(storeError);
        expect(toStoreError('a word', 's3://b/a')).toBe('a word');
    });
});
