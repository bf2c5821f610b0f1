/** The ledger of a lake: it lies in the lake, one object a run, where no query looks. */
import { createHash } from 'node:crypto';
import { openStore } from '../../store/open-store.ts';
import { putText, readText } from '../../store/text-object.ts';
import { ledgerEntries, ledgerText, type Entry, type Ledger } from './ledger.ts';

const FOLDER = '.redriven/';

/** Opens the ledger of a lake, a folder or `s3://bucket/prefix`; an empty one where there is none yet. */
export const lakeLedger = async (lake: string): Promise<Ledger> => {
    const store = await openStore(lake);
    const sent = new Map<string, string>();
    for await (const { key } of store.list(FOLDER)) {
        for (const [event, line] of ledgerEntries(await readText(store, key))) sent.set(event, line);
    }
    const note = async (entries: readonly Entry[]): Promise<void> => {
        if (entries.length === 0) return;
        const text = ledgerText(entries);
        await putText(store, `${FOLDER}${createHash('sha256').update(text).digest('hex').slice(0, 32)}`, text);
    };
    return { sent, note };
};
