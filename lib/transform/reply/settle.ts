/** Settles split records: puts their pieces on the streams, and rejects the records that have no time or stream. */
import { eventsIn } from './count-batch.ts';
import { reasonsOf, type DecidedRecord, type Decision } from './decide.ts';
import { reingest, type Streams } from './reingest.ts';
import type { Piece } from './split-record.ts';

/** Whole records are put together until they have this many pieces: the most of one PutRecordBatch call. */
const MAX_WAVE_PIECES = 500;

/** No new record is begun with less of the time left: a record of which no piece was put has no duplicates later. */
const MIN_TIME_SHARE = 1 / 3;

/** The decision about a record that could not be re-ingested. Events that are rejected anyway keep their reasons. */
export const reingestFailed = (decision: Decision): Decision => {
    const reasons = reasonsOf(decision);
    const failed = Array.from({ length: eventsIn(decision) - reasons.length }, () => 'reingest_failed' as const);
    return { result: 'rejected', reasons: [...reasons, ...failed] };
};

const piecesOf = (decision: Decision): readonly Piece[] => (decision.result === 'split' ? decision.pieces : []);

/** The pieces of whole records, in waves. A record with a piece that has no stream is left out. */
const wavesOf = (decided: readonly DecidedRecord[], streams: Streams): readonly (readonly Piece[])[] => {
    const waves: Piece[][] = [];
    for (const { decision } of decided) {
        const pieces = piecesOf(decision);
        if (pieces.length === 0 || !pieces.every(({ table }) => streams.has(table))) continue;
        const last = waves.at(-1);
        if (last !== undefined && last.length + pieces.length <= MAX_WAVE_PIECES) last.push(...pieces);
        else waves.push([...pieces]);
    }
    return waves;
};

const putWaves = async (
    waves: readonly (readonly Piece[])[],
    streams: Streams,
    totalMs: number,
): Promise<ReadonlySet<Piece>> => {
    const accepted = new Set<Piece>();
    for (const [index, wave] of waves.entries()) {
        if (index > 0 && streams.leftMs() < totalMs * MIN_TIME_SHARE) break;
        for (const piece of await reingest(wave, streams)) accepted.add(piece);
    }
    return accepted;
};

/**
 * Re-ingests split records. A record with a failed piece is rejected with its original bytes. After a redrive its other
 * pieces are stored twice; the views deduplicate them.
 *
 * @param totalMs time that the function had at its start
 */
export const settle = async (
    decided: readonly DecidedRecord[],
    streams: Streams,
    totalMs: number,
): Promise<readonly DecidedRecord[]> => {
    if (!decided.some(({ decision }) => decision.result === 'split')) return decided;
    const accepted = await putWaves(wavesOf(decided, streams), streams, totalMs);
    return decided.map(({ record, decision }) => {
        const isSettled = piecesOf(decision).every((piece) => accepted.has(piece));
        return { record, decision: isSettled ? decision : reingestFailed(decision) };
    });
};
