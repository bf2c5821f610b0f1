/** Writes what a journal holds into a lake: rows as the transform makes them, each with an id that the same event always has. */
import { hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Complaint } from '../../basics/complaint.ts';
import { encode } from '../../transform/row/encode.ts';
import { normalise } from '../../transform/row/normalise.ts';
import { parse } from '../../transform/row/parse.ts';
import { LakeWriter } from '../../lake/write/lake-writer.ts';
import { route } from '../../transform/row/route.ts';
import type { Journal } from './journal.ts';

const HEX_DIGITS = 32;

/** What the API tells of an event changes with feedback: its identity is that of the event in its pool, else of the text. */
const recordIdOf = (pool: string, eventId: string | undefined, text: string): string =>
    hash('sha256', eventId === undefined ? text : `backfill\n${pool}\n${eventId}`, 'hex').slice(0, HEX_DIGITS);

type Rowed = { readonly keys: Readonly<Record<string, string>>; readonly data: string };

const rowOf = (text: string, arrivedAt: number): Rowed => {
    const parsed = parse({ text, arrivedAt, ingestPath: 'backfill', logEventId: null });
    const normalised = 'refusal' in parsed || parsed.kind === 'row' ? null : normalise(parsed);
    if (normalised?.table !== 'user_activity')
        throw new Complaint(
            'The checkpoint holds an event that is no user activity: it was changed by hand. Remove it to begin anew, or name another with --checkpoint.',
        );
    const { row, userPoolId } = normalised;
    const partition = route(normalised);
    const own = { ...normalised, row: { ...row, record_id: recordIdOf(userPoolId, row.event_id, text) } };
    return { keys: partition, data: Buffer.from(encode(own, partition, text).join('')).toString('base64') };
};

/** The journal is removed next: a power cut must not take the rows away. */
const sync = async (paths: readonly string[]): Promise<void> => {
    for (const path of paths) {
        const file = await open(path, 'r');
        await file.sync().finally(async () => file.close());
    }
};

const fill = async (writer: LakeWriter, journal: Journal): Promise<number> => {
    let rows = 0;
    for await (const { events = [] } of journal.entries()) {
        for (const text of events) {
            const { keys, data } = rowOf(text, journal.head.arrived_at);
            rows += writer.keep('user_activity', keys, data);
        }
        await writer.settle();
    }
    return rows;
};

/**
 * Writes all rows of a journal. The same journal makes the same files, by their names too: a run that is killed while it publishes is run
 * again, and adds nothing twice.
 *
 * @returns how many rows
 */
export const writeLake = async (journal: Journal, lake: string, signal: AbortSignal): Promise<number> => {
    const writer = await LakeWriter.open(lake);
    const stop = (): void => writer.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
        const rows = await fill(writer, journal);
        signal.throwIfAborted();
        await sync(await writer.finish());
        return rows;
    } catch (error) {
        await writer.close();
        throw error;
    } finally {
        signal.removeEventListener('abort', stop);
    }
};
