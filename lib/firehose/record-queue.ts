/** Queues the records of a stream until there are enough for a batch. */
import type { TableName } from '../../schemas/columns.ts';
import type { FirehoseRecord } from '../transform/decode/decode.ts';
import type { InputPosition } from '../inputs/to-input-records.ts';

/**
 * Firehose sends at most 3 MB per invocation (docs.aws.amazon.com/firehose/latest/dev/data-transformation.html, buffer
 * hints). The streams are set to 1 MB: envelopes inflate about tenfold, and with 3 MB a replay took 50 MB more memory.
 */
const MAX_BATCH_BYTES = 1_000_000;

const dataBytes = (data: string): number => (data.length / 4) * 3;

/** A record, and its position in the input; null for a re-ingested record. */
export type QueuedRecord = FirehoseRecord & { readonly position: InputPosition | null };

const toBatches = (records: readonly QueuedRecord[], maxRecords: number): readonly (readonly QueuedRecord[])[] => {
    const batches: QueuedRecord[][] = [];
    let bytes = 0;
    for (const record of records) {
        const last = batches.at(-1);
        bytes += dataBytes(record.data);
        if (last !== undefined && last.length < maxRecords && bytes <= MAX_BATCH_BYTES) last.push(record);
        else {
            batches.push([record]);
            bytes = dataBytes(record.data);
        }
    }
    return batches;
};

/** A queue of either new or re-ingested records, never both, so that every event is counted once. */
export class RecordQueue {
    readonly table: TableName;
    readonly isReingested: boolean;
    readonly #maxRecords: number;
    #records: QueuedRecord[] = [];
    #bytes = 0;

    /** @param maxRecords the maximum number of records in a batch */
    constructor(table: TableName, isReingested: boolean, maxRecords: number) {
        this.table = table;
        this.isReingested = isReingested;
        this.#maxRecords = maxRecords;
    }

    get isEmpty(): boolean {
        return this.#records.length === 0;
    }

    get isFull(): boolean {
        return this.#records.length >= this.#maxRecords || this.#bytes >= MAX_BATCH_BYTES;
    }

    add(record: QueuedRecord): void {
        this.#records.push(record);
        this.#bytes += dataBytes(record.data);
    }

    /** Empties the queue and returns its records, in batches within the limits: usually one, sometimes more. */
    takeBatches(): readonly (readonly QueuedRecord[])[] {
        const batches = toBatches(this.#records, this.#maxRecords);
        this.#records = [];
        this.#bytes = 0;
        return batches;
    }
}
