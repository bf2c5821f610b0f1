/** Lifts an erasure: removes its tombstone, and notes it in the receipt. */
import { UserError } from '../../basics/user-error.ts';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../../store/store.ts';
import { printable } from '../../terminal/printable.ts';
import { listReceipts, putReceipt, receiptKey, receiptName, type Receipt } from './receipt.ts';

/** The name of a receipt is its path, its file name or its id. */
const isNamed = (receipt: Receipt, name: string): boolean => {
    const fileName = receiptName(receipt);
    const given = name.slice(name.lastIndexOf('/') + 1);
    return [fileName, fileName.replace('.json', ''), receipt.id].includes(given);
};

const findReceipt = async (store: Store, name: string): Promise<Receipt> => {
    for await (const receipt of listReceipts(store)) if (isNamed(receipt, name)) return receipt;
    throw new UserError(
        `${printable(store.name)} has no receipt ${printable(name)}. The receipts are in its folder erasures/.`,
    );
};

/**
 * Lifts an erasure. Rows that are pseudonymised stay so, but a replay may add the person's rows again. Lifting twice is
 * no error.
 *
 * @param name the receipt's path, file name or id
 * @throws UserError if there is no such receipt, or if its erasure is unfinished or has no tombstone
 */
export const liftErasure = async (lake: string, name: string, nowMs: number): Promise<Receipt> => {
    const store = await openStore(lake);
    const receipt = await findReceipt(store, name);
    if (!receipt.is_done)
        throw new UserError(`The erasure of ${receiptKey(receipt)} is not finished. Run erase-user again first.`);
    if (receipt.tombstone === undefined)
        throw new UserError(`${receiptKey(receipt)} has no tombstone: an earlier version wrote it.`);
    const lifted = { ...receipt, lifted_at: receipt.lifted_at ?? new Date(nowMs).toISOString() };
    await putReceipt(lifted, store);
    await store.remove([receipt.tombstone]);
    return lifted;
};
