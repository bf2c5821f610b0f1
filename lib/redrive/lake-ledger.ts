/** The ledger of a lake: it lies in the lake, one object a run, where no query looks. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { ledgerEntries, ledgerText, type Entry, type Ledger } from './ledger.ts';

const FOLDER = '.redriven/';

const textOf = async (store: Store, key: string): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of store.open(key)) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
};

const putText = async (store: Store, key: string, text: string): Promise<void> => {
    const folder = await mkdtemp(join(tmpdir(), 'cognito-log-lake-'));
    try {
        await writeFile(join(folder, 'ledger'), text);
        await store.put(key, join(folder, 'ledger'));
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
};

/** Opens the ledger of a lake, a folder or `s3://bucket/prefix`; an empty one where there is none yet. */
export const lakeLedger = async (lake: string): Promise<Ledger> => {
    const store = await openStore(lake);
    const sent = new Map<string, string>();
    for await (const { key } of store.list(FOLDER)) {
        for (const [event, line] of ledgerEntries(await textOf(store, key))) sent.set(event, line);
    }
    const note = async (entries: readonly Entry[]): Promise<void> => {
        if (entries.length === 0) return;
        const text = ledgerText(entries);
        await putText(store, `${FOLDER}${createHash('sha256').update(text).digest('hex').slice(0, 32)}`, text);
    };
    return { sent, note };
};
