/** Gathers a stream of events into the batches that become files: by place and day, none too large. */
import { dayText } from '../transform/row/timestamp-text.ts';
import type { GeneratedEvent } from './generated-event.ts';

export type Batch = {
    /** Where it goes, as the layout names it. */
    readonly place: string;
    /** UTC day of its first event. */
    readonly day: string;
    /** Counts the batches of a place and day, from 0. */
    readonly part: number;
    readonly events: readonly GeneratedEvent[];
};

/** A file of this much text compresses in some 30 ms (measured); one of each pool in memory is little. */
const MAX_BATCH_CHARACTERS = 4_000_000;

type Open = {
    readonly place: string;
    readonly day: string;
    part: number;
    characters: number;
    events: GeneratedEvent[];
};

const isFull = (open: Open, day: string): boolean => open.day !== day || open.characters >= MAX_BATCH_CHARACTERS;

/** An empty batch of a place: the next part of the day, or the first of a new one. */
const openAfter = (before: Open | undefined, place: string, day: string): Open => {
    const part = before !== undefined && before.day === day ? before.part + 1 : 0;
    return { place, day, part, characters: 0, events: [] };
};

/** @param placeOf the place of an event; events of a place keep their order */
export function* batches(
    events: Iterable<GeneratedEvent>,
    placeOf: (event: GeneratedEvent) => string,
): Generator<Batch> {
    const openByPlace = new Map<string, Open>();
    for (const event of events) {
        const [place, day] = [placeOf(event), dayText(event.atMs)];
        let open = openByPlace.get(place);
        if (open === undefined || isFull(open, day)) {
            if (open !== undefined) yield open;
            open = openAfter(open, place, day);
            openByPlace.set(place, open);
        }
        open.events.push(event);
        open.characters += event.text.length;
    }
    yield* openByPlace.values();
}
