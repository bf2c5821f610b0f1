import { describe, expect, test } from 'vitest';
import { s3Error } from '../../../lib/aws/s3-error.ts';
import { StoreError } from '../../../lib/aws/store-error.ts';

const errorOf = (name: string, more: object = {}, message = 'words of the SDK'): Error =>
    Object.assign(new Error(message), { name, ...more });

describe('what the SDK throws', () => {
    test.each<[Error, string, RegExp]>([
        [errorOf('NoSuchBucket'), 'no_bucket', /^s3:\/\/b\/a: there is no such bucket\. Look at its name/],
        [errorOf('AccessDenied'), 'denied', /access is denied\. Reading takes s3:ListBucket/],
        [errorOf('403', { $metadata: { httpStatusCode: 403 } }), 'denied', /access is denied/],
        [errorOf('NoSuchKey'), 'vanished', /^s3:\/\/b\/a: it is no longer there\.$/],
        [
            errorOf('Error', { code: 'ECONNREFUSED' }),
            'silent',
            /no server answers there\. Look at the network, AWS_ENDPOINT_URL and the region/,
        ],
        [errorOf('TimeoutError'), 'silent', /the server does not answer/],
        [errorOf('CredentialsProviderError'), 'refused', /no AWS credentials were found\. Set AWS_PROFILE/],
        [errorOf('Error', {}, 'Region is missing'), 'refused', /no AWS region is set\. Set AWS_REGION/],
        [
            errorOf('Error', {}, 'Checksum mismatch: expected "a" but received "b"'),
            'damaged',
            /not those that its checksum or size tells of/,
        ],
        [errorOf('InternalError', { $metadata: { httpStatusCode: 500 } }), 'silent', /InternalError: words of the SDK/],
        [
            errorOf('MalformedPolicy', { $metadata: { httpStatusCode: 400 } }),
            'refused',
            /MalformedPolicy: words of the SDK/,
        ],
    ])('%s becomes a message with the place, the reason and the next step', (error, kind, message) => {
        const told = s3Error(error, 's3://b/a');

        expect(told).toBeInstanceOf(StoreError);
        expect(told).toMatchObject({ kind, message: expect.stringMatching(message) });
    });

    test('stays as it is where it has been told, or is no error', () => {
        const told = s3Error(errorOf('NoSuchKey'), 's3://b/a');

        expect(s3Error(told, 's3://b/other')).toBe(told);
        expect(s3Error('a word', 's3://b/a')).toBe('a word');
    });
});
