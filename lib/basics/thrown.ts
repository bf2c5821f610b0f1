/** Reads a thrown value, which may be of any type. */

/** The thrown value as an Error; any other type becomes the message of a new Error. */
export const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** The message of a thrown value. */
export const errorMessage = (thrown: unknown): string => toError(thrown).message;

/** The code of a system error, such as `ENOENT`; null if there is none. */
export const errorCode = (thrown: unknown): string | null =>
    thrown instanceof Error && 'code' in thrown ? String(thrown.code) : null;
