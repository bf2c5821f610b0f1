/** Reads an object of S3 as a stream that survives a broken connection: it goes on where it stopped, in the same version of the object. */
import type { S3Client } from '@aws-sdk/client-s3';
import { StoreError } from '../aws/store-error.ts';
import { s3Error } from '../aws/s3-error.ts';
import type { S3Address } from './s3-address.ts';

/** Failures without a byte between them. */
const MAX_FAILURES = 3;

type Place = { readonly client: S3Client; readonly address: S3Address; readonly name: string };

/** How far a reading is: the next byte, and the version that is read. */
type Progress = { at: number; etag: string | undefined; end: number | undefined; failures: number };

const incomplete = (name: string): StoreError =>
    new StoreError('silent', name, { why: 'the server ended it too early', next: 'Run the command again.' });

const isPastEnd = (error: unknown): boolean => error instanceof Error && error.name === 'InvalidRange';

/** What comes in one answer. A checksum over the whole object is checked by the SDK, at the end of an answer that has all of it. */
async function* once({ client, address, name }: Place, progress: Progress): AsyncGenerator<Buffer> {
    const { GetObjectCommand } = await import('@aws-sdk/client-s3');
    const range = progress.at === 0 ? {} : { Range: `bytes=${progress.at}-` };
    const version = progress.etag === undefined ? {} : { IfMatch: progress.etag };
    const { Body, ContentLength, ETag } = await client.send(
        new GetObjectCommand({ Bucket: address.bucket, Key: address.path, ...range, ...version }),
    );
    progress.etag ??= ETag;
    // Of a length that is not told the end is that of the answer.
    progress.end ??= progress.at + (ContentLength ?? Number.NaN);
    // In Node a body is a readable stream; the type says what it may be in a browser.
    if (Body === undefined || !(Symbol.asyncIterator in Body)) throw incomplete(name);
    for await (const chunk of Body) {
        const bytes = Buffer.from(chunk);
        progress.at += bytes.length;
        progress.failures = 0;
        yield bytes;
    }
    if (progress.at < progress.end) throw incomplete(name);
}

const canGoOn = (error: unknown, progress: Progress): boolean => {
    progress.failures += 1;
    return (
        error instanceof StoreError &&
        error.kind === 'silent' &&
        progress.end !== undefined &&
        progress.failures < MAX_FAILURES
    );
};

/** The bytes of an object from an offset on, of one version where it is named. Throws a StoreError. */
export async function* s3Bytes(place: Place, from: number, etag?: string): AsyncGenerator<Buffer> {
    const progress: Progress = {
        at: from,
        etag: etag === undefined ? undefined : `"${etag}"`,
        end: undefined,
        failures: 0,
    };
    for (;;) {
        try {
            yield* once(place, progress);
            return;
        } catch (error) {
            if (from > 0 && progress.end === undefined && isPastEnd(error)) return;
            const trouble = s3Error(error, place.name);
            if (!canGoOn(trouble, progress)) throw trouble;
            if (progress.at === progress.end) return;
        }
    }
}
