/** The code of an error of the system, or of Node's. */

/** `ENOENT` and the like; null for an error that has none, and for what is no error. */
export const errorCode = (error: unknown): string | null =>
    error instanceof Error && 'code' in error ? String(error.code) : null;
