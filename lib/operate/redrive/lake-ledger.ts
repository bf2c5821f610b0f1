/** The ledger of a lake: one object per run, in a folder of the lake that no query reads. */
import { createHash } from 'node:crypto';
import { openStore } from '../../store/open-store.ts';
import { putText, readText } from '../../store/text-object.ts';
import { parseLedger, formatLedger, type RedriveLedgerEntry, type RedriveLedger } from './redrive-ledger.ts';

const FOLDER = '.redriven/';

/** Opens the ledger of a lake (a folder or `s3://bucket/prefix`); empty if there is none yet. */
export const openLakeLedger = async (lake: string): Promise<RedriveLedger> => {
    const store = await openStore(lake);
    const sent = new Map<string, string>();
    for await (const { key } of store.list(FOLDER)) {
        for (const [event, line] of parseLedger(await readText(store, key))) sent.set(event, line);
    }
    const append = async (entries: readonly RedriveLedgerEntry[]): Promise<void> => {
        if (entries.length === 0) return;
        const text = formatLedger(entries);
        await putText(store, `${FOLDER}${createHash('sha256').update(text).digest('hex').slice(0, 32)}`, text);
    };
    return { sent, append };
};
