/** Reads what was thrown, which may be anything. */

/** The thrown value as an Error; anything else becomes the message of one. */
export const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** The message of what was thrown. */
export const errorMessage = (thrown: unknown): string => toError(thrown).message;

/** The code of a system error, such as `ENOENT`; null if there is none. */
export const errorCode = (thrown: unknown): string | null =>
    thrown instanceof Error && 'code' in thrown ? String(thrown.code) : null;
