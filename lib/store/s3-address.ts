/** Parses and formats S3 addresses, `s3://bucket/prefix`. */
import { UserError } from '../basics/user-error.ts';
import { printable } from '../terminal/printable.ts';

/** `path` has no leading or trailing slash; it is empty for the whole bucket. */
export type S3Address = { readonly bucket: string; readonly path: string };

/** docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** S3 accepts such keys, but many tools and servers cannot find them. */
const UNSAFE_PARTS: ReadonlySet<string> = new Set(['', '.', '..']);

/** Whether an argument is meant as an S3 address, even a misspelt one. */
export const isS3Address = (location: string): boolean => /^s3[an]?:/i.test(location);

const invalidAddressError = (text: string, why: string): UserError =>
    new UserError(`${printable(text)} is not a valid S3 address: ${why}. Write it as s3://bucket/prefix.`, 2);

/** The bucket and path of an address. Throws a UserError that names the mistake. */
export const parseS3Address = (text: string): S3Address => {
    const match = /^s3:\/\/([^/]*)\/?([^]*)$/.exec(text);
    if (match === null) throw invalidAddressError(text, 'it does not start with s3://');
    const [, bucket = '', rest = ''] = match;
    if (bucket === '') throw invalidAddressError(text, 'it has no bucket');
    if (!BUCKET.test(bucket)) throw invalidAddressError(text, `${JSON.stringify(bucket)} is not a valid bucket name`);
    const path = rest.replace(/\/$/, '');
    if (path !== '' && path.split('/').some((part) => UNSAFE_PARTS.has(part)))
        throw invalidAddressError(text, 'part of its path is empty, "." or ".."');
    return { bucket, path };
};

/** The text of an address, `s3://bucket/prefix`. */
export const formatS3Address = ({ bucket, path }: S3Address): string =>
    `s3://${bucket}${path === '' ? '' : `/${path}`}`;
