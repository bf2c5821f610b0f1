/** Groups a stream of events into batches of limited size, by destination and day; each batch becomes a file. */
import { dayText } from '../transform/row/timestamp-text.ts';
import type { GeneratedEvent } from './generated-event.ts';

export type FileBatch = {
    /** Pool, log group or `all`, depending on the export format. */
    readonly destination: string;
    /** UTC day of its first event. */
    readonly day: string;
    /** Number of the batch within its destination and day, from 0. */
    readonly part: number;
    readonly events: readonly GeneratedEvent[];
};

/** A file of this size compresses in about 30 ms (measured). Memory holds one per destination. */
const MAX_BATCH_CHARACTERS = 4_000_000;

type OpenBatch = {
    readonly destination: string;
    readonly day: string;
    part: number;
    characters: number;
    events: GeneratedEvent[];
};

const isFull = (open: OpenBatch, day: string): boolean => open.day !== day || open.characters >= MAX_BATCH_CHARACTERS;

/** An empty batch of a destination: the next part of the same day, or the first part of a new day. */
const openNextBatch = (previous: OpenBatch | undefined, destination: string, day: string): OpenBatch => {
    const part = previous !== undefined && previous.day === day ? previous.part + 1 : 0;
    return { destination, day, part, characters: 0, events: [] };
};

/** @param destinationOf returns the destination of an event; events of a destination keep their order */
export function* fileBatches(
    events: Iterable<GeneratedEvent>,
    destinationOf: (event: GeneratedEvent) => string,
): Generator<FileBatch> {
    const openByDestination = new Map<string, OpenBatch>();
    for (const event of events) {
        const [destination, day] = [destinationOf(event), dayText(event.atMs)];
        let open = openByDestination.get(destination);
        if (open === undefined || isFull(open, day)) {
            if (open !== undefined) yield open;
            open = openNextBatch(open, destination, day);
            openByDestination.set(destination, open);
        }
        open.events.push(event);
        open.characters += event.text.length;
    }
    yield* openByDestination.values();
}
