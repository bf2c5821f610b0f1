/** The program in one sentence: a batch of arrivals becomes the answer that Firehose waits for, and the counts of what became of it. */
import type { TableName } from '../../schemas/columns.ts';
import type { FirehoseAnswer, FirehoseEvent } from '../../schemas/firehose-event.ts';
import { LAST_MS } from '../../schemas/instant.ts';
import { answer } from './reply/answer.ts';
import { answerable } from './answerable.ts';
import { batchCounts, eventsIn, type BatchCounts } from './reply/batch-counts.ts';
import { ending, type Ending } from './reply/ending.ts';
import { putBack, type Streams } from './reply/put-back.ts';
import { framesBytes, HARD_REPLY_BYTES, KEYS_BYTES, MAX_DATA_BYTES, MAX_REPLY_BYTES } from './reply/reply-size.ts';
import type { Piece } from './reply/take-apart.ts';
import { unwrap, type Arrival } from './decode/unwrap.ts';

export type Transformed = { readonly answer: FirehoseAnswer; readonly counts: BatchCounts };

/** The time of arrival goes into columns and parcels: there it is a whole number within the calendar. */
const arrivalOf = (record: FirehoseEvent['records'][number]): Arrival => ({
    recordId: record.recordId,
    arrivedAt: Math.min(Math.max(Math.floor(record.approximateArrivalTimestamp), 0), LAST_MS),
    data: record.data,
});

type Ended = { readonly arrival: Arrival; readonly ending: Ending };

/** Bytes that an answer takes besides its frame: the rows and their keys, or what a refused arrival came with. */
const dataBytes = ({ arrival, ending: end }: Ended): number => {
    if (end.how === 'kept') return end.data.length + KEYS_BYTES;
    return end.how === 'refused' ? arrival.data.length : 0;
};

/** unwrap ─▶ parse ─▶ normalise ─▶ route ─▶ encode, arrival by arrival, while the reply has room. The first one's rows always fit. */
const endAll = (arrivals: readonly Arrival[], table: TableName, frames: number): readonly Ended[] => {
    let room = MAX_REPLY_BYTES - frames;
    const roomOfFirst = Math.max(room, Math.min(MAX_DATA_BYTES + KEYS_BYTES, HARD_REPLY_BYTES - frames));
    return arrivals.map((arrival, index) => {
        const place = { table, room: index === 0 ? roomOfFirst : room };
        const ended = { arrival, ending: ending(unwrap(arrival).map(answerable), arrival, place) };
        room -= dataBytes(ended);
        return ended;
    });
};

const stopped = (eventCount: number): Ending => ({
    how: 'refused',
    refusals: Array.from({ length: eventCount }, () => 'put_back_failed' as const),
});

/** The pieces of an arrival that go on streams: none when there is no stream for one of them, for then it is refused whole. */
const piecesToPut = (end: Ending, streams: Streams): readonly Piece[] =>
    end.how === 'put_back' && end.pieces.every(({ table }) => streams.has(table)) ? end.pieces : [];

/** An arrival of which a piece could not be put back is refused with its bytes. Pieces that were put then come twice: the views remove that. */
const putBackOrRefuse = async (all: readonly Ended[], streams: Streams): Promise<readonly Ended[]> => {
    if (!all.some(({ ending: end }) => end.how === 'put_back')) return all;
    const pieces = all.flatMap(({ ending: end }) => piecesToPut(end, streams));
    const put = await putBack(pieces, streams);
    return all.map(({ arrival, ending: end }) => ({
        arrival,
        ending: end.how === 'put_back' && !end.pieces.every((piece) => put.has(piece)) ? stopped(end.eventCount) : end,
    }));
};

/**
 * Where refusals came on top of a full reply, kept arrivals give way, the last first: a refused one takes what it came with,
 * and all that came in one request fit in one reply.
 */
const withinReply = (all: readonly Ended[], frames: number): readonly Ended[] => {
    let over = all.reduce((sum, ended) => sum + dataBytes(ended), frames) - HARD_REPLY_BYTES;
    const giveWay = (ended: Ended): Ended => {
        // Only a kept one takes more than it came with.
        const saved = dataBytes(ended) - ended.arrival.data.length;
        if (over <= 0 || saved <= 0) return ended;
        over -= saved;
        return { arrival: ended.arrival, ending: stopped(eventsIn(ended.ending)) };
    };
    return over <= 0 ? all : all.toReversed().map(giveWay).toReversed();
};

/**
 * Answers a batch.
 *
 * @param event what Firehose sent, already checked against `firehoseEvent`
 * @param table the table of the stream that it came from
 * @param streams where to put back what can't be answered whole
 */
export const transform = async (event: FirehoseEvent, table: TableName, streams: Streams): Promise<Transformed> => {
    const frames = framesBytes(event.records.map(({ recordId }) => recordId));
    const ended = withinReply(
        await putBackOrRefuse(endAll(event.records.map(arrivalOf), table, frames), streams),
        frames,
    );
    return {
        answer: { records: ended.map(({ arrival, ending: end }) => answer(arrival, end)) },
        counts: batchCounts(ended.map(({ ending: end }) => end)),
    };
};
