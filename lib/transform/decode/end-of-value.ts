/** Finds where the JSON value that begins at a bracket ends: brackets are counted, texts skipped, and one that was cut off is noticed. */
import {
    BACKSLASH,
    CLOSE_BRACE,
    CLOSE_BRACKET,
    COLON,
    COMMA,
    isBlank,
    NEWLINE,
    OPEN_BRACE,
    OPEN_BRACKET,
    QUOTE,
} from './json-bytes.ts';

/** A value inside another stands after one of these; after anything else the outer one was cut off. */
const mayPrecedeValue = (byte: number): boolean => byte === COLON || byte === COMMA || byte === OPEN_BRACKET;

/** Index after the closing quote; 0 when the bytes end first; minus the index of a newline within the text, which JSON does not allow. */
const endOfText = (bytes: Buffer, from: number): number => {
    for (let at = from; at < bytes.length; at += 1) {
        const byte = bytes[at];
        if (byte === QUOTE) return at + 1;
        if (byte === NEWLINE) return -at;
        // A newline after a backslash is no escape either: the text was cut there.
        if (byte === BACKSLASH && bytes[at + 1] !== NEWLINE) at += 1;
    }
    return 0;
};

/** How the value that begins somewhere ends: whole, broken off (go on at `end`), or not within these bytes; and how far was looked. */
export type End = { readonly how: 'closed' | 'broken' | 'open'; readonly end: number; readonly seen: number };

/** What one pass over a value keeps: how deep it is, the last byte that counts, and where a next value may begin. */
type Pass = { depth: number; last: number; nextLine: number };

const brokenAt = (at: number, { nextLine }: Pass): End => ({
    how: 'broken',
    end: nextLine < 0 ? at : nextLine,
    seen: at,
});

const openBracket = (bytes: Buffer, at: number, pass: Pass, strict: boolean): End | null => {
    const beginsLine = bytes[at] === OPEN_BRACE && bytes[at - 1] === NEWLINE;
    if (pass.depth > 0 && beginsLine && pass.nextLine < 0) pass.nextLine = at;
    const isCutOff = pass.depth > 0 && (!mayPrecedeValue(pass.last) || (strict && beginsLine));
    if (isCutOff) return brokenAt(at, pass);
    pass.depth += 1;
    return null;
};

/**
 * Walks from an opening bracket to where its value ends. A value that was cut off is found when the next one begins where none
 * can; the walk then goes back to the first line that begins with a brace, so that a broken line takes no good one with it.
 *
 * @param start where a bracket opens
 * @param strict any line that begins with a brace ends the value: so no byte is walked over more than twice
 */
export const endOfValue = (bytes: Buffer, start: number, strict: boolean): End => {
    const pass: Pass = { depth: 0, last: 0, nextLine: -1 };
    for (let at = start; at < bytes.length; at += 1) {
        const byte = bytes[at] ?? 0;
        if (byte === QUOTE) {
            const end = endOfText(bytes, at + 1);
            if (end === 0) break;
            if (end < 0) return brokenAt(-end, pass);
            at = end - 1;
        } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
            const cut = openBracket(bytes, at, pass, strict);
            if (cut !== null) return cut;
        } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
            pass.depth -= 1;
            if (pass.depth === 0) return { how: 'closed', end: at + 1, seen: at };
        }
        if (!isBlank(byte)) pass.last = byte;
    }
    return { how: 'open', end: pass.nextLine < 0 ? bytes.length : pass.nextLine, seen: bytes.length };
};
