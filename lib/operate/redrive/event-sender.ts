/** Sends events to a destination, in records of one partition each, and adds them to its ledger. */
import type { Line } from '../../transform/to-line.ts';
import { callsOf } from '../../transform/reply/reingest.ts';
import { splitRecord, type Piece } from '../../transform/reply/split-record.ts';
import type { RedriveDestination } from './redrive-destination.ts';
import { eventIdsIn, type RedrivableEvent } from './failed-events.ts';
import type { RedriveLedgerEntry } from './redrive-ledger.ts';
import type { RedriveCounts } from './redrive-summary.ts';

/** Events that wait for their record: enough to group the events of a partition. */
const MAX_WAITING = 5000;
const MAX_WAITING_BYTES = 8 * 1024 * 1024;

/**
 * The records of lines. If one event is too large for a record, the lines are split one by one and that event is left
 * out.
 */
const piecesOf = (lines: readonly Line[]): readonly Piece[] =>
    splitRecord(lines, 'user_activity') ?? lines.flatMap((line) => splitRecord([line], line.table) ?? []);

export class EventSender {
    readonly #destination: RedriveDestination;
    readonly #counts: RedriveCounts;
    /** The line id of each event that this run has added. */
    readonly #lines = new Map<string, string>();
    #waiting: Line[] = [];
    #bytes = 0;
    /** Sent, and not yet in the ledger. */
    #unrecorded: string[] = [];

    constructor(destination: RedriveDestination, counts: RedriveCounts) {
        this.#destination = destination;
        this.#counts = counts;
    }

    has(event: string): boolean {
        return this.#lines.has(event);
    }

    /** Adds an event of a line. Sends the waiting events if they are enough. */
    async add({ id, line }: RedrivableEvent, lineId: string): Promise<void> {
        this.#lines.set(id, lineId);
        this.#waiting.push(line);
        this.#bytes += line.source.text.length;
        if (this.#waiting.length >= MAX_WAITING || this.#bytes >= MAX_WAITING_BYTES) await this.#flush();
    }

    async finish(): Promise<void> {
        await this.#flush();
        const lost = await this.#destination.finish();
        this.#counts.sent -= lost.size;
        this.#counts.failed += lost.size;
        this.#unrecorded = this.#unrecorded.filter((event) => !lost.has(event));
        await this.#appendToLedger();
    }

    async #flush(): Promise<void> {
        const lines = this.#waiting;
        [this.#waiting, this.#bytes] = [[], 0];
        let sent = 0;
        for (const call of callsOf(piecesOf(lines))) sent += await this.#send(call);
        this.#counts.sent += sent;
        this.#counts.failed += lines.length - sent;
    }

    async #send(pieces: readonly Piece[]): Promise<number> {
        const events = [...(await this.#destination.send(pieces))].flatMap(({ bytes }) => eventIdsIn(bytes));
        this.#unrecorded.push(...events);
        if (this.#destination.isDurableOnSend) await this.#appendToLedger();
        return events.length;
    }

    async #appendToLedger(): Promise<void> {
        await this.#destination.ledger.append(
            this.#unrecorded.map((event): RedriveLedgerEntry => [event, String(this.#lines.get(event))]),
        );
        this.#unrecorded = [];
    }
}
