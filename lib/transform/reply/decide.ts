/** Decides how a record ends: ok, dropped, rejected or split. */
import type { Partition, TableName } from '../../../schemas/columns.ts';
import type { RejectionReason } from '../../../schemas/rejection-reasons.ts';
import { isRejected, type LineOrRejection, type Line, type RejectedEvent } from '../to-line.ts';
import { fromBase64, toBase64 } from '../decode/base64.ts';
import { KEYS_BYTES } from './reply-size.ts';
import { isSamePartition } from '../row/route.ts';
import { MAX_RECORD_BYTES, splitRecord, type Piece } from './split-record.ts';
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
    | {
          readonly result: 'split';
          readonly pieces: readonly Piece[];
          /** Events that are re-ingested. */
          readonly eventCount: number;
          /** Reasons of the other events: the record is answered as rejected, with its bytes. Usually there are none. */
          readonly reasons: readonly RejectionReason[];
      };

const NO_REASONS: readonly RejectionReason[] = [];

/** The reasons of the events that are rejected with the bytes of their record. */
export const reasonsOf = (decision: Decision): readonly RejectionReason[] =>
    'reasons' in decision ? decision.reasons : NO_REASONS;

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

/** The table of the record's stream, and what the record may take besides its frame in the reply. */
export type ReplyRoom = {
    readonly table: TableName;
    /** Bytes of the reply. */
    readonly room: number;
    /** Pieces: with more, the record shares pieces between partitions. */
    readonly pieces: number;
};

/**
 * Rejected events travel one by one, so that good and bad bytes are apart. Above this number none does: 9 KB of gzip
 * could otherwise put 100,000 records on the stream.
 */
const MAX_REJECTED_PIECES = 500;

/** Re-ingests a record as it is: a later reply has room for it. */
const postpone = (events: readonly LineOrRejection[], bytes: Buffer, table: TableName): Decision =>
    bytes.length > MAX_RECORD_BYTES
        ? reject(events, 'too_large')
        : { result: 'split', pieces: [{ table, bytes }], eventCount: events.length, reasons: [] };

/** A record whose events are all rejected is rejected with its bytes. Data that is not base64 has none to re-ingest. */
const rejectAll = (
    events: readonly RejectedEvent[],
    { data }: FirehoseRecord,
    { table, room }: ReplyRoom,
): Decision => {
    const bytes = data.length <= room ? null : fromBase64(data);
    return bytes === null ? reject(events, 'too_large') : postpone(events, bytes, table);
};

/** Re-ingests the good events. The record is answered as rejected, and keeps the bytes of its many rejected ones. */
const keepRejected = (
    events: readonly LineOrRejection[],
    { data }: FirehoseRecord,
    { table, room, pieces }: ReplyRoom,
): Decision => {
    if (data.length > room) return postpone(events, Buffer.from(data, 'base64'), table);
    const lines = events.filter((event): event is Line => !isRejected(event));
    const split = splitRecord(lines, table, pieces);
    return split === null
        ? reject(events, 'too_large')
        : {
              result: 'split',
              pieces: split,
              eventCount: lines.length,
              reasons: events.filter(isRejected).map(({ reason }) => reason),
          };
};

const split = (events: readonly LineOrRejection[], record: FirehoseRecord, replyRoom: ReplyRoom): Decision => {
    const { table, pieces } = replyRoom;
    const rejectedCount = events.filter(isRejected).length;
    if (rejectedCount > Math.min(MAX_REJECTED_PIECES, pieces)) return keepRejected(events, record, replyRoom);
    const all = splitRecord(events, table, pieces);
    return all === null
        ? reject(events, 'too_large')
        : { result: 'split', pieces: all, eventCount: events.length, reasons: [] };
};

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
    if (events.length === 0) return { result: 'dropped' };
    if (events.every(isRejected)) return rejectAll(events, record, replyRoom);
    return okOrNull(events, replyRoom) ?? split(events, record, replyRoom);
};
