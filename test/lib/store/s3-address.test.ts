import { describe, expect, test } from 'vitest';
import { isS3, s3Address, s3Name } from '../../../lib/store/s3-address.ts';

describe('an address of S3', () => {
    test.each([
        ['s3://my-lake', { bucket: 'my-lake', path: '' }],
        ['s3://my-lake/', { bucket: 'my-lake', path: '' }],
        ['s3://my.lake-2/a/b c/é', { bucket: 'my.lake-2', path: 'a/b c/é' }],
        ['s3://my-lake/a/', { bucket: 'my-lake', path: 'a' }],
    ])('%s is read as its bucket and path', (text, address) => {
        expect(s3Address(text)).toEqual(address);
        expect(s3Name(address)).toBe(text.replace(/\/$/, ''));
    });

    test.each([
        ['s3://', 'it names no bucket'],
        ['s3:///a', 'it names no bucket'],
        ['s3:/my-lake/a', 'it does not begin with s3://'],
        ['S3://my-lake', 'it does not begin with s3://'],
        ['s3a://my-lake/a', 'it does not begin with s3://'],
        ['s3://My_Lake/a', '"My_Lake" can’t be the name of a bucket'],
        ['s3://a', '"a" can’t be the name of a bucket'],
        ['s3://my-lake//a', 'a part of its path is empty, . or ..'],
        ['s3://my-lake/a/../b', 'a part of its path is empty, . or ..'],
        ['s3://my\u001b-lake', '"my\\u001b-lake" can’t be the name of a bucket'],
    ])('%j is refused with the reason', (text, why) => {
        expect(isS3(text)).toBe(true);
        expect(() => s3Address(text)).toThrow(
            expect.objectContaining({
                exitCode: 2,
                message: expect.stringContaining(`is no address of S3: ${why}. Write it as s3://bucket/prefix`),
            }),
        );
    });

    test.each(['lake', './s3', 's3', '/s3:/x', 'C:\\lake', 'https://my-lake.s3.amazonaws.com/a'])(
        '%s is none',
        (text) => {
            expect(isS3(text)).toBe(false);
        },
    );
});
