/** Finds the JSON values that stand one after another in bytes: a line each, run together, or pretty-printed over many lines. */
import { endOfValue, type End } from './end-of-value.ts';
import {
    CLOSE_BRACE,
    CLOSE_BRACKET,
    COMMA,
    isBlank,
    isByteOrderMark,
    NEWLINE,
    OPEN_BRACE,
    OPEN_BRACKET,
} from './json-bytes.ts';

/** A stretch of bytes: one whole value by its brackets, or a stretch that is none (`closed` is false). */
export type Span = { readonly start: number; readonly end: number; readonly closed: boolean };

export type Split = {
    readonly spans: readonly Span[];
    /** Where the value begins that is not yet complete; the length of the bytes when none is. */
    readonly rest: number;
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
export const splitJson = (bytes: Buffer, isEnd = true, most = Infinity): Split =>
    split(bytes, { isEnd, strictTo: 0, most });

/** The same for a closed stretch that turned out to be no JSON: a line that begins with a brace begins a value. */
export const splitAtLines = (bytes: Buffer): Split =>
    split(bytes, { isEnd: true, strictTo: bytes.length, most: Infinity });
