/** Imports an object of S3: its events go on the streams as parcels, round by round, until all of it is done or time runs out. */
import type { Wanted } from '../../../schemas/import-message.ts';
import type { Came } from '../../inputs/arrival-time.ts';
import { putBack, type Streams } from '../../transform/reply/put-back.ts';
import type { Input } from '../../inputs/input.ts';
import { cameFrom } from '../../inputs/read-input.ts';
import { Damaged } from '../../inputs/inflate-stream.ts';
import { readValues, type Stretch } from '../../inputs/read-values.ts';
import type { Store, StoredObject } from '../../store/store.ts';
import { evenChunks } from './even-chunks.ts';
import { Round } from './round.ts';

/** Below it no round is begun: one takes seconds, more with streams that refuse. An import that goes well so ends before the alarm for slow functions. */
const ROUND_MS = 60_000;

/** Small beside what is read of an object before anything can go wrong. */
const CHUNK_BYTES = 64 * 1024;

const DAY_MS = 86_400_000;

/** How far an import is: values of the object that are done, of this message and those before, and what this one did. */
export type Progress = { done: number; events: number; put_events: number; refused_events: number; put_pieces: number };

/** Why an import ended before the object did: what went wrong, or null where its time ran out. */
export type Stop = { readonly error: unknown };

export type Imported = { readonly progress: Progress; readonly stop: Stop | null };

/** An object of a store, of the version that was looked at, and the streams to put on. */
export type Source = { readonly store: Store; readonly object: StoredObject; readonly streams: Streams };

const inputOf = ({ store, object: { key, bytes, modifiedAt } }: Omit<Source, 'streams'>): Input => {
    const name = store.nameOf(key);
    return { name, path: name, bytes, modifiedAt };
};

/** Pieces that the streams did not take, however often they were tried. */
class NotTaken extends Error {
    constructor(count: number, of: number) {
        super(`the streams did not take ${count} of ${of} records`);
        this.name = 'NotTaken';
    }
}

/** All of a round, or nothing is done of it: what was taken then comes twice, and the views show it once. */
const putRound = async (round: Round, progress: Progress, streams: Streams): Promise<void> => {
    const pieces = round.pieces();
    const taken = await putBack(pieces, streams);
    if (taken.size < pieces.length) throw new NotTaken(pieces.length - taken.size, pieces.length);
    progress.done += round.count;
    progress.events += round.events;
    progress.put_events += round.events - round.refused;
    progress.refused_events += round.refused;
    progress.put_pieces += pieces.length;
};

/** Where an object can't be read any further. */
class Unread {
    readonly error: unknown;

    constructor(error: unknown) {
        this.error = error;
    }
}

async function* valuesOf({ store, object }: Omit<Source, 'streams'>): AsyncGenerator<readonly Stretch[]> {
    const open = (): AsyncIterable<Buffer> => evenChunks(store.open(object.key, 0, object.etag), CHUNK_BYTES);
    yield* readValues({ ...inputOf({ store, object }), open }, () => undefined);
}

/** The values, part by part. The last ones before a broken connection are left out: another time they may be told apart in another way, and could not be counted. */
async function* partsOf(source: Source): AsyncGenerator<readonly Stretch[] | Unread> {
    let part: readonly Stretch[] = [];
    try {
        for await (const next of valuesOf(source)) {
            yield part;
            part = next;
        }
        yield part;
    } catch (error) {
        if (error instanceof Damaged) yield part;
        yield new Unread(error);
    }
}

/** The values of the object behind those that are done. Gzip can't be entered in the middle: it is read from its beginning. */
async function* valuesAfter(done: number, source: Source): AsyncGenerator<Stretch | Unread> {
    let skipped = 0;
    for await (const part of partsOf(source)) {
        const left = part instanceof Unread ? [part] : part.slice(Math.max(0, done - skipped));
        if (!(part instanceof Unread)) skipped += part.length - left.length;
        yield* left;
    }
}

/** No later time is believed than a day after the object was written: so an event has the same row whenever it is imported. */
const cameOf = (source: Source): Came => cameFrom(inputOf(source), { latestAt: source.object.modifiedAt + DAY_MS });

/** Puts round after round. Returns false when time ran out before the end. */
const putAll = async (source: Source, progress: Progress): Promise<boolean> => {
    const { streams } = source;
    const came = cameOf(source);
    let round = new Round();
    for await (const stretch of valuesAfter(progress.done, source)) {
        if (stretch instanceof Unread) {
            await putRound(round, progress, streams);
            throw stretch.error;
        }
        round.add(stretch, came);
        if (!round.isFull) continue;
        await putRound(round, progress, streams);
        round = new Round();
        if (streams.leftMs() < ROUND_MS) return false;
    }
    await putRound(round, progress, streams);
    return true;
};

/** Imports what is left of an object. What stops it is told, not thrown: what was done before that is done. */
export const importObject = async ({ done }: Pick<Wanted, 'done'>, source: Source): Promise<Imported> => {
    const progress: Progress = { done, events: 0, put_events: 0, refused_events: 0, put_pieces: 0 };
    try {
        return { progress, stop: (await putAll(source, progress)) ? null : { error: null } };
    } catch (error) {
        return { progress, stop: { error } };
    }
};
