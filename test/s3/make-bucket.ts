/** Helpers for tests on S3: buckets, objects, a restricted user, environment variables and faulty servers. */
import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { s3Store } from '../../lib/store/s3-store.ts';
import type { Store } from '../../lib/store/store.ts';
import { temporaryFolder } from '../support/run-command.ts';

const makeClient = (): S3Client => new S3Client({ forcePathStyle: true });

export const makeBucket = async (): Promise<string> => {
    const bucket = `b-${randomBytes(6).toString('hex')}`;
    await makeClient().send(new CreateBucketCommand({ Bucket: bucket }));
    return bucket;
};

/** Lets the user `reader` list, read and write, except below `secret/`. */
export const restrictReader = async (bucket: string): Promise<void> => {
    const statement = (Effect: string, Action: readonly string[], Resource: string) => ({
        Effect,
        Principal: { AWS: ['reader'] },
        Action,
        Resource,
    });
    const Statement = [
        statement('Allow', ['s3:ListBucket'], `arn:aws:s3:::${bucket}`),
        statement('Allow', ['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::${bucket}/*`),
        statement('Deny', ['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::${bucket}/secret/*`),
    ];
    await makeClient().send(
        new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
    );
};

export const READER_CREDENTIALS = { AWS_ACCESS_KEY_ID: 'reader', AWS_SECRET_ACCESS_KEY: 'readersecret' } as const;

/** Runs `act` with other environment variables: an S3 client reads them when it is created. */
export const withEnvironment = async <Result>(
    variables: Readonly<Record<string, string | undefined>>,
    act: () => Promise<Result>,
): Promise<Result> => {
    const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
    const set = (values: Readonly<Record<string, string | undefined>>): void => {
        for (const [name, value] of Object.entries(values)) {
            if (value === undefined) delete process.env[name];
            else process.env[name] = value;
        }
    };
    set(variables);
    return act().finally(() => set(before));
};

/** Stores texts or bytes under keys. */
export const putObjects = async (
    store: Store,
    objects: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> => {
    const path = join(temporaryFolder(), 'object');
    for (const [key, bytes] of Object.entries(objects)) {
        writeFileSync(path, bytes);
        await store.put(key, path);
    }
};

export const openS3Store = async (address: string): Promise<Store> => s3Store(address);

export const listStoreKeys = async (store: Store, prefix = '', after?: string): Promise<readonly string[]> => {
    const keys: string[] = [];
    for await (const { key } of store.list(prefix, after)) keys.push(key);
    return keys;
};

export const readObjectBytes = async (store: Store, key: string, from?: number): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of store.open(key, from)) chunks.push(chunk);
    return Buffer.concat(chunks);
};

/** Runs `act` with the URL of a server that has the given listener. */
export const withServer = async <Result>(
    listener: RequestListener,
    act: (url: string) => Promise<Result>,
): Promise<Result> => {
    const server: Server = createServer(listener);
    await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return act(`http://127.0.0.1:${port}`).finally(() => {
        server.closeAllConnections();
        server.close();
    });
};
