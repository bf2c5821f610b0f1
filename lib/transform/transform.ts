/** The path of a batch: decode and decide each record, re-ingest split records, fit the reply to its size limit. */
import type { TableName } from '../../schemas/columns.ts';
import type { FirehoseEvent, FirehoseReply } from '../../schemas/firehose-event.ts';
import { LAST_MS } from '../../schemas/instant.ts';
import { decode, type FirehoseRecord } from './decode/decode.ts';
import { countBatch, type BatchCounts } from './reply/count-batch.ts';
import { decide, reasonsOf, type DecidedRecord } from './reply/decide.ts';
import type { Streams } from './reply/reingest.ts';
import { reply } from './reply/reply.ts';
import { framesBytes, HARD_REPLY_BYTES, KEYS_BYTES, MAX_DATA_BYTES, MAX_REPLY_BYTES } from './reply/reply-size.ts';
import { reingestFailed, settle } from './reply/settle.ts';
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
    return reasonsOf(decision).length > 0 ? record.data.length : 0;
};

/** Pieces of a batch beyond one for each record: one small record must not put 100,000 on the streams. */
const MAX_EXTRA_PIECES = 900;

const extraPieces = ({ decision }: DecidedRecord): number =>
    decision.result === 'split' ? Math.max(0, decision.pieces.length - 1) : 0;

/** Decides record by record while the reply has room and pieces are left. The rows of the first record always fit. */
const decideAll = (records: readonly FirehoseRecord[], table: TableName, frames: number): readonly DecidedRecord[] => {
    let room = MAX_REPLY_BYTES - frames;
    let extra = MAX_EXTRA_PIECES;
    const roomOfFirst = Math.max(room, Math.min(MAX_DATA_BYTES + KEYS_BYTES, HARD_REPLY_BYTES - frames));
    return records.map((record, index) => {
        const replyRoom = { table, room: index === 0 ? roomOfFirst : room, pieces: extra + 1 };
        const decided = { record, decision: decide(decode(record).map(toLine), record, replyRoom) };
        room -= dataBytes(decided);
        extra = Math.max(0, extra - extraPieces(decided));
        return decided;
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
        return { record: decided.record, decision: reingestFailed(decided.decision) };
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
    const totalMs = streams.leftMs();
    const records = event.records.map(toRecord);
    const frames = framesBytes(records.map(({ recordId }) => recordId));

    const decided = decideAll(records, table, frames);
    const settled = await settle(decided, streams, totalMs);
    const fitting = fitReply(settled, frames);
    return { reply: reply(fitting), counts: countBatch(fitting) };
};
