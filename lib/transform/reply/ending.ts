/** Decides how an arrival ends: kept, set aside, refused, or taken apart and put back. */
import type { Partition, TableName } from '../../../schemas/columns.ts';
import type { RefusalReason } from '../../../schemas/refusal-reasons.ts';
import { isBad, type Answerable, type Line } from '../answerable.ts';
import { toBase64 } from '../decode/base64.ts';
import { KEYS_BYTES } from './reply-size.ts';
import { isSamePartition } from '../row/route.ts';
import { takeApart, type Piece } from './take-apart.ts';
import type { Arrival } from '../decode/unwrap.ts';

export type Ending =
    | {
          readonly how: 'kept';
          readonly partition: Partition;
          readonly data: string;
          readonly eventCount: number;
          readonly unknownFields: number;
      }
    | { readonly how: 'set_aside' }
    | { readonly how: 'refused'; readonly refusals: readonly RefusalReason[] }
    | { readonly how: 'put_back'; readonly pieces: readonly Piece[]; readonly eventCount: number };

/** The lines of events that share a partition, or null: some are bad, of the other table, or of different partitions. */
const sharing = (
    events: readonly Answerable[],
    table: TableName,
): { readonly partition: Partition; readonly lines: readonly Line[] } | null => {
    const [first] = events;
    if (first === undefined || isBad(first)) return null;
    const isLike = (event: Answerable): event is Line =>
        !isBad(event) && event.table === table && isSamePartition(event.partition, first.partition);
    return events.every(isLike) ? { partition: first.partition, lines: events } : null;
};

const unknownIn = (lines: readonly Line[]): number => lines.reduce((sum, { unknownFields }) => sum + unknownFields, 0);

/** Nearly all arrivals hold one event: its texts need not be gathered, which costs as much as writing them (bench/transform.ts). */
const dataOf = (lines: readonly Line[]): string => {
    const [first] = lines;
    return toBase64(lines.length === 1 && first !== undefined ? first.line : lines.flatMap(({ line }) => line));
};

/** All events of an arrival refused: the bad ones for their own reasons, good ones for the reason that stops them. */
export const refused = (events: readonly Answerable[], stopped: RefusalReason): Ending => ({
    how: 'refused',
    refusals: events.map((event) => (isBad(event) ? event.refusal : stopped)),
});

const putBack = (events: readonly Answerable[], table: TableName): Ending => {
    const pieces = takeApart(events, table);
    return pieces === null ? refused(events, 'too_large') : { how: 'put_back', pieces, eventCount: events.length };
};

/** The stream that an arrival came on, and the bytes that the reply still has for it, besides the frame of its answer. */
export type Place = { readonly table: TableName; readonly room: number };

const keptOrNull = (events: readonly Answerable[], { table, room }: Place): Ending | null => {
    const shared = sharing(events, table);
    if (shared === null) return null;
    const data = dataOf(shared.lines);
    return data.length + KEYS_BYTES <= room
        ? {
              how: 'kept',
              partition: shared.partition,
              data,
              eventCount: events.length,
              unknownFields: unknownIn(shared.lines),
          }
        : null;
};

/** How an arrival with these events ends. */
export const ending = (events: readonly Answerable[], arrival: Arrival, place: Place): Ending => {
    const [first] = events;
    if (first === undefined) return { how: 'set_aside' };
    if (events.length === 1 && isBad(first)) {
        // What is no base64 can't be put back: there are no bytes to put.
        const isAnswered = arrival.data.length <= place.room || first.refusal === 'not_base64';
        return isAnswered ? refused(events, first.refusal) : putBack(events, place.table);
    }
    return keptOrNull(events, place) ?? putBack(events, place.table);
};
