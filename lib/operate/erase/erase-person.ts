/** Erases a person from a lake: every file with rows of the person is exchanged for one without. */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyRows, rewrittenName } from '../../lake/write/rewritten-file.ts';
import type { Workbench } from '../../lake/write/compact-partition.ts';
import { Complaint } from '../../basics/complaint.ts';
import type { Store } from '../../store/store.ts';
import type { Found, FoundFile } from './find-person.ts';
import { putReceipt, type Receipt, type Touched } from './receipt.ts';
import { rewrittenRows, type Erasing } from './rewritten-rows.ts';

type Run = {
    readonly bench: Workbench;
    readonly store: Store;
    readonly erasing: Erasing;
    readonly onFile: () => void;
    readonly signal: AbortSignal;
};

/** The row counts of a table, before and as written. */
const checkCounts = async (
    { partition, key, rows }: FoundFile,
    written: number,
    { bench: { engine }, erasing }: Run,
): Promise<void> => {
    const { before } = await engine.numbers<'before'>(`select count(*) as before from ${partition.table}`);
    const expected = partition.table === 'user_activity' && erasing.dropsRows ? before - rows : before;
    if (written !== expected)
        throw new Error(
            `${key} should have ${expected} rows without the person, and DuckDB wrote ${written}. Nothing of it was removed. This is a bug: please report it.`,
        );
};

/** Another name than the old file’s, even where the rows came out the same. */
const nameOf = async (path: string, oldKey: string): Promise<string> => {
    const name = (await rewrittenName(path)).replace(/^compact-/, '');
    return `erased-${createHash('sha256').update(`${oldKey}\n${name}`).digest('hex').slice(0, 16)}.parquet`;
};

/** Makes the file that takes the place of one; null when no row is left. */
const makeSuccessor = async (file: FoundFile, path: string, run: Run): Promise<string | null> => {
    const {
        partition: { table, folder },
    } = file;
    const { engine } = run.bench;
    await engine.point(table, [file.path]);
    const unknown = await engine.unknownColumns(table, [file.path]);
    if (unknown.length > 0)
        throw new Complaint(
            `${file.key} has columns that this version does not know and would lose: ${unknown.join(', ')}. Use the version that wrote them.`,
        );
    const { Count } = await engine.numbers<'Count'>(copyRows(table, rewrittenRows(table, run.erasing), path));
    await checkCounts(file, Count, run);
    return Count === 0 ? null : `${folder}/${await nameOf(path, file.key)}`;
};

/** First the receipt says what is about to be exchanged, then the new file comes, then the old one goes: whenever it is killed, the next run knows. */
const exchange = async (file: FoundFile, receipt: Receipt, run: Run): Promise<void> => {
    const path = join(run.bench.folder, 'without.parquet');
    const added = await makeSuccessor(file, path, run);
    const touched: Touched = { removed: file.key, added, rows: file.rows, is_done: false };
    receipt.files.push(touched);
    await putReceipt(receipt, run.store);
    if (added !== null) await run.bench.files.add(path, added);
    await rm(path, { force: true });
    await run.bench.files.remove([file.key]);
    touched.is_done = true;
};

/**
 * Exchanges the files. What is done is in the receipt; a run that is stopped or killed is run again.
 *
 * @throws Complaint when it was stopped, or a file can’t be rewritten
 */
export const erasePerson = async ({ files }: Found, receipt: Receipt, run: Run): Promise<void> => {
    for (const file of files) {
        if (run.signal.aborted)
            throw new Complaint(
                'Stopped. Some of the files are rewritten, the others still have the person: run the command again for the rest.',
            );
        await exchange(file, receipt, run);
        run.onFile();
    }
};
