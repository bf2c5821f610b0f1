/** A Store over the objects of an S3 bucket, below a prefix. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3';
import { parseS3Address, formatS3Address, type S3Address } from './s3-address.ts';
import { readS3Object } from './read-s3-object.ts';
import { s3Client } from '../aws/s3-client.ts';
import type { ClientOptions } from '../aws/create-client.ts';
import { toStoreError } from '../aws/to-store-error.ts';
import { StoreError } from '../aws/store-error.ts';
import { isHiddenBelow, type Store, type StoredObject } from './store.ts';

/** docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MAX_DELETED = 1000;

/** Four parts are in memory at a time. S3 accepts at most 10,000 parts: 160 GB. */
const PART_BYTES = 16 * 1024 * 1024;

type S3Root = { readonly client: S3Client; readonly address: S3Address };

const below = ({ address }: S3Root, key: string): S3Address => ({
    bucket: address.bucket,
    path: address.path === '' ? key : `${address.path}/${key}`,
});

/** Calls S3 for a key. Errors become StoreErrors that name its address. */
const callS3 = async <Result>(
    root: S3Root,
    key: string,
    act: (address: S3Address) => Promise<Result>,
): Promise<Result> => {
    const address = below(root, key);
    try {
        return await act(address);
    } catch (error) {
        throw toStoreError(error, formatS3Address(address).replace(/\/$/, ''));
    }
};

/** Keys may contain characters that XML cannot, so listings are requested in URL encoding. */
const decodeKey = (page: ListObjectsV2CommandOutput, text: string): string =>
    page.EncodingType === 'url' ? decodeURIComponent(text.replaceAll('+', ' ')) : text;

type ListObjectsOptions = { readonly prefix: string; readonly after?: string; readonly delimiter?: string };

async function* listPages(
    root: S3Root,
    { prefix, after, delimiter }: ListObjectsOptions,
): AsyncGenerator<ListObjectsV2CommandOutput> {
    const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
    let token: string | undefined;
    do {
        const page = await callS3(root, prefix, async ({ bucket, path }) =>
            root.client.send(
                new ListObjectsV2Command({
                    Bucket: bucket,
                    Prefix: path,
                    EncodingType: 'url',
                    ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
                    ...(after === undefined ? {} : { StartAfter: below(root, after).path }),
                    ...(token === undefined ? {} : { ContinuationToken: token }),
                }),
            ),
        );
        yield page;
        token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
}

const plainEtag = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');

async function* list(root: S3Root, prefix: string, after?: string): AsyncGenerator<StoredObject> {
    const rootLength = below(root, '').path.length;
    for await (const page of listPages(root, { prefix, ...(after === undefined ? {} : { after }) })) {
        for (const { Key = '', Size = 0, ETag, LastModified } of page.Contents ?? []) {
            const key = decodeKey(page, Key).slice(rootLength);
            const object = { key, bytes: Size, etag: plainEtag(ETag), modifiedAt: LastModified?.getTime() ?? 0 };
            // For an empty folder, consoles create an object whose key ends in a slash.
            if (!key.endsWith('/') && !isHiddenBelow(prefix, key)) yield object;
        }
    }
}

const folders = async (root: S3Root, prefix: string): Promise<readonly string[]> => {
    const names: string[] = [];
    const start = below(root, prefix).path.length;
    for await (const page of listPages(root, { prefix, delimiter: '/' })) {
        names.push(...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => decodeKey(page, Prefix).slice(start, -1)));
    }
    return names.filter((name) => name !== '' && !name.startsWith('.'));
};

const head = async (root: S3Root, key: string): Promise<StoredObject | null> => {
    const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
    try {
        const response = await callS3(root, key, async ({ bucket, path }) =>
            root.client.send(new HeadObjectCommand({ Bucket: bucket, Key: path })),
        );
        return {
            key,
            bytes: response.ContentLength ?? 0,
            etag: plainEtag(response.ETag),
            modifiedAt: response.LastModified?.getTime() ?? 0,
        };
    } catch (error) {
        if (error instanceof StoreError && error.kind === 'vanished') return null;
        throw error;
    }
};

/** Uploads in one request, or in parts for a large file, each with a checksum. The object appears when complete. */
const put = async (root: S3Root, key: string, path: string): Promise<void> => {
    const [{ Upload }, { size }] = [await import('@aws-sdk/lib-storage'), await stat(path)];
    await callS3(root, key, async (address) => {
        const params = { Bucket: address.bucket, Key: address.path, Body: createReadStream(path), ContentLength: size };
        await new Upload({ client: root.client, partSize: PART_BYTES, params }).done();
    });
};

const remove = async (root: S3Root, keys: readonly string[]): Promise<void> => {
    const { DeleteObjectsCommand } = await import('@aws-sdk/client-s3');
    for (let first = 0; first < keys.length; first += MAX_DELETED) {
        const Objects = keys.slice(first, first + MAX_DELETED).map((key) => ({ Key: below(root, key).path }));
        const { Errors = [] } = await callS3(root, '', async ({ bucket }) =>
            root.client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } })),
        );
        const [failed] = Errors;
        if (failed !== undefined)
            throw toStoreError(
                Object.assign(new Error(failed.Message), { name: failed.Code ?? 'Error' }),
                `s3://${root.address.bucket}/${failed.Key ?? ''}`,
            );
    }
};

/** A Store over the objects below `s3://bucket/prefix`. Makes no request. Throws a UserError for an invalid address. */
export const s3Store = async (address: string, settings: ClientOptions = {}): Promise<Store> => {
    const root = { client: await s3Client(settings), address: parseS3Address(address) };
    const nameOf = (key: string): string => formatS3Address(below(root, key));
    return {
        name: formatS3Address(root.address),
        nameOf,
        list: (prefix, after) => list(root, prefix, after),
        folders: async (prefix) => folders(root, prefix),
        open: (key, from = 0, etag) =>
            readS3Object({ client: root.client, address: below(root, key), name: nameOf(key) }, from, etag),
        head: async (key) => head(root, key),
        put: async (key, path) => put(root, key, path),
        remove: async (keys) => remove(root, keys),
    };
};
