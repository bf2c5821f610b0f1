/** Sends good events to a destination, in pieces of one partition each, and notes them in its ledger. */
import type { Line } from '../../transform/answerable.ts';
import { callsOf } from '../../transform/reply/put-back.ts';
import { takeApart, type Piece } from '../../transform/reply/take-apart.ts';
import type { Destination } from './destination.ts';
import { idsIn, type Good } from './failed-events.ts';
import type { Entry } from './ledger.ts';
import type { Fates } from './redrive-summary.ts';

/** What waits for its piece: enough that the events of a partition come together. */
const MAX_WAITING = 5000;
const MAX_WAITING_BYTES = 8 * 1024 * 1024;

/** The pieces of lines; one by one where an event is too large for any, which then has none. */
const piecesOf = (lines: readonly Line[]): readonly Piece[] =>
    takeApart(lines, 'user_activity') ?? lines.flatMap((line) => takeApart([line], line.table) ?? []);

export class Sending {
    readonly #destination: Destination;
    readonly #fates: Fates;
    /** The line of each event that this run has taken up. */
    readonly #lines = new Map<string, string>();
    #waiting: Line[] = [];
    #bytes = 0;
    /** Taken, and not yet noted. */
    #taken: string[] = [];

    constructor(destination: Destination, fates: Fates) {
        this.#destination = destination;
        this.#fates = fates;
    }

    has(event: string): boolean {
        return this.#lines.has(event);
    }

    /** Takes up an event from a line. */
    async add({ id, line }: Good, lineId: string): Promise<void> {
        this.#lines.set(id, lineId);
        this.#waiting.push(line);
        this.#bytes += line.source.text.length;
        if (this.#waiting.length >= MAX_WAITING || this.#bytes >= MAX_WAITING_BYTES) await this.#flush();
    }

    async finish(): Promise<void> {
        await this.#flush();
        const lost = await this.#destination.finish();
        this.#fates.sent -= lost.size;
        this.#fates.not_taken += lost.size;
        this.#taken = this.#taken.filter((event) => !lost.has(event));
        await this.#note();
    }

    async #flush(): Promise<void> {
        const lines = this.#waiting;
        [this.#waiting, this.#bytes] = [[], 0];
        let taken = 0;
        for (const call of callsOf(piecesOf(lines))) taken += await this.#send(call);
        this.#fates.sent += taken;
        this.#fates.not_taken += lines.length - taken;
    }

    async #send(pieces: readonly Piece[]): Promise<number> {
        const events = [...(await this.#destination.send(pieces))].flatMap(({ bytes }) => idsIn(bytes));
        this.#taken.push(...events);
        if (this.#destination.isForGood) await this.#note();
        return events.length;
    }

    async #note(): Promise<void> {
        await this.#destination.ledger.note(this.#taken.map((event): Entry => [event, String(this.#lines.get(event))]));
        this.#taken = [];
    }
}
