/** Base64 to bytes and text, and back. */

/** Room for nearly every record; a larger one gets a buffer of its own. */
const SCRATCH_BYTES = 64 * 1024;
/** Bytes that a UTF-16 unit takes at most in UTF-8. */
const MAX_UTF8_BYTES = 3;

/** One buffer that stays: a buffer a record costs a tenth of the transform (bench/transform.ts). Nothing keeps a view of it. */
const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

/** Bytes that base64 of this length holds: a fraction, which no count of bytes is, where the length is no multiple of 4. */
const decodedBytes = (data: string): number => {
    const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
    return (data.length / 4) * 3 - padding;
};

/** The bytes of base64, or null: the decoder skips what is no base64, so the length tells. Both alphabets are read. */
export const fromBase64 = (data: string): Buffer | null => {
    const bytes = Buffer.from(data, 'base64');
    return bytes.length === decodedBytes(data) ? bytes : null;
};

/** Base64 of either alphabet in the standard one: Firehose writes no other and takes no other. */
export const standardBase64 = (data: string): string => data.replaceAll('-', '+').replaceAll('_', '/');

/** Whether a text is base64 in the standard alphabet, with its padding. */
export const isBase64 = (data: string): boolean => {
    if (data.includes('-') || data.includes('_')) return false;
    const length = data.length <= SCRATCH_BYTES ? scratch.write(data, 'base64') : Buffer.from(data, 'base64').length;
    return length === decodedBytes(data);
};

const OPEN_BRACE = 0x7b;

/** The text of base64 that begins with a brace, as one plain record does; null for anything else, and for a long one. */
export const braceText = (data: string): string | null => {
    if (data.length > SCRATCH_BYTES) return null;
    const length = scratch.write(data, 'base64');
    return length === decodedBytes(data) && scratch[0] === OPEN_BRACE ? scratch.toString('utf8', 0, length) : null;
};

/** The base64 of texts one behind the other, in UTF-8. Apart, because joined they would be copied once more. */
export const toBase64 = (texts: readonly string[]): string => {
    let [units, end] = [0, 0];
    for (const text of texts) units += text.length;
    if (units * MAX_UTF8_BYTES > SCRATCH_BYTES) return Buffer.from(texts.join('')).toString('base64');
    for (const text of texts) end += scratch.write(text, end);
    return scratch.toString('base64', 0, end);
};
