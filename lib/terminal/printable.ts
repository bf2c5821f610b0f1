/** Makes a text from a record safe to show on a terminal. */

// C0 and C1 controls, DEL, and the marks that turn the direction of writing or hide: all can rewrite what a reader sees.
const UNPRINTABLE =
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Cs}/gu;

const escapeOf = (character: string): string => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
};

/** Replaces control characters by their escapes (`\x1b`), so that no text from a record reaches the terminal as a command. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escapeOf);
