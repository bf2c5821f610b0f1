/** Finds the JSON values that stand one after another in bytes: a line each, run together, or pretty-printed over many lines. */

/** A stretch of bytes: one whole value by its brackets, or a stretch that is none (`closed` is false). */
export type Span = { readonly start: number; readonly end: number; readonly closed: boolean };

export type Split = {
    readonly spans: readonly Span[];
    /** Where the value begins that is not yet complete; the length of the bytes when none is. */
    readonly rest: number;
};

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const isBlank = (byte: number): boolean => byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09;
const isByteOrderMark = (bytes: Buffer, at: number): boolean =>
    bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
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
type End = { readonly how: 'closed' | 'broken' | 'open'; readonly end: number; readonly seen: number };

/** What one pass over a value keeps: how deep it is, the last byte that counts, and where a next value may begin. */
type Pass = { depth: number; last: number; nextLine: number };

const brokenAt = (at: number, { nextLine }: Pass): End => ({ how: 'broken', end: nextLine < 0 ? at : nextLine, seen: at });

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
 * When `strict`, any such line ends the value: so no byte is walked over more than twice.
 */
const endOfValue = (bytes: Buffer, start: number, strict: boolean): End => {
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

/** Where a stretch that is no value ends: at a brace that begins a line, or at the first one after nothing but punctuation. */
const endOfJunk = (bytes: Buffer, start: number): number => {
    let beginsLine = false;
    let isPunctuation = true;
    for (let at = start; at < bytes.length; at += 1) {
        const byte = bytes[at] ?? 0;
        if (byte === OPEN_BRACE && (beginsLine || isPunctuation)) return at;
        if (byte === NEWLINE) beginsLine = true;
        else if (!isBlank(byte)) {
            beginsLine = false;
            isPunctuation &&= byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET;
        }
    }
    return bytes.length;
};

const trimmedEnd = (bytes: Buffer, start: number, end: number): number => {
    let at = end;
    while (at > start && isBlank(bytes[at - 1] ?? 0)) at -= 1;
    return at;
};

/** The next stretch, and where to go on; or that the value at `start` has no end within these bytes. */
const nextSpan = (bytes: Buffer, start: number, strict: boolean): End => {
    const first = bytes[start];
    if (first === OPEN_BRACE || first === OPEN_BRACKET) return endOfValue(bytes, start, strict);
    const end = endOfJunk(bytes, start);
    return { how: end === bytes.length ? 'open' : 'broken', end, seen: start };
};

const hasNewline = (bytes: Buffer, start: number, end: number): boolean => {
    for (let at = start; at < end; at += 1) if (bytes[at] === NEWLINE) return true;
    return false;
};

/** Adds a stretch. What is no value and follows such a one on the same line is one with it. */
const addSpan = (spans: Span[], span: Span, bytes: Buffer): void => {
    const last = spans.at(-1);
    const isOne = last !== undefined && !last.closed && !span.closed && !hasNewline(bytes, last.end, span.start);
    if (isOne) spans[spans.length - 1] = { ...span, start: last.start };
    else spans.push(span);
};

type Way = { readonly isEnd: boolean; readonly strictTo: number; readonly most: number };

const split = (bytes: Buffer, { isEnd, strictTo, most }: Way): Split => {
    const spans: Span[] = [];
    let seen = strictTo;
    let at = 0;
    while (at < bytes.length && spans.length <= most) {
        if (isBlank(bytes[at] ?? 0)) at += 1;
        else if (isByteOrderMark(bytes, at)) at += 3;
        else {
            const end = nextSpan(bytes, at, at < seen);
            if (end.how === 'open' && !isEnd) break;
            addSpan(spans, { start: at, end: trimmedEnd(bytes, at, end.end), closed: end.how === 'closed' }, bytes);
            seen = Math.max(seen, end.seen);
            at = end.end;
        }
    }
    return { spans, rest: at };
};

/**
 * Splits bytes into the JSON values that stand in them, and the stretches between that are none.
 *
 * @param bytes UTF-8, with or without a byte order mark
 * @param isEnd false when more bytes follow: an incomplete value is then left over, from `rest` on. True (the default) gives it
 *   back as a stretch that is not closed. Brackets are counted, not checked: whether a closed value is JSON is for the parser.
 * @param most with more stretches than this the rest of the bytes is not looked at
 */
export const splitJson = (bytes: Buffer, isEnd = true, most = Infinity): Split => split(bytes, { isEnd, strictTo: 0, most });

/** The same for a closed stretch that turned out to be no JSON: a line that begins with a brace begins a value. */
export const splitAtLines = (bytes: Buffer): Split => split(bytes, { isEnd: true, strictTo: bytes.length, most: Infinity });
