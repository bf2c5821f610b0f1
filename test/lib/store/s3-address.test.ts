/** Tests of parsing and formatting S3 addresses. */
import { describe, expect, test } from 'vitest';
import { isS3Address, parseS3Address, formatS3Address } from '../../../lib/store/s3-address.ts';

describe('an S3 address', () => {
    test.each([
        ['s3://my-lake', { bucket: 'my-lake', path: '' }],
        ['s3://my-lake/', { bucket: 'my-lake', path: '' }],
        ['s3://my.lake-2/a/b c/é', { bucket: 'my.lake-2', path: 'a/b c/é' }],
        ['s3://my-lake/a/', { bucket: 'my-lake', path: 'a' }],
    ])('%s is parsed into bucket and path', (text, address) => {
        expect(parseS3Address(text)).toEqual(address);
        expect(formatS3Address(address)).toBe(text.replace(/\/$/, ''));
    });

    test.each([
        ['s3://', 'it has no bucket'],
        ['s3:///a', 'it has no bucket'],
        ['s3:/my-lake/a', 'it does not start with s3://'],
        ['S3://my-lake', 'it does not start with s3://'],
        ['s3a://my-lake/a', 'it does not start with s3://'],
        ['s3://My_Lake/a', '"My_Lake" is not a valid bucket name'],
        ['s3://a', '"a" is not a valid bucket name'],
        ['s3://my-lake//a', 'part of its path is empty, "." or ".."'],
        ['s3://my-lake/a/../b', 'part of its path is empty, "." or ".."'],
        ['s3://my\u001b-lake', '"my\\u001b-lake" is not a valid bucket name'],
    ])('%j is rejected with the reason', (text, why) => {
        expect(isS3Address(text)).toBe(true);
        expect(() => parseS3Address(text)).toThrow(
            expect.objectContaining({
                exitCode: 2,
                message: expect.stringContaining(`is not a valid S3 address: ${why}. Write it as s3://bucket/prefix.`),
            }),
        );
    });

    test.each(['lake', './s3', 's3', '/s3:/x', 'C:\\lake', 'https://my-lake.s3.amazonaws.com/a'])(
        '%s is not an S3 address',
        (text) => {
            expect(isS3Address(text)).toBe(false);
        },
    );
});
