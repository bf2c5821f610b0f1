/** Escapes a text from a record, so that it is safe to show on a terminal. */

// C0 and C1 controls, DEL, bidirectional marks and invisible characters: all can change what a reader sees.
const UNPRINTABLE =
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Cs}/gu;

const escapeOf = (character: string): string => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
};

/** Replaces control characters with escapes (`\x1b`), so that the terminal runs no command from a record. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escapeOf);
