/** Small objects of text. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreError } from '../aws/store-error.ts';
import type { Store } from './store.ts';

/** The text of an object. Throws a StoreError where there is none. */
export const readText = async (store: Store, key: string): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of store.open(key)) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
};

/** The text of an object, '' where there is none. */
export const readTextOrEmpty = async (store: Store, key: string): Promise<string> =>
    readText(store, key).catch((error: unknown) => {
        if (error instanceof StoreError && error.kind === 'vanished') return '';
        throw error;
    });

/** Puts a text under a key, whole. */
export const putText = async (store: Store, key: string, text: string): Promise<void> => {
    const folder = await mkdtemp(join(tmpdir(), 'cognito-log-lake-'));
    try {
        await writeFile(join(folder, 'text'), text, { mode: 0o600 });
        await store.put(key, join(folder, 'text'));
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
};
