/** A bucket of its own for each test file, and servers that behave as no good server does. */
import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { s3Store } from '../../lib/store/s3-store.ts';
import type { Store } from '../../lib/store/store.ts';
import { temporaryFolder } from '../support/run-command.ts';

const client = (): S3Client => new S3Client({ forcePathStyle: true });

export const givenBucket = async (): Promise<string> => {
    const bucket = `b-${randomBytes(6).toString('hex')}`;
    await client().send(new CreateBucketCommand({ Bucket: bucket }));
    return bucket;
};

/** The user `reader` may list, read and write, but nothing below `secret/`. */
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
    await client().send(
        new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
    );
};

export const READER = { AWS_ACCESS_KEY_ID: 'reader', AWS_SECRET_ACCESS_KEY: 'readersecret' } as const;

/** Runs with other variables of the environment: the client reads them when it is made. */
export const withEnvironment = async <Answer>(
    variables: Readonly<Record<string, string | undefined>>,
    act: () => Promise<Answer>,
): Promise<Answer> => {
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

/** Puts texts and bytes under keys. */
export const putAll = async (store: Store, objects: Readonly<Record<string, string | Uint8Array>>): Promise<void> => {
    const path = join(temporaryFolder(), 'object');
    for (const [key, bytes] of Object.entries(objects)) {
        writeFileSync(path, bytes);
        await store.put(key, path);
    }
};

export const storeOf = async (address: string): Promise<Store> => s3Store(address);

export const keysOf = async (store: Store, prefix = '', after?: string): Promise<readonly string[]> => {
    const keys: string[] = [];
    for await (const { key } of store.list(prefix, after)) keys.push(key);
    return keys;
};

export const bytesOf = async (store: Store, key: string, from?: number): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of store.open(key, from)) chunks.push(chunk);
    return Buffer.concat(chunks);
};

/** A server that answers as it is told, for as long as the work takes. */
export const withServer = async <Answer>(
    listener: RequestListener,
    act: (url: string) => Promise<Answer>,
): Promise<Answer> => {
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
