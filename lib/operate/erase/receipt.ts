/** The receipt of an erasure: it lies in the lake, tells what was touched and no one’s name, and lets a run that was killed be finished. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { Complaint } from '../../basics/complaint.ts';
import type { PartitionStore } from '../../lake/partitions/partition-store.ts';
import type { Store } from '../../store/store.ts';
import { putText, readText } from '../../store/text-object.ts';

const FOLDER = 'erasures/';

/** Who is being erased: it is in the receipt only until the end, so that any run after a kill can go on. */
const pending = z.object({ subs: z.array(z.string()), names: z.array(z.string()), also: z.array(z.string()) });
const touched = z.object({ removed: z.string(), added: z.string().nullable(), rows: z.int(), is_done: z.boolean() });
const receipt = z.object({
    erasure: z.literal(1),
    id: z.string(),
    at: z.string(),
    user_pool_id: z.string(),
    is_done: z.boolean(),
    drops_rows: z.boolean(),
    files: z.array(touched),
    known_exceptions_changed: z.array(z.string()),
    not_reached: z.array(z.string()),
    pending: pending.optional(),
});

export type Receipt = z.infer<typeof receipt>;
export type Pending = z.infer<typeof pending>;
export type Touched = z.infer<typeof touched>;

export const newReceipt = (given: Pick<Receipt, 'at' | 'user_pool_id' | 'drops_rows' | 'pending'>): Receipt => ({
    erasure: 1,
    id: randomBytes(8).toString('hex'),
    is_done: false,
    files: [],
    known_exceptions_changed: [],
    not_reached: [],
    ...given,
});

export const receiptKey = ({ at, id }: Pick<Receipt, 'at' | 'id'>): string => `${FOLDER}${at.slice(0, 10)}-${id}.json`;

/** Whole and to stay, when this returns. */
export const putReceipt = async (given: Receipt, store: Store): Promise<void> => {
    await putText(
        store,
        receiptKey(given),
        `${JSON.stringify(given, null, 4)}
`,
    );
};

const readReceipt = async (store: Store, key: string): Promise<Receipt> => {
    const text = await readText(store, key);
    let value: unknown = null;
    try {
        value = JSON.parse(text);
    } catch {
        value = null;
    }
    const { success, data } = receipt.safeParse(value);
    if (!success)
        throw new Complaint(
            `${store.nameOf(key)} is no receipt of an erasure. Take it out of the lake, and run the command again.`,
        );
    return data;
};

/** A file whose successor is there goes; one whose successor never came is as it was. */
const finishFile = async (
    { removed, added, is_done }: Touched,
    files: PartitionStore,
    keys: ReadonlySet<string>,
): Promise<boolean> => {
    if (is_done || (added !== null && !keys.has(added))) return false;
    await files.remove([removed]);
    return true;
};

/** Finishes the exchange of files that a killed run had begun: of every file that was about to be exchanged, one stays. */
const finishFiles = async (files: readonly Touched[], store: PartitionStore): Promise<Touched[]> => {
    const keys = new Set((await store.list()).flatMap((partition) => partition.files.map((file) => file.key)));
    const finished: Touched[] = [];
    for (const file of files) {
        const isFinished = await finishFile(file, store, keys);
        if (isFinished || file.is_done) finished.push({ ...file, is_done: true });
    }
    return finished;
};

/** The receipts of runs that were killed, their files settled. */
export const unfinishedErasures = async (files: PartitionStore, store: Store): Promise<readonly Receipt[]> => {
    const unfinished: Receipt[] = [];
    for await (const { key } of store.list(FOLDER)) {
        const found = await readReceipt(store, key);
        if (!found.is_done) unfinished.push({ ...found, files: await finishFiles(found.files, files) });
    }
    return unfinished;
};
