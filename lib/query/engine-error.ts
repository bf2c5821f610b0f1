/** Turns an error of DuckDB into a short user error. */
import { UserError } from '../basics/user-error.ts';
import { printable } from '../terminal/printable.ts';

/** Enough for the reason, the line and the caret under it. Long lists of candidates follow. */
const MAX_LINES = 6;
const MAX_LINE_LENGTH = 400;

/** `Binder Error: …`, `Out of Memory Error: …`: only the text identifies an error of DuckDB. */
const ENGINE_ERROR = /^[A-Z][A-Za-z ]* (Error|Exception): /;

/**
 * A data file that was listed and is gone now. While the lake is opened DuckDB finds no files; later it reports a
 * permission error, because it may open only the listed files.
 */
const MISSING_FILE =
    /^(?:Permission|IO) Error: (?:Cannot (?:access|open) file|No files found that match the pattern) "([^"]*\/dt=[\d-]+\/[^"/]*\.parquet)/;

/** An error of DuckDB, in a few lines. */
export class EngineError extends UserError {}

/** A data file vanished between listing and reading: opening the lake anew helps. */
export class VanishedFileError extends EngineError {}

/** DuckDB names its own setting, which nobody can change here. */
const SPILL_LIMIT = /max_temp_directory_size/;

/** An EngineError with the first lines of DuckDB's message. Rethrows everything that is not an error of DuckDB. */
export const toEngineError = (error: unknown): EngineError => {
    if (error instanceof EngineError) return error;
    if (!(error instanceof Error) || error instanceof UserError || !ENGINE_ERROR.test(error.message)) throw error;
    const missingFile = MISSING_FILE.exec(error.message)?.[1];
    if (missingFile !== undefined)
        return new VanishedFileError(
            `${printable(missingFile)} no longer exists: the lake was rewritten during the query. Run the query again.`,
        );
    if (SPILL_LIMIT.test(error.message))
        return new EngineError(
            'The query needs more temporary disk space than half of what is free, or more than 20 GB. ' +
                'Choose fewer days or columns, or make space in the folder for temporary files (TMPDIR).',
        );
    const lines = error.message
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(0, MAX_LINES);
    return new EngineError(lines.map((line) => printable(line.slice(0, MAX_LINE_LENGTH))).join('\n'));
};
