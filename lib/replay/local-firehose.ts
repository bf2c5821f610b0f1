/** Plays Firehose on this machine: batches arrivals, calls the transform, and feeds what is put back in again until nothing is left. */
import type { TableName } from '../../schemas/columns.ts';
import type { BatchCounts } from '../batch-counts.ts';
import type { Arrival } from '../unwrap.ts';
import { ArrivalQueue, type Waiting } from './arrival-queue.ts';
import { LOCAL_STREAMS, type CallTransform, type Invoked, type PutBack } from './call-transform.ts';
import { checkAnswer, type CheckedAnswer } from './check-answer.ts';
import type { HandedFrom, Origin } from './found-in.ts';

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

type OnItsWay = { readonly from: ArrivalQueue; readonly arrivals: readonly Waiting[]; readonly invoked: Promise<Invoked> };

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

export class LocalFirehose {
    readonly #call: CallTransform;
    readonly #destination: Destination;
    readonly #cameIn = { user_activity: new ArrivalQueue('user_activity', false), user_notification: new ArrivalQueue('user_notification', false) };
    readonly #putBack = { user_activity: new ArrivalQueue('user_activity', true), user_notification: new ArrivalQueue('user_notification', true) };
    readonly #queues: readonly ArrivalQueue[] = [...Object.values(this.#cameIn), ...Object.values(this.#putBack)];
    readonly #onTheirWay: OnItsWay[] = [];
    #lastId = 0;

    constructor(call: CallTransform, destination: Destination) {
        this.#call = call;
        this.#destination = destination;
    }

    /** Takes an arrival. When a batch is full, it goes on its way while the next one fills. */
    async put(handed: HandedFrom): Promise<void> {
        this.#add(this.#cameIn[handed.table], handed);
        for (const queue of this.#queues) if (queue.isFull) await this.#send(queue);
    }

    /** Delivers all that waits, and what is put back by that, until nothing is left. */
    async drain(): Promise<void> {
        do {
            for (const queue of this.#queues) await this.#send(queue);
            while (this.#onTheirWay.length > 0) await this.#arrive();
        } while (this.#queues.some((queue) => !queue.isEmpty));
    }

    #add(queue: ArrivalQueue, { arrivedAt, data, origin }: Omit<Waiting, 'recordId'>): void {
        this.#lastId += 1;
        queue.add({ recordId: String(this.#lastId).padStart(ID_DIGITS, '0'), arrivedAt, data, origin });
    }

    async #send(from: ArrivalQueue): Promise<void> {
        for (const arrivals of from.takeBatches()) {
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
