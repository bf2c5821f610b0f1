/** Reads an S3 object as a stream that resumes after a broken connection, in the same version of the object. */
import type { S3Client } from '@aws-sdk/client-s3';
import { StoreError } from '../aws/store-error.ts';
import { toStoreError } from '../aws/to-store-error.ts';
import type { S3Address } from './s3-address.ts';

/** Consecutive failures without a byte received. */
const MAX_FAILURES = 3;

type S3ObjectLocation = { readonly client: S3Client; readonly address: S3Address; readonly name: string };

/** The state of a read: the next byte, the version, the end, and the consecutive failures. */
type ReadProgress = { at: number; etag: string | undefined; end: number | undefined; failures: number };

const incompleteError = (name: string): StoreError =>
    new StoreError('unavailable', name, {
        why: 'the server closed the connection early',
        next: 'Run the command again.',
    });

const isPastEnd = (error: unknown): boolean => error instanceof Error && error.name === 'InvalidRange';

/** The bytes of one response. The SDK checks a whole-object checksum at the end of a response with the whole object. */
async function* readOnce({ client, address, name }: S3ObjectLocation, progress: ReadProgress): AsyncGenerator<Buffer> {
    const { GetObjectCommand } = await import('@aws-sdk/client-s3');
    const range = progress.at === 0 ? {} : { Range: `bytes=${progress.at}-` };
    const version = progress.etag === undefined ? {} : { IfMatch: progress.etag };
    const { Body, ContentLength, ETag } = await client.send(
        new GetObjectCommand({ Bucket: address.bucket, Key: address.path, ...range, ...version }),
    );
    progress.etag ??= ETag;
    // Without a Content-Length, the response ends where the object does.
    progress.end ??= progress.at + (ContentLength ?? Number.NaN);
    // In Node the body is a readable stream; the type includes those of browsers.
    if (Body === undefined || !(Symbol.asyncIterator in Body)) throw incompleteError(name);
    for await (const chunk of Body) {
        const bytes = Buffer.from(chunk);
        progress.at += bytes.length;
        progress.failures = 0;
        yield bytes;
    }
    if (progress.at < progress.end) throw incompleteError(name);
}

const canResume = (error: unknown, progress: ReadProgress): boolean => {
    progress.failures += 1;
    return (
        error instanceof StoreError &&
        error.kind === 'unavailable' &&
        progress.end !== undefined &&
        progress.failures < MAX_FAILURES
    );
};

/** Reads an object from byte `from` on, in the version `etag` if given. Throws a StoreError. */
export async function* readS3Object(location: S3ObjectLocation, from: number, etag?: string): AsyncGenerator<Buffer> {
    const progress: ReadProgress = {
        at: from,
        etag: etag === undefined ? undefined : `"${etag}"`,
        end: undefined,
        failures: 0,
    };
    for (;;) {
        try {
            yield* readOnce(location, progress);
            return;
        } catch (error) {
            if (from > 0 && progress.end === undefined && isPastEnd(error)) return;
            const storeError = toStoreError(error, location.name);
            if (!canResume(storeError, progress)) throw storeError;
            if (progress.at === progress.end) return;
        }
    }
}
