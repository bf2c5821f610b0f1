/** Finds the end of the JSON value that begins at a bracket, and notices a value that was cut off. */
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

/** A nested value follows one of these bytes. If it follows any other byte, the outer value was cut off. */
const mayPrecedeValue = (byte: number): boolean => byte === COLON || byte === COMMA || byte === OPEN_BRACKET;

/**
 * Index after a string's closing quote; 0 if the bytes end first; -index of a newline in it, which JSON does not allow.
 */
const endOfString = (bytes: Buffer, from: number): number => {
    for (let at = from; at < bytes.length; at += 1) {
        const byte = bytes[at];
        if (byte === QUOTE) return at + 1;
        if (byte === NEWLINE) return -at;
        // A newline after a backslash is not an escape either: the string was cut off there.
        if (byte === BACKSLASH && bytes[at + 1] !== NEWLINE) at += 1;
    }
    return 0;
};

/**
 * How a value ends: closed, broken off (continue at `end`), or open at the end of the bytes. `seen` is the last index
 * read.
 */
export type End = { readonly how: 'closed' | 'broken' | 'open'; readonly end: number; readonly seen: number };

/** State of a pass over a value: its depth, the last byte that is not blank, and where the next value may begin. */
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
 * Finds the end of a value: counts brackets and skips strings. A value was cut off if another begins where none can.
 * The result is then the first line that begins with a brace, so that a broken line does not spoil the valid line after
 * it.
 *
 * @param start index of the opening bracket
 * @param strict any line that begins with a brace ends the value: no byte is read more than twice
 */
export const endOfValue = (bytes: Buffer, start: number, strict: boolean): End => {
    const pass: Pass = { depth: 0, last: 0, nextLine: -1 };
    for (let at = start; at < bytes.length; at += 1) {
        const byte = bytes[at] ?? 0;
        if (byte === QUOTE) {
            const end = endOfString(bytes, at + 1);
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
