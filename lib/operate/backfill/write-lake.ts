/** Writes the events of a checkpoint to a lake, as the transform's rows with a stable record_id per event. */
import { hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { UserError } from '../../basics/user-error.ts';
import { encode } from '../../transform/row/encode.ts';
import { normalise } from '../../transform/row/normalise.ts';
import { parse } from '../../transform/row/parse.ts';
import { LakeWriter } from '../../lake/write/lake-writer.ts';
import { route } from '../../transform/row/route.ts';
import type { Checkpoint } from './checkpoint.ts';

const HEX_DIGITS = 32;

/**
 * Feedback changes an event's text, so the id is made of pool and event id. Without an event id it is made of the
 * text.
 */
const recordIdOf = (pool: string, eventId: string | undefined, text: string): string =>
    hash('sha256', eventId === undefined ? text : `backfill\n${pool}\n${eventId}`, 'hex').slice(0, HEX_DIGITS);

type BackfillRow = { readonly keys: Readonly<Record<string, string>>; readonly data: string };

const toBackfillRow = (text: string, arrivedAt: number): BackfillRow => {
    const parsed = parse({ text, arrivedAt, ingestPath: 'backfill', logEventId: null });
    const normalised = 'reason' in parsed || parsed.kind === 'row' ? null : normalise(parsed);
    if (normalised?.table !== 'user_activity')
        throw new UserError(
            'The checkpoint has an event that is not user activity: the file was edited. ' +
                'Remove it to start over, or name another one with --checkpoint.',
        );
    const { row, userPoolId } = normalised;
    const partition = route(normalised);
    const identified = { ...normalised, row: { ...row, record_id: recordIdOf(userPoolId, row.event_id, text) } };
    return { keys: partition, data: Buffer.from(encode(identified, partition, text).join('')).toString('base64') };
};

/** Flushes the files to disk. The checkpoint is deleted next, and a power cut must not lose the rows. */
const syncFiles = async (paths: readonly string[]): Promise<void> => {
    for (const path of paths) {
        const file = await open(path, 'r');
        await file.sync().finally(async () => file.close());
    }
};

const writeRows = async (writer: LakeWriter, checkpoint: Checkpoint): Promise<number> => {
    let rows = 0;
    for await (const { events = [] } of checkpoint.entries()) {
        for (const text of events) {
            const { keys, data } = toBackfillRow(text, checkpoint.header.arrived_at);
            rows += writer.write('user_activity', keys, data);
        }
        await writer.catchUp();
    }
    return rows;
};

/**
 * Writes all rows of a checkpoint. The same checkpoint makes files of the same names and contents:
 * if a run is killed while it publishes, the next one adds no duplicates.
 *
 * @returns the number of rows
 */
export const writeLake = async (checkpoint: Checkpoint, lake: string, signal: AbortSignal): Promise<number> => {
    const writer = await LakeWriter.open(lake);
    const stop = (): void => writer.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
        const rows = await writeRows(writer, checkpoint);
        signal.throwIfAborted();
        await syncFiles(await writer.finish());
        return rows;
    } catch (error) {
        await writer.close();
        throw error;
    } finally {
        signal.removeEventListener('abort', stop);
    }
};
