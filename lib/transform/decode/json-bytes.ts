/** The bytes of JSON's punctuation and whitespace. */

export const NEWLINE = 0x0a;
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;

/** Whether a byte is one of the four that RFC 8259 calls whitespace. */
export const isBlank = (byte: number): boolean => byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09;

/** Whether there is a UTF-8 byte order mark at an index: three bytes, which RFC 8259 lets a parser ignore. */
export const isByteOrderMark = (bytes: Buffer, at: number): boolean =>
    bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
