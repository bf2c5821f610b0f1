/** Imports an S3 object: sends its events to the streams as parcels, in rounds, until the end or a timeout. */
import type { ImportRequest } from '../../../schemas/import-message.ts';
import type { Provenance } from '../../inputs/arrival-time.ts';
import { reingest, type Streams } from '../../transform/reply/reingest.ts';
import type { Input } from '../../inputs/input.ts';
import { provenanceOf } from '../../inputs/read-input.ts';
import { DamagedGzipError } from '../../inputs/inflate-stream.ts';
import { readValues, type InputValue } from '../../inputs/read-values.ts';
import type { Store, StoredObject } from '../../store/store.ts';
import { evenChunks } from './even-chunks.ts';
import { ImportRound } from './import-round.ts';
import { DAY_MS } from '../../basics/days.ts';

/**
 * Minimum time left to start a round. A round takes seconds, more if streams throttle.
 * A normal import so ends before the alarm for slow functions fires.
 */
const MIN_ROUND_MS = 60_000;

/** Small compared to what is read before a connection breaks. */
const CHUNK_BYTES = 64 * 1024;

/** `done` counts the values imported by this message and earlier ones; the others count this message only. */
export type ImportProgress = {
    done: number;
    events: number;
    put_events: number;
    rejected_events: number;
    put_records: number;
};

/** Why an import ended before the end of the object: an error, or null if time ran out. */
export type ImportStop = { readonly error: unknown };

export type ImportResult = { readonly progress: ImportProgress; readonly stop: ImportStop | null };

/** The version of an object to import, its store and the target streams. */
export type ImportSource = { readonly store: Store; readonly object: StoredObject; readonly streams: Streams };

const inputOf = ({ store, object: { key, bytes, modifiedAt } }: Omit<ImportSource, 'streams'>): Input => {
    const name = store.nameOf(key);
    return { name, path: name, bytes, modifiedAt };
};

/** Records that the streams did not accept after all retries. */
class PutFailedError extends Error {
    constructor(count: number, of: number) {
        super(`the streams did not accept ${count} of ${of} records`);
        this.name = 'PutFailedError';
    }
}

/**
 * Puts a round and counts it only if all of it was accepted. Otherwise a retry sends duplicates, which the views
 * remove.
 */
const putRound = async (round: ImportRound, progress: ImportProgress, streams: Streams): Promise<void> => {
    const pieces = round.pieces();
    const accepted = await reingest(pieces, streams);
    if (accepted.size < pieces.length) throw new PutFailedError(pieces.length - accepted.size, pieces.length);
    progress.done += round.valueCount;
    progress.events += round.events;
    progress.put_events += round.events - round.rejected;
    progress.rejected_events += round.rejected;
    progress.put_records += pieces.length;
};

/** The end of the readable part of an object. */
class ReadFailure {
    readonly error: unknown;

    constructor(error: unknown) {
        this.error = error;
    }
}

async function* readObjectValues({
    store,
    object,
}: Omit<ImportSource, 'streams'>): AsyncGenerator<readonly InputValue[]> {
    const open = (): AsyncIterable<Buffer> => evenChunks(store.open(object.key, 0, object.etag), CHUNK_BYTES);
    yield* readValues({ ...inputOf({ store, object }), open }, () => undefined);
}

/**
 * The values in parts. The last part before a broken connection is dropped: the next read may split it
 * differently, so its values cannot be counted.
 */
async function* readParts(source: ImportSource): AsyncGenerator<readonly InputValue[] | ReadFailure> {
    let part: readonly InputValue[] = [];
    try {
        for await (const next of readObjectValues(source)) {
            yield part;
            part = next;
        }
        yield part;
    } catch (error) {
        if (error instanceof DamagedGzipError) yield part;
        yield new ReadFailure(error);
    }
}

/** The values after the first `done`. Gzip has no random access, so it reads from the beginning. */
async function* valuesAfter(done: number, source: ImportSource): AsyncGenerator<InputValue | ReadFailure> {
    let skipped = 0;
    for await (const part of readParts(source)) {
        const remaining = part instanceof ReadFailure ? [part] : part.slice(Math.max(0, done - skipped));
        if (!(part instanceof ReadFailure)) skipped += part.length - remaining.length;
        yield* remaining;
    }
}

/** Event times may be at most a day after the object was written. So an event gives the same row at any import time. */
const sourceProvenance = (source: ImportSource): Provenance =>
    provenanceOf(inputOf(source), { latestAt: source.object.modifiedAt + DAY_MS });

/** Puts all rounds. Returns false if time ran out before the end. */
const putAll = async (source: ImportSource, progress: ImportProgress): Promise<boolean> => {
    const { streams } = source;
    const provenance = sourceProvenance(source);
    let round = new ImportRound();
    for await (const value of valuesAfter(progress.done, source)) {
        if (value instanceof ReadFailure) {
            await putRound(round, progress, streams);
            throw value.error;
        }
        round.add(value, provenance);
        if (!round.isFull) continue;
        await putRound(round, progress, streams);
        round = new ImportRound();
        if (streams.leftMs() < MIN_ROUND_MS) return false;
    }
    await putRound(round, progress, streams);
    return true;
};

/** Imports the rest of an object. Returns an error instead of throwing it, because the progress before it counts. */
export const importObject = async (
    { done }: Pick<ImportRequest, 'done'>,
    source: ImportSource,
): Promise<ImportResult> => {
    const progress: ImportProgress = { done, events: 0, put_events: 0, rejected_events: 0, put_records: 0 };
    try {
        return { progress, stop: (await putAll(source, progress)) ? null : { error: null } };
    } catch (error) {
        return { progress, stop: { error } };
    }
};
