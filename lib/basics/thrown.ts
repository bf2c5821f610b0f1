/** Reads a thrown value, which may be of any type. */

/** The thrown value as an Error; any other type becomes the message of a new Error. */
export const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** The code of a system error, such as `ENOENT`; null if there is none. */
export const errorCode = (thrown: unknown): string | null =>
    thrown instanceof Error && 'code' in thrown ? String(thrown.code) : null;

/** System errors whose own messages are hard to understand (`illegal operation on a directory`): reason, next step. */
const PLAIN_WORDS: ReadonlyMap<string, { readonly why: string; readonly next: string }> = new Map([
    ['EISDIR', { why: 'it is a folder, not a file', next: 'Name a file.' }],
    ['ENOTDIR', { why: 'part of its path is a file, not a folder', next: 'Move that file, or name another path.' }],
    ['EEXIST', { why: 'a file exists where a folder is needed', next: 'Move the file, or name another path.' }],
]);

const plainWordsOf = (thrown: unknown) => PLAIN_WORDS.get(String(errorCode(thrown)));

/** The message of a thrown value: the reason in plain words, without the path, if its own message has none. */
export const errorMessage = (thrown: unknown): string => plainWordsOf(thrown)?.why ?? toError(thrown).message;

/** A system error that has no explanation yet, in plain words: path, reason, next step. Null for other errors. */
export const explainSystemError = (thrown: unknown): string | null => {
    const words = plainWordsOf(thrown);
    if (words === undefined) return null;
    const path = thrown instanceof Error && 'path' in thrown ? String(thrown.path) : 'a path';
    return `Cannot use ${path}: ${words.why}. ${words.next}`;
};

/** The name and first stack frame of an error, without its message: that may contain a part of a record. */
export const locateError = (error: unknown): string => {
    if (!(error instanceof Error)) return 'a thrown value that is not an Error';
    const stack = error.stack ?? '';
    const frame = /^ +at .*$/m.exec(stack.slice(stack.indexOf(error.message) + error.message.length));
    return `${error.name}${frame === null ? '' : ` ${frame[0].trim()}`}`;
};
