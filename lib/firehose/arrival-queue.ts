/** Queues arrivals for a stream until there are enough for a batch. */
import type { TableName } from '../../schemas/columns.ts';
import type { Arrival } from '../transform/decode/unwrap.ts';
import type { Origin } from '../inputs/found-in.ts';

/**
 * Firehose hands over at most 3 MB at once (docs.aws.amazon.com/firehose/latest/dev/data-transformation.html, buffer hints). The
 * streams are set to 1: envelopes inflate about tenfold, and a replay of them took 50 MB more with 3.
 */
const MAX_BATCH_BYTES = 1_000_000;

const dataBytes = (data: string): number => (data.length / 4) * 3;

/** An arrival, and where it came from; null for what was put back. */
export type Waiting = Arrival & { readonly origin: Origin | null };

const batchesOf = (arrivals: readonly Waiting[], most: number): readonly (readonly Waiting[])[] => {
    const batches: Waiting[][] = [];
    let bytes = 0;
    for (const arrival of arrivals) {
        const last = batches.at(-1);
        bytes += dataBytes(arrival.data);
        if (last !== undefined && last.length < most && bytes <= MAX_BATCH_BYTES) last.push(arrival);
        else {
            batches.push([arrival]);
            bytes = dataBytes(arrival.data);
        }
    }
    return batches;
};

/** What waits for a batch. What was put back waits apart from what came in, so that every event is counted once as it came in. */
export class ArrivalQueue {
    readonly table: TableName;
    readonly isPutBack: boolean;
    readonly #most: number;
    #arrivals: Waiting[] = [];
    #bytes = 0;

    /** @param most arrivals of a batch */
    constructor(table: TableName, isPutBack: boolean, most: number) {
        this.table = table;
        this.isPutBack = isPutBack;
        this.#most = most;
    }

    get isEmpty(): boolean {
        return this.#arrivals.length === 0;
    }

    get isFull(): boolean {
        return this.#arrivals.length >= this.#most || this.#bytes >= MAX_BATCH_BYTES;
    }

    add(arrival: Waiting): void {
        this.#arrivals.push(arrival);
        this.#bytes += dataBytes(arrival.data);
    }

    /** All that waits, in batches within the bounds: that may be a little more than one. */
    takeBatches(): readonly (readonly Waiting[])[] {
        const taken = batchesOf(this.#arrivals, this.#most);
        this.#arrivals = [];
        this.#bytes = 0;
        return taken;
    }
}
