/** Objects in a bucket of S3, below a prefix. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3';
import { s3Address, s3Name, type S3Address } from './s3-address.ts';
import { s3Bytes } from './s3-bytes.ts';
import { s3Client, type S3Settings } from '../aws/s3-client.ts';
import { s3Error } from '../aws/s3-error.ts';
import { StoreError } from '../aws/store-error.ts';
import { isHiddenBelow, type Store, type StoredObject } from './store.ts';

/** docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MAX_DELETED = 1000;

/** A part is held in memory, four at a time. S3 takes at most 10,000 of them: 160 GB. */
const PART_BYTES = 16 * 1024 * 1024;

type Root = { readonly client: S3Client; readonly address: S3Address };

const below = ({ address }: Root, key: string): S3Address => ({
    bucket: address.bucket,
    path: address.path === '' ? key : `${address.path}/${key}`,
});

/** Does something at a place; what S3 refuses is told with its name. */
const at = async <Answer>(root: Root, key: string, act: (address: S3Address) => Promise<Answer>): Promise<Answer> => {
    const address = below(root, key);
    try {
        return await act(address);
    } catch (error) {
        throw s3Error(error, s3Name(address).replace(/\/$/, ''));
    }
};

/** Keys may hold what XML can't: they are asked for in URL encoding. */
const decoded = (page: ListObjectsV2CommandOutput, text: string): string =>
    page.EncodingType === 'url' ? decodeURIComponent(text.replaceAll('+', ' ')) : text;

type Asked = { readonly prefix: string; readonly after?: string; readonly delimiter?: string };

async function* pages(root: Root, { prefix, after, delimiter }: Asked): AsyncGenerator<ListObjectsV2CommandOutput> {
    const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
    let token: string | undefined;
    do {
        const page = await at(root, prefix, async ({ bucket, path }) =>
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

async function* list(root: Root, prefix: string, after?: string): AsyncGenerator<StoredObject> {
    const rootLength = below(root, '').path.length;
    for await (const page of pages(root, { prefix, ...(after === undefined ? {} : { after }) })) {
        for (const { Key = '', Size = 0, ETag, LastModified } of page.Contents ?? []) {
            const key = decoded(page, Key).slice(rootLength);
            const found = { key, bytes: Size, etag: plainEtag(ETag), modifiedAt: LastModified?.getTime() ?? 0 };
            // A key that ends in a slash is what consoles show as an empty folder.
            if (!key.endsWith('/') && !isHiddenBelow(prefix, key)) yield found;
        }
    }
}

const folders = async (root: Root, prefix: string): Promise<readonly string[]> => {
    const names: string[] = [];
    const start = below(root, prefix).path.length;
    for await (const page of pages(root, { prefix, delimiter: '/' })) {
        names.push(...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => decoded(page, Prefix).slice(start, -1)));
    }
    return names.filter((name) => name !== '' && !name.startsWith('.'));
};

const head = async (root: Root, key: string): Promise<StoredObject | null> => {
    const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
    try {
        const found = await at(root, key, async ({ bucket, path }) =>
            root.client.send(new HeadObjectCommand({ Bucket: bucket, Key: path })),
        );
        return {
            key,
            bytes: found.ContentLength ?? 0,
            etag: plainEtag(found.ETag),
            modifiedAt: found.LastModified?.getTime() ?? 0,
        };
    } catch (error) {
        if (error instanceof StoreError && error.kind === 'vanished') return null;
        throw error;
    }
};

/** In one request, or in parts where the file is large: an object is there when all of it is. Every part carries a checksum. */
const put = async (root: Root, key: string, path: string): Promise<void> => {
    const [{ Upload }, { size }] = [await import('@aws-sdk/lib-storage'), await stat(path)];
    await at(root, key, async (address) => {
        const params = { Bucket: address.bucket, Key: address.path, Body: createReadStream(path), ContentLength: size };
        await new Upload({ client: root.client, partSize: PART_BYTES, params }).done();
    });
};

const remove = async (root: Root, keys: readonly string[]): Promise<void> => {
    const { DeleteObjectsCommand } = await import('@aws-sdk/client-s3');
    for (let first = 0; first < keys.length; first += MAX_DELETED) {
        const Objects = keys.slice(first, first + MAX_DELETED).map((key) => ({ Key: below(root, key).path }));
        const { Errors = [] } = await at(root, '', async ({ bucket }) =>
            root.client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } })),
        );
        const [failed] = Errors;
        if (failed !== undefined)
            throw s3Error(
                Object.assign(new Error(failed.Message), { name: failed.Code ?? 'Error' }),
                `s3://${root.address.bucket}/${failed.Key ?? ''}`,
            );
    }
};

/** The objects below an address, `s3://bucket/prefix`. Nothing is asked of S3 yet. */
export const s3Store = async (address: string, settings: S3Settings = {}): Promise<Store> => {
    const root = { client: await s3Client(settings), address: s3Address(address) };
    const nameOf = (key: string): string => s3Name(below(root, key));
    return {
        name: s3Name(root.address),
        nameOf,
        list: (prefix, after) => list(root, prefix, after),
        folders: async (prefix) => folders(root, prefix),
        open: (key, from = 0, etag) =>
            s3Bytes({ client: root.client, address: below(root, key), name: nameOf(key) }, from, etag),
        head: async (key) => head(root, key),
        put: async (key, path) => put(root, key, path),
        remove: async (keys) => remove(root, keys),
    };
};
