/** Says in a few lines what DuckDB could not do. */
import { Complaint } from '../basics/complaint.ts';
import { printable } from '../terminal/printable.ts';

/** The reason, the line and the caret under it; after these come lists of candidates. */
const MAX_LINES = 6;
const MAX_LINE_LENGTH = 400;

/** `Binder Error: …`, `Out of Memory Error: …`: DuckDB's errors are known by their texts alone. */
const ENGINE_ERROR = /^[A-Z][A-Za-z ]* (Error|Exception): /;

/** A file that was in the list when the lake was opened: no other may be looked for, which is what DuckDB then says. */
const GONE_FILE = /^(?:Permission|IO) Error: Cannot (?:access|open) file "([^"]*\/dt=[\d-]+\/[^"/]*\.parquet)/;

/** A Complaint with the first lines of DuckDB's message; anything else that was thrown is thrown again. */
export const engineComplaint = (error: unknown): Complaint => {
    if (!(error instanceof Error) || error instanceof Complaint || !ENGINE_ERROR.test(error.message)) throw error;
    const gone = GONE_FILE.exec(error.message)?.[1];
    if (gone !== undefined)
        return new Complaint(`${printable(gone)} is not there any more: the lake was rewritten meanwhile. Ask again.`);
    const lines = error.message
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(0, MAX_LINES);
    return new Complaint(lines.map((line) => printable(line.slice(0, MAX_LINE_LENGTH))).join('\n'));
};
