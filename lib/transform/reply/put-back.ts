/** Puts pieces on their streams, within the limits of PutRecordBatch, trying again what was refused. */
import type { TableName } from '../../../schemas/columns.ts';
import type { Piece } from './take-apart.ts';

/** docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html: 500 records and 4 MiB a call. */
const MAX_CALL_RECORDS = 500;
const MAX_CALL_BYTES = 4 * 1024 * 1024;

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5000;
const MAX_TRIES = 8;

/** How the world outside is reached: given by the door. */
export type Streams = {
    /** Whether there is a stream for a table's records to be put on: asked before anything is put. */
    readonly has: (table: TableName) => boolean;
    /** Puts records on a table's stream; tells of each whether it was taken. May throw: then none is known to be. */
    readonly put: (table: TableName, records: readonly Buffer[]) => Promise<readonly boolean[]>;
    /** Milliseconds that are left to try again; a failed piece is given up when they run out. */
    readonly leftMs: () => number;
    /** Waits, and gives a number from 0 to 1 to spread the tries of many callers. */
    readonly wait: (ms: number) => Promise<void>;
    readonly random: () => number;
};

/** Cuts pieces into calls that the API takes. */
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

/** How pieces are put, on streams that there are. */
export type Putting = Omit<Streams, 'has'>;

const putOnce = async (table: TableName, pieces: readonly Piece[], { put }: Putting): Promise<readonly Piece[]> => {
    try {
        const taken = await put(
            table,
            pieces.map(({ bytes }) => bytes),
        );
        return pieces.filter((_, index) => taken[index] !== true);
    } catch {
        return pieces;
    }
};

/** Full jitter: any wait up to twice the last bound, so that callers that were throttled together come back apart. */
const waitMs = (attempt: number, random: number): number =>
    Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * random;

/** One call after another, and those that failed; when time runs out the rest fails too, so that the batch is still answered. */
const putCalls = async (table: TableName, pieces: readonly Piece[], streams: Putting): Promise<readonly Piece[]> => {
    const failed: Piece[] = [];
    for (const [index, call] of callsOf(pieces).entries()) {
        const isTried = index === 0 || streams.leftMs() >= 0;
        failed.push(...(isTried ? await putOnce(table, call, streams) : call));
    }
    return failed;
};

const putAll = async (table: TableName, pieces: readonly Piece[], streams: Putting): Promise<readonly Piece[]> => {
    let left = pieces;
    for (let attempt = 0; left.length > 0; attempt += 1) {
        left = await putCalls(table, left, streams);
        const ms = waitMs(attempt, streams.random());
        if (left.length === 0 || attempt + 1 >= MAX_TRIES || ms >= streams.leftMs()) break;
        await streams.wait(ms);
    }
    return left;
};

/** Puts pieces on their tables' streams, and returns those that were taken. */
export const putBack = async (pieces: readonly Piece[], streams: Putting): Promise<ReadonlySet<Piece>> => {
    const taken = new Set(pieces);
    for (const table of new Set(pieces.map((piece) => piece.table))) {
        const failed = await putAll(
            table,
            pieces.filter((piece) => piece.table === table),
            streams,
        );
        for (const piece of failed) taken.delete(piece);
    }
    return taken;
};
