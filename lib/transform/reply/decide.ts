/** Decides how a record ends: ok, dropped, rejected or split. */
import type { Partition, TableName } from '../../../schemas/columns.ts';
import type { RejectionReason } from '../../../schemas/rejection-reasons.ts';
import { isRejected, type LineOrRejection, type Line } from '../to-line.ts';
import { toBase64 } from '../decode/base64.ts';
import { KEYS_BYTES } from './reply-size.ts';
import { isSamePartition } from '../row/route.ts';
import { splitRecord, type Piece } from './split-record.ts';
import type { FirehoseRecord } from '../decode/decode.ts';

export type Decision =
    | {
          readonly result: 'ok';
          readonly partition: Partition;
          readonly data: string;
          readonly eventCount: number;
          readonly unknownFields: number;
      }
    | { readonly result: 'dropped' }
    | { readonly result: 'rejected'; readonly reasons: readonly RejectionReason[] }
    | { readonly result: 'split'; readonly pieces: readonly Piece[]; readonly eventCount: number };

/** A record and how it ends. */
export type DecidedRecord = { readonly record: FirehoseRecord; readonly decision: Decision };

/**
 * The lines of events that share a partition of the table. Null if one is rejected, of the other table or elsewhere.
 */
const sharedPartition = (
    events: readonly LineOrRejection[],
    table: TableName,
): { readonly partition: Partition; readonly lines: readonly Line[] } | null => {
    const [first] = events;
    if (first === undefined || isRejected(first)) return null;
    const isLike = (event: LineOrRejection): event is Line =>
        !isRejected(event) && event.table === table && isSamePartition(event.partition, first.partition);
    return events.every(isLike) ? { partition: first.partition, lines: events } : null;
};

const countUnknownFields = (lines: readonly Line[]): number =>
    lines.reduce((sum, { unknownFields }) => sum + unknownFields, 0);

/** Nearly all records have one event: `flatMap` would cost as much as writing its line (bench/transform.ts). */
const dataOf = (lines: readonly Line[]): string => {
    const [first] = lines;
    return toBase64(lines.length === 1 && first !== undefined ? first.line : lines.flatMap(({ line }) => line));
};

/** Rejects all events of a record: rejected ones for their own reasons, valid ones for `reasonOfValid`. */
export const reject = (events: readonly LineOrRejection[], reasonOfValid: RejectionReason): Decision => ({
    result: 'rejected',
    reasons: events.map((event) => (isRejected(event) ? event.reason : reasonOfValid)),
});

const split = (events: readonly LineOrRejection[], table: TableName): Decision => {
    const pieces = splitRecord(events, table);
    return pieces === null ? reject(events, 'too_large') : { result: 'split', pieces, eventCount: events.length };
};

/** The table of the record's stream, and the bytes left for the record in the reply, besides its frame. */
export type ReplyRoom = { readonly table: TableName; readonly room: number };

const okOrNull = (events: readonly LineOrRejection[], { table, room }: ReplyRoom): Decision | null => {
    const shared = sharedPartition(events, table);
    if (shared === null) return null;
    const data = dataOf(shared.lines);
    return data.length + KEYS_BYTES <= room
        ? {
              result: 'ok',
              partition: shared.partition,
              data,
              eventCount: events.length,
              unknownFields: countUnknownFields(shared.lines),
          }
        : null;
};

/** The decision about a record with these events. */
export const decide = (events: readonly LineOrRejection[], record: FirehoseRecord, replyRoom: ReplyRoom): Decision => {
    const [first] = events;
    if (first === undefined) return { result: 'dropped' };
    if (events.length === 1 && isRejected(first)) {
        // Data that is not base64 has no bytes to re-ingest.
        const isAnswered = record.data.length <= replyRoom.room || first.reason === 'not_base64';
        return isAnswered ? reject(events, first.reason) : split(events, replyRoom.table);
    }
    return okOrNull(events, replyRoom) ?? split(events, replyRoom.table);
};
