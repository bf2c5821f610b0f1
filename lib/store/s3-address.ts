/** Reads an address of S3, `s3://bucket/prefix`. */
import { Complaint } from '../basics/complaint.ts';
import { printable } from '../terminal/printable.ts';

/** The path has no slash at its ends; it is empty for the whole bucket. */
export type S3Address = { readonly bucket: string; readonly path: string };

/** docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** S3 takes such keys, and many tools and servers then don't find them. */
const ODD_PARTS: ReadonlySet<string> = new Set(['', '.', '..']);

/** Whether an argument means S3, spelled right or not. */
export const isS3 = (place: string): boolean => /^s3[an]?:/i.test(place);

const wrong = (text: string, why: string): Complaint =>
    new Complaint(`${printable(text)} is no address of S3: ${why}. Write it as s3://bucket/prefix`, 2);

/** The bucket and path of an address. Throws a Complaint that says what is wrong with it. */
export const s3Address = (text: string): S3Address => {
    const found = /^s3:\/\/([^/]*)\/?([^]*)$/.exec(text);
    if (found === null) throw wrong(text, 'it does not begin with s3://');
    const [, bucket = '', rest = ''] = found;
    if (bucket === '') throw wrong(text, 'it names no bucket');
    if (!BUCKET.test(bucket)) throw wrong(text, `${JSON.stringify(bucket)} can’t be the name of a bucket`);
    const path = rest.replace(/\/$/, '');
    if (path !== '' && path.split('/').some((part) => ODD_PARTS.has(part)))
        throw wrong(text, 'a part of its path is empty, . or ..');
    return { bucket, path };
};

/** An address as people write it. */
export const s3Name = ({ bucket, path }: S3Address): string => `s3://${bucket}${path === '' ? '' : `/${path}`}`;
