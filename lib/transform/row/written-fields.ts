/** Reads the fields of a JSON object as they are written: JSON.parse rounds long numbers and drops a repeated key. */

/** A field, and the JSON text of its value. */
export type WrittenField = { readonly key: string; readonly text: string };

/** Deeper than this nothing is measured: the engine's stack is not endless. */
const MAX_DEPTH = 8;

/**
 * Length of a value's JSON without blanks and escapes; NaN if it has a number. The text of an event is never shorter.
 * If it is as long, no key is repeated: JSON.parse has lost nothing.
 */
export const compactLength = (value: unknown, depth = 0): number => {
    if (typeof value === 'string') return value.length + 2;
    if (value === null || value === true) return 4;
    if (value === false) return 5;
    if (typeof value !== 'object' || depth > MAX_DEPTH) return NaN;
    let [length, count] = [0, 0];
    if (Array.isArray(value)) {
        for (const item of value) length += compactLength(item, depth + 1);
        count = value.length;
    } else {
        for (const [key, item] of Object.entries(value)) {
            length += key.length + 3 + compactLength(item, depth + 1);
            count += 1;
        }
    }
    return length + Math.max(count - 1, 0) + 2;
};

const QUOTE = '"';
const BLANKS = new Set([' ', '\n', '\r', '\t']);

/** Index after the string that begins at `start`. */
const endOfString = (json: string, start: number): number => {
    let at = start + 1;
    while (at < json.length && json[at] !== QUOTE) at += json[at] === '\\' ? 2 : 1;
    return at + 1;
};

/** The JSON without blanks between its parts; strings and numbers as they are written. */
export const withoutBlanks = (json: string): string => {
    let [out, from] = ['', 0];
    for (let at = 0; at < json.length; at += 1) {
        const character = json[at] ?? '';
        if (character === QUOTE) at = endOfString(json, at) - 1;
        else if (BLANKS.has(character)) {
            out += json.slice(from, at);
            from = at + 1;
        }
    }
    return out + json.slice(from);
};

/** Index after the value that begins at `start`: at its comma, or at the bracket that closes the object. */
const endOfValue = (json: string, start: number): number => {
    let [at, depth] = [start, 0];
    while (at < json.length && (depth > 0 || (json[at] !== ',' && json[at] !== '}'))) {
        const character = json[at];
        if (character === '{' || character === '[') depth += 1;
        else if (character === '}' || character === ']') depth -= 1;
        at = character === QUOTE ? endOfString(json, at) : at + 1;
    }
    return at;
};

/**
 * The fields of an object in the order of its text, a repeated key as often as it is there.
 *
 * @param json the text of an object that JSON.parse accepts
 */
export const writtenFields = (json: string): readonly WrittenField[] => {
    const fields: WrittenField[] = [];
    let at = json.indexOf(QUOTE);
    while (at > 0) {
        const keyEnd = endOfString(json, at);
        const start = json.indexOf(':', keyEnd) + 1;
        const end = endOfValue(json, start);
        fields.push({ key: JSON.parse(json.slice(at, keyEnd)), text: json.slice(start, end).trim() });
        at = json[end] === ',' ? json.indexOf(QUOTE, end) : 0;
    }
    return fields;
};
