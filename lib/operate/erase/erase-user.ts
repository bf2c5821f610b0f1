/** Erases a person from a lake: finds the rows, asks for confirmation, rewrites the files, writes the receipt. */
import type { RewriteSession } from '../../lake/write/compact-partition.ts';
import { openRewriteSession } from '../../lake/write/open-rewrite-session.ts';
import { UserError } from '../../basics/user-error.ts';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../../store/store.ts';
import { printable } from '../../terminal/printable.ts';
import { rewriteFiles } from './rewrite-files.ts';
import type { Erasure } from './rewritten-rows.ts';
import { putTombstone, tombstoneObject } from '../../lake/erasures/tombstone.ts';
import { findPerson, findPersonRows, wordsOf, type PersonRows } from './find-person.ts';
import { namesOf, requireOnePerson } from './one-person.ts';
import { checkPersonInput } from './person.ts';
import { removeFromAllowlist } from './remove-from-allowlist.ts';
import { remainingCopies, sharingText } from './remaining-copies.ts';
import { newReceipt, putReceipt, receiptKey, receiptName, unfinishedErasures, type Receipt } from './receipt.ts';

export type EraseOptions = {
    readonly lake: string;
    /** A sub or a user name. */
    readonly user: string;
    /** The person's user pool. Null is enough if only one pool has such a user. */
    readonly pool: string | null;
    /** Other subs or names of the person, and words that name the person in texts. */
    readonly also: readonly string[];
    readonly dropsRows: boolean;
    readonly isDryRun: boolean;
};

export type EraseContext = {
    readonly nowMs: number;
    /** Called before the first change. False ends the run without a change. */
    readonly confirm: (found: PersonRows) => Promise<boolean>;
    readonly onTotal: (files: number) => void;
    readonly onFile: () => void;
    readonly signal: AbortSignal;
};

/** `receipt` is null if nothing was changed. */
export type EraseSummary = {
    readonly found: PersonRows;
    readonly receipt: Receipt | null;
    readonly receiptKey: string | null;
};

type EraseRuntime = { readonly session: RewriteSession; readonly store: Store; readonly context: EraseContext };

/** Throws a UserError if the lake still has rows of the person. */
const checkErased = async (
    { session }: EraseRuntime,
    { person }: PersonRows,
    also: readonly string[],
): Promise<void> => {
    const {
        files: [remaining, ...more],
    } = await findPersonRows(session, person, also);
    if (remaining === undefined) return;
    const others = more.length > 0 ? ` and ${more.length} more` : '';
    throw new UserError(
        `New files with rows of the person were added during the erasure: ${remaining.key}${others}. ` +
            'Run the command again.',
    );
};

/** The tombstone covers every row that this run or a killed one erases: the clock of an event may be ahead. */
const untilOf = ({ lastAt }: PersonRows, { until }: Receipt, { nowMs }: EraseContext): string => {
    const times = [until ?? '', lastAt === null ? '' : `${lastAt.replace(' ', 'T')}.999Z`];
    return times.reduce((latest, time) => (time > latest ? time : latest), new Date(nowMs).toISOString());
};

/** Writes the receipt, then the tombstone: runs that start from then on do not add rows of the person. */
const putBegun = async (
    begun: Receipt,
    { person, also, pseudonym }: Erasure,
    { until, store, session }: Pick<EraseRuntime, 'session' | 'store'> & { readonly until: string },
): Promise<void> => {
    const tombstone = tombstoneObject(receiptName(begun));
    begun.tombstone = tombstone;
    begun.until = until;
    await putReceipt(begun, store);
    const readRows = async (sql: string) => session.engine.readRows(sql);
    await putTombstone(store, tombstone, { ...person, also }, { pseudonym, until, readRows });
};

/** Erases the rows. The receipt names the person until the end; the final receipt does not. */
const eraseFound = async (found: PersonRows, begun: Receipt, runtime: EraseRuntime): Promise<EraseSummary> => {
    const { session, store, context } = runtime;
    const { person } = found;
    const also = begun.pending?.also ?? [];
    const erasure = { person, also, pseudonym: `erased-${begun.id}`, dropsRows: begun.drops_rows };
    context.onTotal(found.files.length);
    await putBegun(begun, erasure, { session, store, until: untilOf(found, begun, context) });
    begun.allowlist_files_changed.push(...(await removeFromAllowlist(wordsOf(person, also), store)));
    await rewriteFiles(found, begun, {
        session,
        store,
        erasure,
        onFile: context.onFile,
        signal: context.signal,
    });
    await checkErased(runtime, found, also);
    const remaining_copies = [sharingText(found), ...(await remainingCopies(store, wordsOf(person, also)))];
    const { pending: _, ...receipt } = { ...begun, is_done: true, remaining_copies };
    await putReceipt(receipt, store);
    return { found, receipt, receiptKey: receiptKey(receipt) };
};

/** Continues the erasure of a killed run. That run had the confirmation already. */
const resume = async (receipt: Receipt, runtime: EraseRuntime): Promise<EraseSummary> => {
    const { subs = [], names = [], also = [] } = receipt.pending ?? {};
    const found = await findPersonRows(
        runtime.session,
        { pool: receipt.user_pool_id, subs, names, sharedNames: [] },
        also,
    );
    return eraseFound(found, receipt, runtime);
};

const begin = async (found: PersonRows, options: EraseOptions, runtime: EraseRuntime): Promise<EraseSummary> => {
    const { also, dropsRows } = options;
    const person = { ...found.person, names: namesOf(found.person, options) };
    const { pool, subs, names } = person;
    const pending = { subs: [...subs], names: [...names], also: [...also] };
    return eraseFound(
        { ...found, person },
        newReceipt({
            at: new Date(runtime.context.nowMs).toISOString(),
            user_pool_id: pool,
            drops_rows: dropsRows,
            pending,
        }),
        runtime,
    );
};

/** Erases a person from an open lake. Finishes the erasures of killed runs first. */
export const eraseFromLake = async (
    session: RewriteSession,
    store: Store,
    { options, context }: { readonly options: EraseOptions; readonly context: EraseContext },
): Promise<EraseSummary> => {
    const runtime = { session, store, context };
    let finished: EraseSummary | null = null;
    for (const receipt of options.isDryRun ? [] : await unfinishedErasures(session.files, store))
        finished = await resume(receipt, runtime);
    const found = requireOnePerson(await findPerson(session, options), options);
    if (found === null && finished !== null) return finished;
    if (found === null)
        throw new UserError(
            `No user in ${printable(options.lake)} has the sub or the name ${printable(options.user)}. ` +
                'Give the whole name. find-user shows the rows of a user.',
        );
    if (options.isDryRun || !(await context.confirm(found))) return { found, receipt: null, receiptKey: null };
    return begin(found, options, runtime);
};

/**
 * Erases a person from a lake. If a run is killed, no other row is lost and the next run continues.
 *
 * @throws UserError if no user or several users match, or if a file cannot be read or rewritten
 */
export const eraseUser = async (options: EraseOptions, context: EraseContext): Promise<EraseSummary> => {
    checkPersonInput(options);
    const session = await openRewriteSession(options.lake);
    try {
        return await eraseFromLake(session, await openStore(options.lake), { options, context });
    } finally {
        await session.close();
    }
};
