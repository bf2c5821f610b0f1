/** Plays Firehose on this machine: batches arrivals, calls the transform, and feeds what is put back in again until nothing is left. */
import { TABLE_NAMES, type TableName } from '../../schemas/columns.ts';
import type { BatchCounts } from '../batch-counts.ts';
import type { Arrival } from '../unwrap.ts';
import { LOCAL_STREAMS, type CallTransform, type Invoked, type PutBack } from './call-transform.ts';
import { checkAnswer, type CheckedAnswer } from './check-answer.ts';
import type { Handed } from './recognise.ts';

/** The bounds of what a transformation function is handed at once: docs.aws.amazon.com/firehose/latest/dev/data-transformation.html, buffer hints. */
const MAX_BATCH_ARRIVALS = 500;
const MAX_BATCH_BYTES = 3_000_000;

/** Where the answers go. */
export type Destination = {
    readonly keep: (table: TableName, keys: Readonly<Record<string, string>>, data: string) => void;
    readonly refuse: (table: TableName, arrival: Arrival) => Promise<void>;
    readonly count: (counts: BatchCounts) => void;
    /** Called after each batch: a slow destination holds the next one back. */
    readonly settle: () => Promise<void>;
};

type OnItsWay = { readonly table: TableName; readonly arrivals: readonly Arrival[]; readonly invoked: Promise<Invoked> };
type Buffered = { arrivals: Arrival[]; bytes: number };

/** Batches that are on their way at a time: reading goes on while the transform works. */
const MAX_ON_THEIR_WAY = 3;

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
    readonly #onTheirWay: OnItsWay[] = [];

    constructor(call: CallTransform, destination: Destination) {
        this.#call = call;
        this.#destination = destination;
    }

    /** Takes an arrival. When a batch is full, it goes on its way while the next one fills. */
    async put({ table, arrivedAt, data }: Omit<Handed, 'eventCount'>): Promise<void> {
        const buffer = this.#buffers[table];
        const isFull = buffer.arrivals.length >= MAX_BATCH_ARRIVALS || buffer.bytes + dataBytes(data) > MAX_BATCH_BYTES;
        if (isFull && buffer.arrivals.length > 0) await this.#send(table);
        this.#add(table, { arrivedAt, data });
    }

    /** Delivers all that is buffered, and what is put back by that, until both streams are empty. */
    async drain(): Promise<void> {
        do {
            for (const table of TABLE_NAMES) await this.#send(table);
            while (this.#onTheirWay.length > 0) await this.#arrive();
        } while (TABLE_NAMES.some((table) => this.#buffers[table].arrivals.length > 0));
    }

    #add(table: TableName, { arrivedAt, data }: { arrivedAt: number; data: string }): void {
        const buffer = this.#buffers[table];
        this.#lastId += 1;
        buffer.arrivals.push({ recordId: String(this.#lastId).padStart(ID_DIGITS, '0'), arrivedAt, data });
        buffer.bytes += dataBytes(data);
    }

    /** Sends what a stream has buffered. */
    async #send(table: TableName): Promise<void> {
        const { arrivals } = this.#buffers[table];
        this.#buffers[table] = { arrivals: [], bytes: 0 };
        for (const batch of batchesOf(arrivals)) {
            if (this.#onTheirWay.length >= MAX_ON_THEIR_WAY) await this.#arrive();
            const invoked = this.#call(eventOf(table, batch));
            // A failure is met where the batch arrives.
            invoked.catch(() => undefined);
            this.#onTheirWay.push({ table, arrivals: batch, invoked });
        }
    }

    /** Takes what became of the first batch on its way. This, not the moment when it was ready, fixes the order: a replay is the same each time. */
    async #arrive(): Promise<void> {
        const first = this.#onTheirWay.shift();
        if (first === undefined) return;
        const { table, arrivals, invoked } = first;
        const { answer, counts, putBack } = await invoked;
        this.#destination.count(counts);
        const answers = checkAnswer(answer, arrivals);
        for (const [index, arrival] of arrivals.entries()) await this.#take(table, arrival, answers[index]);
        for (const call of putBack) this.#takeBack(call, arrivals);
        await this.#destination.settle();
    }

    async #take(table: TableName, arrival: Arrival, answer: CheckedAnswer | undefined): Promise<void> {
        if (answer?.metadata !== undefined && answer.result === 'Ok') this.#destination.keep(table, answer.metadata.partitionKeys, answer.data);
        if (answer?.result === 'ProcessingFailed') await this.#destination.refuse(table, arrival);
    }

    /** What is put back arrives now: at the latest time in the batch that it comes from. */
    #takeBack({ stream, records }: PutBack, arrivals: readonly Arrival[]): void {
        const arrivedAt = arrivals.reduce((at, arrival) => Math.max(at, arrival.arrivedAt), 0);
        const table = stream === LOCAL_STREAMS.user_activity ? 'user_activity' : 'user_notification';
        for (const data of records) this.#add(table, { arrivedAt, data });
    }
}
