/** The path of a batch: decode and decide each record, re-ingest split records, fit the reply to its size limit. */
import type { TableName } from '../../schemas/columns.ts';
import type { FirehoseEvent, FirehoseReply } from '../../schemas/firehose-event.ts';
import { LAST_MS } from '../../schemas/instant.ts';
import { decode, type FirehoseRecord } from './decode/decode.ts';
import { countBatch, eventsIn, type BatchCounts } from './reply/count-batch.ts';
import { decide, type DecidedRecord, type Decision } from './reply/decide.ts';
import { reingest, type Streams } from './reply/reingest.ts';
import { reply } from './reply/reply.ts';
import { framesBytes, HARD_REPLY_BYTES, KEYS_BYTES, MAX_DATA_BYTES, MAX_REPLY_BYTES } from './reply/reply-size.ts';
import type { Piece } from './reply/split-record.ts';
import { toLine } from './to-line.ts';

export type TransformedBatch = { readonly reply: FirehoseReply; readonly counts: BatchCounts };

/** Makes the arrival time a whole number within the range of columns and parcels. */
const toRecord = (record: FirehoseEvent['records'][number]): FirehoseRecord => ({
    recordId: record.recordId,
    arrivedAt: Math.min(Math.max(Math.floor(record.approximateArrivalTimestamp), 0), LAST_MS),
    data: record.data,
});

/** Bytes of a record in the reply besides its frame: rows and their keys, or the original data of a rejected record. */
const dataBytes = ({ record, decision }: DecidedRecord): number => {
    if (decision.result === 'ok') return decision.data.length + KEYS_BYTES;
    return decision.result === 'rejected' ? record.data.length : 0;
};

/** Decides record by record while the reply has room. The rows of the first record always fit. */
const decideAll = (records: readonly FirehoseRecord[], table: TableName, frames: number): readonly DecidedRecord[] => {
    let room = MAX_REPLY_BYTES - frames;
    const roomOfFirst = Math.max(room, Math.min(MAX_DATA_BYTES + KEYS_BYTES, HARD_REPLY_BYTES - frames));
    return records.map((record, index) => {
        const replyRoom = { table, room: index === 0 ? roomOfFirst : room };
        const decided = { record, decision: decide(decode(record).map(toLine), record, replyRoom) };
        room -= dataBytes(decided);
        return decided;
    });
};

const reingestFailed = (eventCount: number): Decision => ({
    result: 'rejected',
    reasons: Array.from({ length: eventCount }, () => 'reingest_failed' as const),
});

/** The pieces of a split record to put on streams. If one has no stream, the record is rejected whole: none is put. */
const piecesToPut = (decision: Decision, streams: Streams): readonly Piece[] =>
    decision.result === 'split' && decision.pieces.every(({ table }) => streams.has(table)) ? decision.pieces : [];

/**
 * Re-ingests split records. A record with a failed piece is rejected with its original bytes. After a redrive its other
 * pieces are stored twice; the views deduplicate them.
 */
const settle = async (decided: readonly DecidedRecord[], streams: Streams): Promise<readonly DecidedRecord[]> => {
    if (!decided.some(({ decision }) => decision.result === 'split')) return decided;
    const pieces = decided.flatMap(({ decision }) => piecesToPut(decision, streams));
    const accepted = await reingest(pieces, streams);
    return decided.map(({ record, decision }) => {
        const isFailed = decision.result === 'split' && !decision.pieces.every((piece) => accepted.has(piece));
        return { record, decision: isFailed ? reingestFailed(decision.eventCount) : decision };
    });
};

/**
 * Keeps the reply within Firehose's limit. If rejections come on top of a full reply, ok records are rejected too, the
 * last first: a rejected record takes only the bytes it came with, and all records of one request fit in one reply.
 */
const fitReply = (settled: readonly DecidedRecord[], frames: number): readonly DecidedRecord[] => {
    let over = settled.reduce((sum, decided) => sum + dataBytes(decided), frames) - HARD_REPLY_BYTES;
    const fit = (decided: DecidedRecord): DecidedRecord => {
        // Only the rows of an ok record can be longer than its original data.
        const saved = dataBytes(decided) - decided.record.data.length;
        if (over <= 0 || saved <= 0) return decided;
        over -= saved;
        return { record: decided.record, decision: reingestFailed(eventsIn(decided.decision)) };
    };
    return over <= 0 ? settled : settled.toReversed().map(fit).toReversed();
};

/**
 * Transforms a batch.
 *
 * @param event Firehose's request, already validated by `firehoseEvent`
 * @param table the table of the stream that sent it
 * @param streams where to re-ingest split records
 * @returns one reply record for each request record, in order, and the counts of the batch
 */
export const transform = async (
    event: FirehoseEvent,
    table: TableName,
    streams: Streams,
): Promise<TransformedBatch> => {
    const records = event.records.map(toRecord);
    const frames = framesBytes(records.map(({ recordId }) => recordId));

    const decided = decideAll(records, table, frames);
    const settled = await settle(decided, streams);
    const fitting = fitReply(settled, frames);
    return { reply: reply(fitting), counts: countBatch(fitting) };
};
