/** A delivery stream as the destination of a redrive, rate limited so that Cognito's own deliveries still fit. */
import { setTimeout as pause } from 'node:timers/promises';
import { reingest } from '../../transform/reply/reingest.ts';
import { tableOfStream } from '../../transform/settings.ts';
import { StoreError } from '../../aws/store-error.ts';
import type { Piece } from '../../transform/reply/split-record.ts';
import type { RedriveDestination } from './redrive-destination.ts';
import type { FirehoseStream } from './firehose-stream.ts';
import { openStreamLedger, streamLedgerPath } from './stream-ledger.ts';
import { bytePacer } from '../../basics/pacing.ts';

const NO_STREAMS = { user_activity: null, user_notification: null } as const;

/** The rate, and the path of the ledger if it is not the default. */
export type StreamDestinationOptions = { readonly bytesPerSecond: number; readonly ledgerPath?: string };

/** Puts records with retries. An error of the whole call ends the retries and is thrown. */
class StreamSender {
    readonly #stream: FirehoseStream;
    #callError: unknown = null;

    constructor(stream: FirehoseStream) {
        this.#stream = stream;
    }

    async put(pieces: readonly Piece[]): Promise<ReadonlySet<Piece>> {
        const accepted = await reingest(pieces, {
            put: async (_, records) => this.#putOnce(records),
            leftMs: () => (this.#callError === null ? Infinity : -1),
            wait: async (ms) => pause(ms),
            random: Math.random,
        });
        if (this.#callError !== null) throw this.#callError;
        return accepted;
    }

    async #putOnce(records: readonly Buffer[]): Promise<readonly boolean[]> {
        return this.#stream.put(records).catch((error: unknown) => {
            if (!(error instanceof StoreError && error.kind === 'unavailable')) this.#callError = error;
            return records.map(() => false);
        });
    }
}

/** Opens a stream as a destination. It accepts only the events of its own table. */
export const streamDestination = async (
    name: string,
    stream: FirehoseStream,
    { bytesPerSecond, ledgerPath }: StreamDestinationOptions,
): Promise<RedriveDestination> => {
    const table = tableOfStream(name, NO_STREAMS);
    const sender = new StreamSender(stream);
    const keepPace = bytePacer(bytesPerSecond, { now: () => performance.now(), wait: async (ms) => pause(ms) });
    return {
        name: `stream ${name}`,
        ledger: await openStreamLedger(ledgerPath ?? streamLedgerPath(stream.arn)),
        accepts: (eventTable) => eventTable === table,
        isDurableOnSend: true,
        send: async (pieces) => {
            await keepPace(pieces.reduce((sum, piece) => sum + piece.bytes.length, 0));
            return sender.put(pieces);
        },
        finish: async () => new Set(),
        close: async () => undefined,
    };
};
