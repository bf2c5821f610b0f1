/** Reads and writes small text objects of a Store. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder, removeTemporary } from '../basics/temporary-folder.ts';
import { StoreError } from '../aws/store-error.ts';
import type { Store } from './store.ts';

/** The text of an object. Throws a StoreError if it does not exist. */
export const readText = async (store: Store, key: string): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of store.open(key)) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
};

/** The text of an object; '' if it does not exist. */
export const readTextOrEmpty = async (store: Store, key: string): Promise<string> =>
    readText(store, key).catch((error: unknown) => {
        if (error instanceof StoreError && error.kind === 'vanished') return '';
        throw error;
    });

/** Stores a text under a key. Readers never see a part of it. */
export const putText = async (store: Store, key: string, text: string): Promise<void> => {
    const folder = makeTemporaryFolder();
    try {
        await writeFile(join(folder, 'text'), text, { mode: 0o600 });
        await store.put(key, join(folder, 'text'));
    } finally {
        removeTemporary(folder);
    }
};
