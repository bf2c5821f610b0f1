/** Bounds the structure of JSON before it is parsed: parsed brackets take far more memory than their text. */

/** The stack of JSON.parse is outside of the heap: 31 Mi brackets take 1.5 GB. Events nest a few levels. */
const MAX_DEPTH = 1000;

/** Opening brackets and commas. A full record of real events has half as many. */
export const MAX_VALUES = 1_000_000;

/** Below this size nothing can do harm, and a walk over every text would cost a quarter of the transform. */
export const CHECKED_CHARACTERS = 64 * 1024;

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Index of the closing quote, or of the newline that ends a broken string. */
const endOfString = (text: string, from: number): number => {
    let at = from;
    for (; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        if (code === QUOTE || code === NEWLINE) return at;
        // A newline after a backslash ends the string too: it was cut off there.
        if (code === BACKSLASH && text.charCodeAt(at + 1) !== NEWLINE) at += 1;
    }
    return at;
};

/** How deep the brackets of a text nest, and how many opening brackets and commas it has outside of strings. */
export type JsonStructure = { readonly depth: number; readonly values: number };

/** The structure of one JSON text or of consecutive ones; of a broken text at least what a parser could read. */
export const structureOf = (text: string): JsonStructure => {
    let [depth, deepest, values] = [0, 0, 0];
    for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        if (code === QUOTE) at = endOfString(text, at + 1);
        else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
            depth += 1;
            values += 1;
            if (depth > deepest) deepest = depth;
        } else if (code === COMMA) values += 1;
        else if ((code === CLOSE_BRACE || code === CLOSE_BRACKET) && depth > 0) depth -= 1;
    }
    return { depth: deepest, values };
};

export const isTooDeep = ({ depth }: JsonStructure): boolean => depth > MAX_DEPTH;

/** The bound that a text exceeds, or null. Short texts are not walked. */
export const structureProblem = (text: string): 'too_deep' | 'too_many_values' | null => {
    if (text.length <= CHECKED_CHARACTERS) return null;
    const structure = structureOf(text);
    if (structure.values > MAX_VALUES) return 'too_many_values';
    return isTooDeep(structure) ? 'too_deep' : null;
};
