/** Plays Firehose on this machine: batches arrivals, calls the transform, and feeds what is put back in again until nothing is left. */
import type { TableName } from '../../schemas/columns.ts';
import type { BatchCounts } from '../transform/reply/batch-counts.ts';
import type { Arrival } from '../transform/decode/unwrap.ts';
import { ActivePartitions, type PartitionKeys } from './active-partitions.ts';
import { ArrivalQueue, type Waiting } from './arrival-queue.ts';
import { LOCAL_STREAMS, type CallTransform, type PutBack } from './call-transform.ts';
import type { CheckedAnswer } from './check-answer.ts';
import { deliverBatch, type Batch, type Delivered } from './deliver-batch.ts';
import { REFUSED, type FailedRecord, type RecordFailure } from './error-objects.ts';
import { CALM_BATCH, NO_FAULTS, type BatchFaults, type Faults } from './faults.ts';
import type { HandedFrom, Origin } from '../inputs/found-in.ts';

/** Where the answers go. */
export type Destination = {
    /** Called for each batch that was answered: with the events that came in with it, none when they were counted before. */
    readonly count: (counts: BatchCounts, eventsIn: number) => void;
    readonly keep: (table: TableName, keys: PartitionKeys, data: string) => void;
    /** With where it came from; null for what was put back. */
    readonly refuse: (table: TableName, record: FailedRecord, origin: Origin | null) => Promise<void>;
    /** Called after each batch: a slow destination holds the next one back. */
    readonly settle: () => Promise<void>;
};

/** A batch, whether its events have been counted before, what befalls it, and what will have become of it. */
type OnItsWay = {
    readonly batch: Batch;
    readonly isCounted: boolean;
    readonly faults: BatchFaults;
    readonly delivered: Promise<Delivered>;
};

/** Batches that are on their way at a time: reading goes on while the transform works. */
const MAX_ON_THEIR_WAY = 3;

/** Ids of Firehose have 56 digits: an answer takes as much of the reply here as there. */
const ID_DIGITS = 56;

export class LocalFirehose {
    readonly #call: CallTransform;
    readonly #destination: Destination;
    readonly #faults: Faults;
    readonly #partitions: ActivePartitions;
    readonly #cameIn: Readonly<Record<TableName, ArrivalQueue>>;
    readonly #putBack: Readonly<Record<TableName, ArrivalQueue>>;
    readonly #queues: readonly ArrivalQueue[];
    readonly #onTheirWay: OnItsWay[] = [];
    #lastId = 0;
    #batches = 0;

    constructor(call: CallTransform, destination: Destination, faults: Faults = NO_FAULTS) {
        this.#call = call;
        this.#destination = destination;
        this.#faults = faults;
        this.#partitions = new ActivePartitions(faults.activePartitions);
        const queue = (table: TableName, isPutBack: boolean): ArrivalQueue =>
            new ArrivalQueue(table, isPutBack, faults.batchArrivals);
        this.#cameIn = {
            user_activity: queue('user_activity', false),
            user_notification: queue('user_notification', false),
        };
        this.#putBack = {
            user_activity: queue('user_activity', true),
            user_notification: queue('user_notification', true),
        };
        this.#queues = [...Object.values(this.#cameIn), ...Object.values(this.#putBack)];
    }

    /** Takes an arrival. When a batch is full, it goes on its way while the next one fills. */
    async put(handed: HandedFrom): Promise<void> {
        this.#add(this.#cameIn[handed.table], handed);
        for (const queue of this.#queues) if (queue.isFull) await this.#sendAll(queue);
    }

    /** Delivers all that waits, and what is put back by that, until nothing is left. */
    async drain(): Promise<void> {
        do {
            for (const queue of this.#queues) await this.#sendAll(queue);
            while (this.#onTheirWay.length > 0) await this.#arrive();
        } while (this.#queues.some((queue) => !queue.isEmpty));
    }

    #add(queue: ArrivalQueue, { arrivedAt, data, origin }: Omit<Waiting, 'recordId'>): void {
        this.#lastId += 1;
        queue.add({ recordId: String(this.#lastId).padStart(ID_DIGITS, '0'), arrivedAt, data, origin });
    }

    async #sendAll(from: ArrivalQueue): Promise<void> {
        for (const arrivals of from.takeBatches()) {
            if (this.#onTheirWay.length >= MAX_ON_THEIR_WAY) await this.#arrive();
            this.#send({ table: from.table, arrivals }, from.isPutBack);
        }
    }

    #send(given: Omit<Batch, 'number'>, isCounted: boolean): void {
        const batch = { ...given, number: this.#batches };
        const faults = this.#faults.batches[batch.number] ?? CALM_BATCH;
        this.#batches += 1;
        const delivered = deliverBatch(batch, this.#call, faults);
        // A failure is met where the batch arrives.
        delivered.catch(() => undefined);
        this.#onTheirWay.push({ batch, isCounted, faults, delivered });
    }

    /** Takes what became of the next batch on its way. This, not the moment when it was ready, fixes the order: a replay is the same each time. */
    async #arrive(): Promise<void> {
        const [overtakenBy = 0] = this.#onTheirWay.map(({ faults }) => faults.overtakenBy);
        for (const next of this.#onTheirWay.splice(overtakenBy % this.#onTheirWay.length, 1)) await this.#meet(next);
    }

    async #meet({ batch, isCounted, faults, delivered }: OnItsWay): Promise<void> {
        const { attempts, putBack, result } = await delivered;
        if ('failure' in result) await this.#fail(batch, { type: 'processing-failed', ...result.failure, attempts });
        else {
            this.#destination.count(result.counts, isCounted ? 0 : result.counts.events);
            for (const [index, arrival] of batch.arrivals.entries())
                await this.#take(batch.table, arrival, result.records[index]);
        }
        for (const call of putBack) this.#takeBack(call, batch.arrivals);
        if (faults.isTwice) this.#send(batch, true);
        await this.#destination.settle();
    }

    /** No attempt was answered as it must be: every arrival of the batch goes to the errors. */
    async #fail({ table, arrivals }: Batch, failure: RecordFailure): Promise<void> {
        for (const { arrivedAt, data, origin } of arrivals)
            await this.#destination.refuse(table, { arrivedAt, data, failure }, origin);
    }

    async #take(
        table: TableName,
        { arrivedAt, data, origin }: Waiting,
        answer: CheckedAnswer | undefined,
    ): Promise<void> {
        if (answer?.result === 'ProcessingFailed')
            await this.#destination.refuse(table, { arrivedAt, data, failure: REFUSED }, origin);
        if (answer?.result !== 'Ok') return;
        const found = this.#partitions.of(table, answer);
        if ('failure' in found)
            await this.#destination.refuse(table, { arrivedAt, data: answer.data, failure: found.failure }, origin);
        else this.#destination.keep(table, found.keys, answer.data);
    }

    /** What is put back arrives now: at the latest time in the batch that it comes from. */
    #takeBack({ stream, records }: PutBack, arrivals: readonly Arrival[]): void {
        const arrivedAt = arrivals.reduce((at, arrival) => Math.max(at, arrival.arrivedAt), 0);
        const queue =
            stream === LOCAL_STREAMS.user_activity ? this.#putBack.user_activity : this.#putBack.user_notification;
        for (const data of records) this.#add(queue, { arrivedAt, data, origin: null });
    }
}
