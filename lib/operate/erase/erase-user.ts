/** The erasure of one person, from the finding to the receipt. */
import type { Workbench } from '../../lake/write/compact-partition.ts';
import { openWorkbench } from '../../lake/write/open-workbench.ts';
import { Complaint } from '../../basics/complaint.ts';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../../store/store.ts';
import { printable } from '../../terminal/printable.ts';
import { erasePerson } from './erase-person.ts';
import { findPerson, findRowsOf, type Found } from './find-person.ts';
import { dropKnownExceptions } from './known-exception-lines.ts';
import { wordsOf } from './mentions.ts';
import { notReached } from './not-reached.ts';
import { newReceipt, putReceipt, receiptKey, unfinishedErasures, type Receipt } from './receipt.ts';

export type EraseOrder = {
    readonly lake: string;
    /** A sub or a user name. */
    readonly user: string;
    /** The pool that the person is of; may be left out where only one has such a user. */
    readonly pool: string | null;
    readonly also: readonly string[];
    readonly dropsRows: boolean;
    readonly isDryRun: boolean;
};

export type Watched = {
    readonly nowMs: number;
    /** Asked before anything is changed. */
    readonly isAgreed: (found: Found) => Promise<boolean>;
    readonly onTotal: (files: number) => void;
    readonly onFile: () => void;
    readonly signal: AbortSignal;
};

/** `receipt` is null when nothing was changed. */
export type Erased = { readonly found: Found; readonly receipt: Receipt | null; readonly receiptKey: string | null };

/** One person, and no doubt who; null where the lake knows nobody of it. */
const onlyOne = (found: readonly Found[], order: EraseOrder): Found | null => {
    const ofPool = found.filter(({ person }) => order.pool === null || person.pool === order.pool);
    const [only] = ofPool;
    if (only === undefined) return null;
    if (ofPool.length > 1)
        throw new Complaint(
            `${printable(order.user)} is a user of ${ofPool.map(({ person }) => person.pool).join(', ')}. Say which with --pool.`,
            2,
        );
    if (only.person.subs.length > 1)
        throw new Complaint(
            `${printable(order.user)} is the name of ${only.person.subs.length} users: ${only.person.subs.map(printable).join(', ')}. Give the sub of the one that is meant.`,
            2,
        );
    return only;
};

type Work = { readonly bench: Workbench; readonly store: Store; readonly watched: Watched };

/** Nothing of the person may be found where it was. */
const checkErased = async ({ bench }: Work, { person }: Found, also: readonly string[]): Promise<void> => {
    const {
        files: [left, ...more],
    } = await findRowsOf(bench, person, also);
    if (left !== undefined)
        throw new Complaint(
            `While it ran, files with rows of the person came to the lake: ${left.key}${more.length > 0 ? ` and ${more.length} more` : ''}. Run the command again.`,
        );
};

/** From a receipt that says who is erased to one that says only what was. */
const eraseFound = async (found: Found, begun: Receipt, work: Work): Promise<Erased> => {
    const { bench, store, watched } = work;
    const also = begun.pending?.also ?? [];
    watched.onTotal(found.files.length);
    await putReceipt(begun, store);
    begun.known_exceptions_changed.push(...(await dropKnownExceptions(wordsOf(found.person, also), store)));
    const erasing = { person: found.person, also, pseudonym: `erased-${begun.id}`, dropsRows: begun.drops_rows };
    await erasePerson(found, begun, { bench, store, erasing, onFile: watched.onFile, signal: watched.signal });
    await checkErased(work, found, also);
    const { pending: _, ...receipt } = { ...begun, is_done: true, not_reached: [...(await notReached(store))] };
    await putReceipt(receipt, store);
    return { found, receipt, receiptKey: receiptKey(receipt) };
};

/** Goes on with what was killed: the person was agreed upon then. */
const resume = async (receipt: Receipt, work: Work): Promise<Erased> => {
    const { subs = [], names = [], also = [] } = receipt.pending ?? {};
    const found = await findRowsOf(work.bench, { pool: receipt.user_pool_id, subs, names, sharedNames: [] }, also);
    return eraseFound(found, receipt, work);
};

const begin = async (found: Found, { also, dropsRows }: EraseOrder, work: Work): Promise<Erased> => {
    const { pool, subs, names } = found.person;
    const pending = { subs: [...subs], names: [...names], also: [...also] };
    return eraseFound(
        found,
        newReceipt({
            at: new Date(work.watched.nowMs).toISOString(),
            user_pool_id: pool,
            drops_rows: dropsRows,
            pending,
        }),
        work,
    );
};

/** Erases a person from a lake that is open; what runs before left unfinished is finished first. */
export const eraseIn = async (
    bench: Workbench,
    store: Store,
    { order, watched }: { readonly order: EraseOrder; readonly watched: Watched },
): Promise<Erased> => {
    const work = { bench, store, watched };
    let finished: Erased | null = null;
    for (const receipt of order.isDryRun ? [] : await unfinishedErasures(bench.files, store))
        finished = await resume(receipt, work);
    const found = onlyOne(await findPerson(bench, order.user, order.also), order);
    if (found === null && finished !== null) return finished;
    if (found === null)
        throw new Complaint(
            `Nobody in ${printable(order.lake)} has the sub or the name ${printable(order.user)}. Names are compared whole and by case; find-user shows what is there.`,
        );
    if (order.isDryRun || !(await watched.isAgreed(found))) return { found, receipt: null, receiptKey: null };
    return begin(found, order, work);
};

/**
 * Erases a person from a lake. Killed at any moment, no other row is lost; run again, it goes on.
 *
 * @throws Complaint where it is not clear who is meant, or a file stands in the way
 */
export const eraseUser = async (order: EraseOrder, watched: Watched): Promise<Erased> => {
    const bench = await openWorkbench(order.lake);
    try {
        return await eraseIn(bench, await openStore(order.lake), { order, watched });
    } finally {
        await bench.close();
    }
};
