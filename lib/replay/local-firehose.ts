/** Plays Firehose on this machine: batches arrivals, calls the transform, and feeds what is put back in again until nothing is left. */
import type { TableName } from '../../schemas/columns.ts';
import type { BatchCounts } from '../batch-counts.ts';
import type { Arrival } from '../unwrap.ts';
import { LOCAL_STREAMS, type CallTransform, type Invoked, type PutBack } from './call-transform.ts';
import { checkAnswer, type CheckedAnswer } from './check-answer.ts';
import type { Origin } from './found-in.ts';
import type { Handed } from './recognise.ts';

/** The bounds of what a transformation function is handed at once: docs.aws.amazon.com/firehose/latest/dev/data-transformation.html, buffer hints. */
const MAX_BATCH_ARRIVALS = 500;
const MAX_BATCH_BYTES = 3_000_000;

const dataBytes = (data: string): number => (data.length / 4) * 3;

/** Where the answers go. */
export type Destination = {
    /** Called for each batch: with the events that came in with it, none when all of it was put back before. */
    readonly count: (counts: BatchCounts, eventsIn: number) => void;
    readonly keep: (table: TableName, keys: Readonly<Record<string, string>>, data: string) => void;
    /** With where it came from; null for what was put back. */
    readonly refuse: (table: TableName, arrival: Arrival, origin: Origin | null) => Promise<void>;
    /** Called after each batch: a slow destination holds the next one back. */
    readonly settle: () => Promise<void>;
};

type Waiting = Arrival & { readonly origin: Origin | null };

/** What waits for a batch. What was put back waits apart from what came in, so that every event is counted once as it came in. */
class Queue {
    readonly table: TableName;
    readonly isPutBack: boolean;
    #arrivals: Waiting[] = [];
    #bytes = 0;

    constructor(table: TableName, isPutBack: boolean) {
        this.table = table;
        this.isPutBack = isPutBack;
    }

    get isEmpty(): boolean {
        return this.#arrivals.length === 0;
    }

    get isFull(): boolean {
        return this.#arrivals.length >= MAX_BATCH_ARRIVALS || this.#bytes >= MAX_BATCH_BYTES;
    }

    add(arrival: Waiting): void {
        this.#arrivals.push(arrival);
        this.#bytes += dataBytes(arrival.data);
    }

    take(): readonly Waiting[] {
        const taken = this.#arrivals;
        this.#arrivals = [];
        this.#bytes = 0;
        return taken;
    }
}

type OnItsWay = { readonly from: Queue; readonly arrivals: readonly Waiting[]; readonly invoked: Promise<Invoked> };

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

/** Batches within the bounds: a queue may hold a little more than one. */
const batchesOf = (arrivals: readonly Waiting[]): readonly (readonly Waiting[])[] => {
    const batches: Waiting[][] = [];
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

export class LocalFirehose {
    readonly #call: CallTransform;
    readonly #destination: Destination;
    readonly #cameIn = { user_activity: new Queue('user_activity', false), user_notification: new Queue('user_notification', false) };
    readonly #putBack = { user_activity: new Queue('user_activity', true), user_notification: new Queue('user_notification', true) };
    readonly #queues: readonly Queue[] = [...Object.values(this.#cameIn), ...Object.values(this.#putBack)];
    readonly #onTheirWay: OnItsWay[] = [];
    #lastId = 0;

    constructor(call: CallTransform, destination: Destination) {
        this.#call = call;
        this.#destination = destination;
    }

    /** Takes an arrival. When a batch is full, it goes on its way while the next one fills. */
    async put({ table, arrivedAt, data, origin }: Handed & { readonly origin: Origin }): Promise<void> {
        this.#add(this.#cameIn[table], { arrivedAt, data: typeof data === 'string' ? data : data.toString('base64'), origin });
        for (const queue of this.#queues) if (queue.isFull) await this.#send(queue);
    }

    /** Delivers all that waits, and what is put back by that, until nothing is left. */
    async drain(): Promise<void> {
        do {
            for (const queue of this.#queues) await this.#send(queue);
            while (this.#onTheirWay.length > 0) await this.#arrive();
        } while (this.#queues.some((queue) => !queue.isEmpty));
    }

    #add(queue: Queue, arrival: Omit<Waiting, 'recordId'>): void {
        this.#lastId += 1;
        queue.add({ recordId: String(this.#lastId).padStart(ID_DIGITS, '0'), ...arrival });
    }

    async #send(from: Queue): Promise<void> {
        for (const arrivals of batchesOf(from.take())) {
            if (this.#onTheirWay.length >= MAX_ON_THEIR_WAY) await this.#arrive();
            const invoked = this.#call(eventOf(from.table, arrivals));
            // A failure is met where the batch arrives.
            invoked.catch(() => undefined);
            this.#onTheirWay.push({ from, arrivals, invoked });
        }
    }

    /** Takes what became of the first batch on its way. This, not the moment when it was ready, fixes the order: a replay is the same each time. */
    async #arrive(): Promise<void> {
        const first = this.#onTheirWay.shift();
        if (first === undefined) return;
        const { from, arrivals, invoked } = first;
        const { answer, counts, putBack } = await invoked;
        this.#destination.count(counts, from.isPutBack ? 0 : counts.events);
        const answers = checkAnswer(answer, arrivals);
        for (const [index, arrival] of arrivals.entries()) await this.#take(from.table, arrival, answers[index]);
        for (const call of putBack) this.#takeBack(call, arrivals);
        await this.#destination.settle();
    }

    async #take(table: TableName, arrival: Waiting, answer: CheckedAnswer | undefined): Promise<void> {
        if (answer?.metadata !== undefined && answer.result === 'Ok') this.#destination.keep(table, answer.metadata.partitionKeys, answer.data);
        if (answer?.result === 'ProcessingFailed') await this.#destination.refuse(table, arrival, arrival.origin);
    }

    /** What is put back arrives now: at the latest time in the batch that it comes from. */
    #takeBack({ stream, records }: PutBack, arrivals: readonly Arrival[]): void {
        const arrivedAt = arrivals.reduce((at, arrival) => Math.max(at, arrival.arrivedAt), 0);
        const queue = stream === LOCAL_STREAMS.user_activity ? this.#putBack.user_activity : this.#putBack.user_notification;
        for (const data of records) this.#add(queue, { arrivedAt, data, origin: null });
    }
}
