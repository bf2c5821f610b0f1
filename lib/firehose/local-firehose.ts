/** Simulates Firehose locally: batches records, calls the transform, and delivers re-ingested records too. */
import type { TableName } from '../../schemas/columns.ts';
import type { BatchCounts } from '../transform/reply/count-batch.ts';
import type { FirehoseRecord } from '../transform/decode/decode.ts';
import { ActivePartitions, type PartitionKeys } from './active-partitions.ts';
import { RecordQueue, type QueuedRecord } from './record-queue.ts';
import { LOCAL_STREAMS, type CallTransform, type PutCall } from './call-transform.ts';
import type { CheckedReplyRecord } from './check-reply.ts';
import { deliverBatch, type BatchDelivery, type DeliveredPart } from './deliver-batch.ts';
import type { FirehoseBatch } from './invocation.ts';
import { REJECTED_BY_FUNCTION, type FailedRecord, type RecordFailure } from './error-objects.ts';
import { NO_BATCH_FAULTS, NO_FAULTS, type BatchFaults, type Faults } from './faults.ts';
import type { LocatedInputRecord, InputPosition } from '../inputs/to-input-records.ts';

/** The receiver of the transform's results. */
export type FirehoseDestination = {
    /** Called for each batch with a valid reply. `eventsIn`: its number of events, or 0 if they were counted before. */
    readonly count: (counts: BatchCounts, eventsIn: number) => void;
    readonly write: (table: TableName, keys: PartitionKeys, data: string) => void;
    /** `position` is the record's position in its input; null for a re-ingested record. */
    readonly reject: (table: TableName, record: FailedRecord, position: InputPosition | null) => Promise<void>;
    /** Called after each batch. Until it resolves, no further batch is completed. */
    readonly catchUp: () => Promise<void>;
};

/** A batch in flight, whether its events were counted before, its faults, and its pending result. */
type BatchInFlight = {
    readonly batch: FirehoseBatch;
    readonly isCounted: boolean;
    readonly faults: BatchFaults;
    readonly delivery: Promise<BatchDelivery>;
};

/** The maximum number of batches in flight: reading continues while the transform works. */
const MAX_IN_FLIGHT = 3;

/** Firehose's record ids have 56 digits. With the same length, replies have their real size. */
const ID_DIGITS = 56;

export class LocalFirehose {
    readonly #call: CallTransform;
    readonly #destination: FirehoseDestination;
    readonly #faults: Faults;
    readonly #partitions: ActivePartitions;
    readonly #newRecords: Readonly<Record<TableName, RecordQueue>>;
    readonly #reingested: Readonly<Record<TableName, RecordQueue>>;
    readonly #queues: readonly RecordQueue[];
    readonly #inFlight: BatchInFlight[] = [];
    #lastId = 0;
    #batches = 0;

    constructor(call: CallTransform, destination: FirehoseDestination, faults: Faults = NO_FAULTS) {
        this.#call = call;
        this.#destination = destination;
        this.#faults = faults;
        this.#partitions = new ActivePartitions(faults.maxActivePartitions);
        const queue = (table: TableName, isReingested: boolean): RecordQueue =>
            new RecordQueue(table, isReingested, faults.maxBatchRecords);
        this.#newRecords = {
            user_activity: queue('user_activity', false),
            user_notification: queue('user_notification', false),
        };
        this.#reingested = {
            user_activity: queue('user_activity', true),
            user_notification: queue('user_notification', true),
        };
        this.#queues = [...Object.values(this.#newRecords), ...Object.values(this.#reingested)];
    }

    /** Adds a record. A full batch is sent while the next one fills. */
    async put(record: LocatedInputRecord): Promise<void> {
        this.#add(this.#newRecords[record.table], record);
        for (const queue of this.#queues) if (queue.isFull) await this.#sendAll(queue);
    }

    /** Delivers all queued records, and those that they re-ingest, until the queues are empty. */
    async drain(): Promise<void> {
        do {
            for (const queue of this.#queues) await this.#sendAll(queue);
            while (this.#inFlight.length > 0) await this.#completeNext();
        } while (this.#queues.some((queue) => !queue.isEmpty));
    }

    #add(queue: RecordQueue, { arrivedAt, data, position }: Omit<QueuedRecord, 'recordId'>): void {
        this.#lastId += 1;
        queue.add({ recordId: String(this.#lastId).padStart(ID_DIGITS, '0'), arrivedAt, data, position });
    }

    async #sendAll(queue: RecordQueue): Promise<void> {
        for (const records of queue.takeBatches()) {
            if (this.#inFlight.length >= MAX_IN_FLIGHT) await this.#completeNext();
            this.#send({ table: queue.table, records }, queue.isReingested);
        }
    }

    #send({ table, records }: Omit<FirehoseBatch, 'number'>, isCounted: boolean): void {
        const batch = { table, records, number: this.#batches };
        const faults = this.#faults.batches[batch.number] ?? NO_BATCH_FAULTS;
        this.#batches += 1;
        const delivery = deliverBatch(batch, this.#call, faults);
        // Errors are handled when the batch is completed.
        delivery.catch(() => undefined);
        this.#inFlight.push({ batch, isCounted, faults, delivery });
    }

    /** Completes the next batch in sending order, not the first one ready: every replay has the same result. */
    async #completeNext(): Promise<void> {
        const [overtakenBy = 0] = this.#inFlight.map(({ faults }) => faults.overtakenBy);
        for (const next of this.#inFlight.splice(overtakenBy % this.#inFlight.length, 1)) await this.#complete(next);
    }

    async #complete({ batch, isCounted, faults, delivery }: BatchInFlight): Promise<void> {
        const { parts, putCalls } = await delivery;
        for (const part of parts) await this.#completePart(batch.table, part, isCounted);
        for (const call of putCalls) this.#reingest(call, batch.records);
        if (faults.isDeliveredTwice) this.#send(batch, true);
        await this.#destination.catchUp();
    }

    /** Without a valid reply every record of the part goes to the errors. */
    async #completePart(
        table: TableName,
        { records, attempts, result }: DeliveredPart,
        isCounted: boolean,
    ): Promise<void> {
        if ('failure' in result) {
            const failure: RecordFailure = { type: 'processing-failed', ...result.failure, attempts };
            for (const { arrivedAt, data, position } of records)
                await this.#destination.reject(table, { arrivedAt, data, failure }, position);
            return;
        }
        this.#destination.count(result.counts, isCounted ? 0 : result.counts.events);
        for (const [index, record] of records.entries())
            await this.#deliverRecord(table, record, result.records[index]);
    }

    async #deliverRecord(
        table: TableName,
        { arrivedAt, data, position }: QueuedRecord,
        reply: CheckedReplyRecord | undefined,
    ): Promise<void> {
        if (reply?.result === 'ProcessingFailed')
            await this.#destination.reject(table, { arrivedAt, data, failure: REJECTED_BY_FUNCTION }, position);
        if (reply?.result !== 'Ok') return;
        const partition = this.#partitions.resolve(table, reply);
        if ('failure' in partition) {
            const failed = { arrivedAt, data: reply.data, failure: partition.failure };
            await this.#destination.reject(table, failed, position);
        } else this.#destination.write(table, partition.keys, reply.data);
    }

    /** Re-ingested records arrive at the latest arrival time of the batch that they come from. */
    #reingest({ stream, records }: PutCall, batchRecords: readonly FirehoseRecord[]): void {
        const arrivedAt = batchRecords.reduce((at, record) => Math.max(at, record.arrivedAt), 0);
        const queue =
            stream === LOCAL_STREAMS.user_activity
                ? this.#reingested.user_activity
                : this.#reingested.user_notification;
        for (const data of records) this.#add(queue, { arrivedAt, data, position: null });
    }
}
