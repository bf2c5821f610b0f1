/** The receipt of an erasure, stored in the lake. It lists changed files and lets a later run finish a killed one. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { UserError } from '../../basics/user-error.ts';
import type { PartitionStore } from '../../lake/partitions/partition-store.ts';
import { TOMBSTONE_FOLDER } from '../../lake/erasures/tombstone-key.ts';
import type { Store } from '../../store/store.ts';
import { putText, readText } from '../../store/text-object.ts';

const FOLDER = 'erasures/';

/** The person being erased. It is in the receipt only until the end, so that a later run can finish a killed one. */
const pendingSchema = z.object({ subs: z.array(z.string()), names: z.array(z.string()), also: z.array(z.string()) });
const erasedFileSchema = z.object({
    removed: z.string(),
    added: z.string().nullable(),
    rows: z.int(),
    is_done: z.boolean(),
});
const receiptSchema = z.object({
    erasure: z.literal(1),
    id: z.string(),
    at: z.string(),
    user_pool_id: z.string(),
    is_done: z.boolean(),
    drops_rows: z.boolean(),
    files: z.array(erasedFileSchema),
    allowlist_files_changed: z.array(z.string()),
    remaining_copies: z.array(z.string()),
    /** The tombstone that makes the erasure last. Receipts of earlier versions have none. */
    tombstone: z.string().optional(),
    /** The tombstone covers events up to this time. */
    until: z.string().optional(),
    /** When the tombstone was removed. */
    lifted_at: z.string().optional(),
    pending: pendingSchema.optional(),
});

export type Receipt = z.infer<typeof receiptSchema>;
export type ErasedFile = z.infer<typeof erasedFileSchema>;

export const newReceipt = (fields: Pick<Receipt, 'at' | 'user_pool_id' | 'drops_rows' | 'pending'>): Receipt => ({
    erasure: 1,
    id: randomBytes(8).toString('hex'),
    is_done: false,
    files: [],
    allowlist_files_changed: [],
    remaining_copies: [],
    ...fields,
});

/** The file name of a receipt. */
export const receiptName = ({ at, id }: Pick<Receipt, 'at' | 'id'>): string => `${at.slice(0, 10)}-${id}.json`;

export const receiptKey = (receipt: Pick<Receipt, 'at' | 'id'>): string => `${FOLDER}${receiptName(receipt)}`;

/** Writes the receipt. It is durable when this returns. */
export const putReceipt = async (receipt: Receipt, store: Store): Promise<void> => {
    await putText(store, receiptKey(receipt), `${JSON.stringify(receipt, null, 4)}\n`);
};

const readReceipt = async (store: Store, key: string): Promise<Receipt> => {
    const text = await readText(store, key);
    let value: unknown = null;
    try {
        value = JSON.parse(text);
    } catch {
        value = null;
    }
    const { success, data } = receiptSchema.safeParse(value);
    if (!success)
        throw new UserError(
            `${store.nameOf(key)} is not a receipt of an erasure. Move it out of the lake, and run the command again.`,
        );
    return data;
};

/** Removes the old file if its replacement exists. Without a replacement the old file stays. True if it was removed. */
const finishFile = async (
    { removed, added, is_done }: ErasedFile,
    files: PartitionStore,
    keys: ReadonlySet<string>,
): Promise<boolean> => {
    if (is_done || (added !== null && !keys.has(added))) return false;
    await files.remove([removed]);
    return true;
};

/** Finishes the file replacements of a killed run: of each old file and its replacement exactly one stays. */
const finishFiles = async (files: readonly ErasedFile[], store: PartitionStore): Promise<ErasedFile[]> => {
    const keys = new Set((await store.list()).flatMap((partition) => partition.files.map((file) => file.key)));
    const finished: ErasedFile[] = [];
    for (const file of files) {
        const isFinished = await finishFile(file, store, keys);
        if (isFinished || file.is_done) finished.push({ ...file, is_done: true });
    }
    return finished;
};

/** The receipts of a lake, without its tombstones. */
export async function* listReceipts(store: Store): AsyncGenerator<Receipt> {
    for await (const { key } of store.list(FOLDER))
        if (!key.startsWith(TOMBSTONE_FOLDER)) yield await readReceipt(store, key);
}

/** The receipts of killed runs, after finishing their file replacements. */
export const unfinishedErasures = async (files: PartitionStore, store: Store): Promise<readonly Receipt[]> => {
    const unfinished: Receipt[] = [];
    for await (const receipt of listReceipts(store)) {
        if (!receipt.is_done) unfinished.push({ ...receipt, files: await finishFiles(receipt.files, files) });
    }
    return unfinished;
};
