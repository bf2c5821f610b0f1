/** The ledger of a destination: which events have been sent there, and from which line of an error object. */

/** An event's id, and the id of the line that it was taken from. */
export type Entry = readonly [event: string, line: string];

export type Ledger = {
    /** The line from which each event was sent. */
    readonly sent: ReadonlyMap<string, string>;
    /** Notes what has been sent. What is noted is never sent again: it is called when the destination has it for good. */
    readonly note: (entries: readonly Entry[]) => Promise<void>;
};

const ENTRY = /^([0-9a-f]{32}) ([0-9a-f]{16})$/;

export const ledgerText = (entries: readonly Entry[]): string =>
    entries.map(([event, line]) => `${event} ${line}\n`).join('');

/** The entries of a ledger's text. A line that was cut off when the machine stopped is none: its event is sent once more. */
export const ledgerEntries = (text: string): readonly Entry[] =>
    text.split('\n').flatMap((each) => {
        const [, event, line] = ENTRY.exec(each) ?? [];
        return event === undefined || line === undefined ? [] : [[event, line] as const];
    });
