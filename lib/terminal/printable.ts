/** Escapes a text from a record, so that it is safe to show on a terminal. */

/** What can change how a reader sees the rest of a text, as parts of a character class. */
const UNPRINTABLE_CLASSES = [
    // C0 and C1 controls, DEL.
    String.raw`\u0000-\u001f\u007f-\u009f`,
    // Direction marks, line and paragraph separators.
    String.raw`\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f`,
    // Joiners, fillers, blanks and other characters that are invisible.
    String.raw`\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060-\u2065\u2800\u3164\ufeff\uffa0`,
    // Annotations, controls of musical notes, tags and variation selectors.
    String.raw`\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e01ef}`,
];

const UNPRINTABLE = new RegExp(`[${UNPRINTABLE_CLASSES.join('')}]|\\p{Cs}`, 'gu');

/** A character as an escape: `\x1b`, `\u202e` or `\u{e0001}`. */
export const escapeSequence = (character: string): string => {
    const code = character.codePointAt(0) ?? 0;
    const digits = code.toString(16);
    if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
    return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
};

/** Replaces control characters with escapes (`\x1b`), so that the terminal runs no command from a record. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escapeSequence);
