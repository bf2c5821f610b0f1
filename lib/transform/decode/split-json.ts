/** Splits bytes into consecutive JSON values: one per line, run together, or pretty-printed over many lines. */
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

/** A range of bytes: one whole value by its brackets (`closed`), or bytes that are not a whole value. */
export type Span = { readonly start: number; readonly end: number; readonly closed: boolean };

export type Split = {
    readonly spans: readonly Span[];
    /** Start of the incomplete value at the end; the length of the bytes if there is none. */
    readonly rest: number;
};

/**
 * End of bytes that are not a value: a brace at the start of a line, or the first brace after nothing but punctuation.
 */
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

/** The end of the next span; `open` if the value at `start` does not end within these bytes. */
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

/** Adds a span. Two consecutive spans on the same line that are not closed become one. */
const addSpan = (spans: Span[], span: Span, bytes: Buffer): void => {
    const last = spans.at(-1);
    const isOne = last !== undefined && !last.closed && !span.closed && !hasNewline(bytes, last.end, span.start);
    if (isOne) spans[spans.length - 1] = { ...span, start: last.start };
    else spans.push(span);
};

type SplitMode = { readonly isEnd: boolean; readonly strictTo: number; readonly maxSpans: number };

const split = (bytes: Buffer, { isEnd, strictTo, maxSpans }: SplitMode): Split => {
    const spans: Span[] = [];
    let seen = strictTo;
    let at = 0;
    while (at < bytes.length && spans.length <= maxSpans) {
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
 * Splits bytes into JSON values and the bytes between them. Brackets are only counted: the parser decides whether a
 * closed span is JSON.
 *
 * @param bytes UTF-8, with or without a byte order mark
 * @param isEnd false if more bytes follow: an incomplete value is then left over from `rest` on. If true (the default),
 *   it is returned as a span that is not closed.
 * @param maxSpans with more spans than this, the rest of the bytes is not read
 */
export const splitJson = (bytes: Buffer, isEnd = true, maxSpans = Infinity): Split =>
    split(bytes, { isEnd, strictTo: 0, maxSpans });

/**
 * Splits a closed span that is not JSON: every line that begins with a brace begins a value.
 *
 * @param maxSpans with more spans than this, the rest of the bytes is not read
 */
export const splitAtLines = (bytes: Buffer, maxSpans: number): Split =>
    split(bytes, { isEnd: true, strictTo: bytes.length, maxSpans });
