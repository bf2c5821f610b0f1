/** Replaces each file with rows of the person by one without the person's data. */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyRowsSql, rewrittenName } from '../../lake/write/rewritten-file.ts';
import type { RewriteSession } from '../../lake/write/compact-partition.ts';
import { UserError } from '../../basics/user-error.ts';
import type { Store } from '../../store/store.ts';
import type { PersonRows, PersonFile } from './find-person.ts';
import { putReceipt, type Receipt, type ErasedFile } from './receipt.ts';
import { rewrittenRows, type Erasure } from './rewritten-rows.ts';

type EraseRun = {
    readonly session: RewriteSession;
    readonly store: Store;
    readonly erasure: Erasure;
    readonly onFile: () => void;
    readonly signal: AbortSignal;
};

/** Throws an Error if the replacement has another number of rows than expected. */
const checkReplacementRows = async (
    { partition, key, rows }: PersonFile,
    written: number,
    { session: { engine }, erasure }: EraseRun,
): Promise<void> => {
    const { before } = await engine.readNumbers<'before'>(`select count(*) as before from ${partition.table}`);
    const expected = partition.table === 'user_activity' && erasure.dropsRows ? before - rows : before;
    if (written !== expected)
        throw new Error(
            `Expected ${expected} rows in the replacement of ${key}, but DuckDB wrote ${written}. ` +
                'The file was not removed. This is a bug: please report it.',
        );
};

/** Never the old file's name, even if the rows are the same. */
const replacementName = async (path: string, oldKey: string): Promise<string> => {
    const name = (await rewrittenName(path)).replace(/^compact-/, '');
    return `erased-${createHash('sha256').update(`${oldKey}\n${name}`).digest('hex').slice(0, 16)}.parquet`;
};

/** Writes the replacement of a file to `path`. Returns its key; null if no row remains. */
const writeReplacement = async (file: PersonFile, path: string, run: EraseRun): Promise<string | null> => {
    const {
        partition: { table, folder },
    } = file;
    const { engine } = run.session;
    await engine.setTableFiles(table, [file.path]);
    const unknown = await engine.unknownColumns(table, [file.path]);
    if (unknown.length > 0)
        throw new UserError(
            `${file.key} has columns that this version does not know and would lose: ${unknown.join(', ')}. ` +
                'Use the version that wrote them.',
        );
    const { Count } = await engine.readNumbers<'Count'>(copyRowsSql(table, rewrittenRows(table, run.erasure), path));
    await checkReplacementRows(file, Count, run);
    return Count === 0 ? null : `${folder}/${await replacementName(path, file.key)}`;
};

/**
 * Updates the receipt first, then adds the new file, then removes the old one.
 * After a kill at any step the next run knows from the receipt what to finish.
 */
const replaceFile = async (file: PersonFile, receipt: Receipt, run: EraseRun): Promise<void> => {
    const path = join(run.session.folder, 'without.parquet');
    const added = await writeReplacement(file, path, run);
    const erased: ErasedFile = { removed: file.key, added, rows: file.rows, is_done: false };
    receipt.files.push(erased);
    await putReceipt(receipt, run.store);
    if (added !== null) await run.session.files.add(path, added);
    await rm(path, { force: true });
    await run.session.files.remove([file.key]);
    erased.is_done = true;
};

/**
 * Replaces the files one by one and records each in the receipt. After a stop or a kill, the next run continues.
 *
 * @throws UserError if the run is stopped or a file cannot be rewritten
 */
export const rewriteFiles = async ({ files }: PersonRows, receipt: Receipt, run: EraseRun): Promise<void> => {
    for (const file of files) {
        if (run.signal.aborted)
            throw new UserError(
                'Stopped. Some files still have rows of the person. Run the command again for the rest.',
            );
        await replaceFile(file, receipt, run);
        run.onFile();
    }
};
