/** Plays Firehose on this machine: batches arrivals, calls the transform, and feeds what is put back in again until nothing is left. */
import { TABLE_NAMES, type TableName } from '../../schemas/columns.ts';
import type { BatchCounts } from '../batch-counts.ts';
import type { Arrival } from '../unwrap.ts';
import { checkAnswer } from './check-answer.ts';
import type { Handed } from './recognise.ts';

/** The bounds of what a transformation function is handed at once: docs.aws.amazon.com/firehose/latest/dev/data-transformation.html, buffer hints. */
const MAX_BATCH_ARRIVALS = 500;
const MAX_BATCH_BYTES = 3_000_000;

/** Names end as those of the deployed streams do. */
export const LOCAL_STREAMS = { user_activity: 'local-user-activity', user_notification: 'local-user-notification' } as const;

/** The transform as the local Firehose calls it: with the port for what is put back. */
export type CallTransform = (event: object, putBack: (stream: string, records: readonly Buffer[]) => readonly boolean[]) => Promise<{ answer: unknown; counts: BatchCounts }>;

/** Where the answers go. */
export type Destination = {
    readonly keep: (table: TableName, keys: Readonly<Record<string, string>>, data: string) => Promise<void>;
    readonly refuse: (table: TableName, arrival: Arrival) => Promise<void>;
    readonly count: (counts: BatchCounts) => void;
};

type Buffered = { arrivals: Arrival[]; bytes: number };

/** Ids of Firehose have 56 digits: an answer takes as much of the reply here as there. */
const ID_DIGITS = 56;

const eventOf = (table: TableName, arrivals: readonly Arrival[]): object => ({
    invocationId: '00000000-0000-4000-8000-000000000000',
    deliveryStreamArn: `arn:aws:firehose:us-east-1:123456789012:deliverystream/${LOCAL_STREAMS[table]}`,
    region: 'us-east-1',
    records: arrivals.map(({ recordId, arrivedAt, data }) => ({ recordId, approximateArrivalTimestamp: arrivedAt, data })),
});

/** Batches within the bounds; what was put back while a batch was on its way may make the buffer larger than one. */
const batchesOf = (arrivals: readonly Arrival[]): readonly (readonly Arrival[])[] => {
    const batches: Arrival[][] = [];
    let bytes = 0;
    for (const arrival of arrivals) {
        const last = batches.at(-1);
        bytes += dataBytes(arrival.data);
        if (last !== undefined && last.length < MAX_BATCH_ARRIVALS && bytes <= MAX_BATCH_BYTES) last.push(arrival);
        else {
            batches.push([arrival]);
            bytes = dataBytes(arrival.data);
        }
    }
    return batches;
};

const dataBytes = (data: string): number => (data.length / 4) * 3;

export class LocalFirehose {
    readonly #call: CallTransform;
    readonly #destination: Destination;
    readonly #buffers: Record<TableName, Buffered> = { user_activity: { arrivals: [], bytes: 0 }, user_notification: { arrivals: [], bytes: 0 } };
    #lastId = 0;

    constructor(call: CallTransform, destination: Destination) {
        this.#call = call;
        this.#destination = destination;
    }

    /** Takes an arrival; calls the transform when a batch is full. */
    async put({ table, arrivedAt, data }: Omit<Handed, 'eventCount'>): Promise<void> {
        const buffer = this.#buffers[table];
        const bytes = dataBytes(data);
        if (buffer.arrivals.length >= MAX_BATCH_ARRIVALS || buffer.bytes + bytes > MAX_BATCH_BYTES) await this.#deliver(table);
        this.#add(table, arrivedAt, data);
    }

    /** Delivers all that is buffered, and what is put back by that, until both streams are empty. */
    async drain(): Promise<void> {
        while (TABLE_NAMES.some((table) => this.#buffers[table].arrivals.length > 0)) {
            for (const table of TABLE_NAMES) await this.#deliver(table);
        }
    }

    #add(table: TableName, arrivedAt: number, data: string): void {
        const buffer = this.#buffers[table];
        this.#lastId += 1;
        buffer.arrivals.push({ recordId: String(this.#lastId).padStart(ID_DIGITS, '0'), arrivedAt, data });
        buffer.bytes += dataBytes(data);
    }

    /** Takes what the transform puts back. It arrives now: the latest time in the batch that it comes from. */
    #putBack(stream: string, records: readonly Buffer[], arrivedAt: number): readonly boolean[] {
        const table = stream === LOCAL_STREAMS.user_activity ? 'user_activity' : 'user_notification';
        for (const record of records) this.#add(table, arrivedAt, record.toString('base64'));
        return records.map(() => true);
    }

    async #deliver(table: TableName): Promise<void> {
        const { arrivals } = this.#buffers[table];
        this.#buffers[table] = { arrivals: [], bytes: 0 };
        for (const batch of batchesOf(arrivals)) await this.#deliverBatch(table, batch);
    }

    async #deliverBatch(table: TableName, arrivals: readonly Arrival[]): Promise<void> {
        const latest = arrivals.reduce((at, { arrivedAt }) => Math.max(at, arrivedAt), 0);
        const { answer, counts } = await this.#call(eventOf(table, arrivals), (stream, records) => this.#putBack(stream, records, latest));
        this.#destination.count(counts);
        for (const [index, { result, data, metadata }] of checkAnswer(answer, arrivals).entries()) {
            const arrival = arrivals[index];
            if (result === 'Ok' && metadata !== undefined) await this.#destination.keep(table, metadata.partitionKeys, data);
            if (result === 'ProcessingFailed' && arrival !== undefined) await this.#destination.refuse(table, arrival);
        }
    }
}
