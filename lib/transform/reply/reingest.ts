/** Puts pieces on their streams within the limits of PutRecordBatch, and retries rejected ones. */
import { fullJitterMs } from '../../basics/pacing.ts';
import type { TableName } from '../../../schemas/columns.ts';
import type { Piece } from './split-record.ts';

/** docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html: 500 records and 4 MiB a call. */
const MAX_CALL_RECORDS = 500;
const MAX_CALL_BYTES = 4 * 1024 * 1024;

const BACKOFF = { firstMs: 100, maxMs: 5000 };
const MAX_TRIES = 8;

/** Access to the streams and the clock, from the Lambda handler. */
export type Streams = {
    /** Whether a table has a stream for re-ingestion. Called before anything is put. */
    readonly has: (table: TableName) => boolean;
    /**
     * Puts records on a table's stream. Returns for each whether it was accepted. If it throws, all count as failed.
     */
    readonly put: (table: TableName, records: readonly Buffer[]) => Promise<readonly boolean[]>;
    /** Milliseconds left for retries. At 0, failed pieces stay failed. */
    readonly leftMs: () => number;
    readonly wait: (ms: number) => Promise<void>;
    /** A number from 0 to 1 that spreads the retries of many callers. */
    readonly random: () => number;
};

/** Groups pieces into calls within the limits of the API. */
export const callsOf = (pieces: readonly Piece[]): readonly (readonly Piece[])[] => {
    const calls: Piece[][] = [];
    let bytes = 0;
    for (const piece of pieces) {
        const last = calls.at(-1);
        if (last !== undefined && last.length < MAX_CALL_RECORDS && bytes + piece.bytes.length <= MAX_CALL_BYTES) {
            last.push(piece);
            bytes += piece.bytes.length;
        } else {
            calls.push([piece]);
            bytes = piece.bytes.length;
        }
    }
    return calls;
};

/** `Streams` for pieces whose streams exist. */
export type StreamCalls = Omit<Streams, 'has'>;

const putOnce = async (table: TableName, pieces: readonly Piece[], { put }: StreamCalls): Promise<readonly Piece[]> => {
    try {
        const accepted = await put(
            table,
            pieces.map(({ bytes }) => bytes),
        );
        return pieces.filter((_, index) => accepted[index] !== true);
    } catch {
        return pieces;
    }
};

/**
 * Makes the calls one by one and returns the failed pieces. When time runs out, the rest fails, so that a reply is
 * sent.
 */
const putCalls = async (
    table: TableName,
    pieces: readonly Piece[],
    streams: StreamCalls,
): Promise<readonly Piece[]> => {
    const failed: Piece[] = [];
    for (const [index, call] of callsOf(pieces).entries()) {
        const isTried = index === 0 || streams.leftMs() >= 0;
        failed.push(...(isTried ? await putOnce(table, call, streams) : call));
    }
    return failed;
};

const putAll = async (table: TableName, pieces: readonly Piece[], streams: StreamCalls): Promise<readonly Piece[]> => {
    let remaining = pieces;
    for (let attempt = 0; remaining.length > 0; attempt += 1) {
        remaining = await putCalls(table, remaining, streams);
        const ms = fullJitterMs(attempt, BACKOFF, streams.random());
        if (remaining.length === 0 || attempt + 1 >= MAX_TRIES || ms >= streams.leftMs()) break;
        await streams.wait(ms);
    }
    return remaining;
};

/** Puts pieces on their tables' streams. Returns the accepted pieces. */
export const reingest = async (pieces: readonly Piece[], streams: StreamCalls): Promise<ReadonlySet<Piece>> => {
    const accepted = new Set(pieces);
    for (const table of new Set(pieces.map((piece) => piece.table))) {
        const failed = await putAll(
            table,
            pieces.filter((piece) => piece.table === table),
            streams,
        );
        for (const piece of failed) accepted.delete(piece);
    }
    return accepted;
};
