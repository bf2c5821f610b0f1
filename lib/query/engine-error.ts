/** Turns an error of DuckDB into a short user error. */
import { UserError } from '../basics/user-error.ts';
import { printable } from '../terminal/printable.ts';

/** Enough for the reason, the line and the caret under it. Long lists of candidates follow. */
const MAX_LINES = 6;
const MAX_LINE_LENGTH = 400;

/** `Binder Error: …`, `Out of Memory Error: …`: only the text identifies an error of DuckDB. */
const ENGINE_ERROR = /^[A-Z][A-Za-z ]* (Error|Exception): /;

/**
 * A data file that was listed when the lake was opened and is gone now.
 * DuckDB reports a permission error, because it may open only the listed files.
 */
const MISSING_FILE = /^(?:Permission|IO) Error: Cannot (?:access|open) file "([^"]*\/dt=[\d-]+\/[^"/]*\.parquet)/;

/** A UserError with the first lines of DuckDB's message. Rethrows everything that is not an error of DuckDB. */
export const toEngineError = (error: unknown): UserError => {
    if (!(error instanceof Error) || error instanceof UserError || !ENGINE_ERROR.test(error.message)) throw error;
    const missingFile = MISSING_FILE.exec(error.message)?.[1];
    if (missingFile !== undefined)
        return new UserError(
            `${printable(missingFile)} no longer exists: the lake was rewritten during the query. Run the query again.`,
        );
    const lines = error.message
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(0, MAX_LINES);
    return new UserError(lines.map((line) => printable(line.slice(0, MAX_LINE_LENGTH))).join('\n'));
};
