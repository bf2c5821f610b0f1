/** The ledger of a destination: the events that were sent there, each with the error line it came from. */

/** An event's id, and the id of its error line. */
export type RedriveLedgerEntry = readonly [event: string, line: string];

export type RedriveLedger = {
    /** The line from which each event was sent. */
    readonly sent: ReadonlyMap<string, string>;
    /** Adds sent events, which are never sent again. Call it when the destination has them durably. */
    readonly append: (entries: readonly RedriveLedgerEntry[]) => Promise<void>;
};

const ENTRY_PATTERN = /^([0-9a-f]{32}) ([0-9a-f]{16})$/;

export const formatLedger = (entries: readonly RedriveLedgerEntry[]): string =>
    entries.map(([event, line]) => `${event} ${line}\n`).join('');

/** Parses a ledger. Ignores a line that was cut off in a crash: its event is sent again. */
export const parseLedger = (text: string): readonly RedriveLedgerEntry[] =>
    text.split('\n').flatMap((entry) => {
        const [, event, line] = ENTRY_PATTERN.exec(entry) ?? [];
        return event === undefined || line === undefined ? [] : [[event, line] as const];
    });
