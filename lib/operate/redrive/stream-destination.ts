/** A delivery stream as the place to redrive to: paced, so that Cognito’s own writer has room beside. */
import { setTimeout as pause } from 'node:timers/promises';
import { putBack } from '../../transform/reply/put-back.ts';
import { tableOfStream } from '../../transform/settings.ts';
import { StoreError } from '../../aws/store-error.ts';
import type { Piece } from '../../transform/reply/take-apart.ts';
import type { Destination } from './destination.ts';
import type { FirehoseStream } from './firehose-stream.ts';
import { streamLedger, streamLedgerPath } from './stream-ledger.ts';

type Clock = { readonly now: () => number; readonly wait: (ms: number) => Promise<void> };

/** Waits before so many bytes are put until those before them have had their time. */
export const pace = (bytesPerSecond: number, { now, wait }: Clock): ((bytes: number) => Promise<void>) => {
    let nextAt = 0;
    return async (bytes) => {
        await wait(Math.max(0, nextAt - now()));
        nextAt = now() + (bytes / bytesPerSecond) * 1000;
    };
};

const NO_STREAMS = { user_activity: null, user_notification: null } as const;

/** How fast, and where the ledger lies if not at its usual place. */
export type Manner = { readonly bytesPerSecond: number; readonly ledgerPath?: string };

/** One after another, so long as the stream itself does not refuse them. */
class Putting {
    readonly #stream: FirehoseStream;
    #refusal: unknown = null;

    constructor(stream: FirehoseStream) {
        this.#stream = stream;
    }

    async put(pieces: readonly Piece[]): Promise<ReadonlySet<Piece>> {
        const taken = await putBack(pieces, {
            put: async (_, records) => this.#try(records),
            leftMs: () => (this.#refusal === null ? Infinity : -1),
            wait: async (ms) => pause(ms),
            random: Math.random,
        });
        if (this.#refusal !== null) throw this.#refusal;
        return taken;
    }

    async #try(records: readonly Buffer[]): Promise<readonly boolean[]> {
        return this.#stream.put(records).catch((error: unknown) => {
            if (!(error instanceof StoreError && error.kind === 'silent')) this.#refusal = error;
            return records.map(() => false);
        });
    }
}

/** A stream takes the events of the table that it fills. */
export const streamDestination = async (
    name: string,
    stream: FirehoseStream,
    { bytesPerSecond, ledgerPath }: Manner,
): Promise<Destination> => {
    const table = tableOfStream(name, NO_STREAMS);
    const putting = new Putting(stream);
    const keepPace = pace(bytesPerSecond, { now: () => performance.now(), wait: async (ms) => pause(ms) });
    return {
        name: `stream ${name}`,
        ledger: await streamLedger(ledgerPath ?? streamLedgerPath(stream.arn)),
        takes: (wanted) => wanted === table,
        isForGood: true,
        send: async (pieces) => {
            await keepPace(pieces.reduce((sum, piece) => sum + piece.bytes.length, 0));
            return putting.put(pieces);
        },
        finish: async () => new Set(),
        close: async () => undefined,
    };
};
