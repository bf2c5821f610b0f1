/** Decodes base64 to bytes and text, and encodes it. */
import { scratch, SCRATCH_BYTES } from '../memo.ts';

/** Maximum bytes of a UTF-16 code unit in UTF-8. */
const MAX_UTF8_BYTES = 3;

/** The decoded length of base64: a fraction, which never equals a byte count, if its length is not a multiple of 4. */
const decodedBytes = (data: string): number => {
    const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
    return (data.length / 4) * 3 - padding;
};

/**
 * The bytes of base64 in either alphabet, or null. The decoder skips invalid characters, so only the length shows them.
 */
export const fromBase64 = (data: string): Buffer | null => {
    const bytes = Buffer.from(data, 'base64');
    return bytes.length === decodedBytes(data) ? bytes : null;
};

/** Converts base64 to the standard alphabet, the only one that Firehose writes and accepts. */
export const standardBase64 = (data: string): string => data.replaceAll('-', '+').replaceAll('_', '/');

/** Whether a text is padded base64 in the standard alphabet. */
export const isBase64 = (data: string): boolean => {
    if (data.includes('-') || data.includes('_')) return false;
    const length = data.length <= SCRATCH_BYTES ? scratch.write(data, 'base64') : Buffer.from(data, 'base64').length;
    return length === decodedBytes(data);
};

const OPEN_BRACE = 0x7b;

/** The decoded text if it begins with a brace, as a plain event does; null otherwise, or if it is long. */
export const braceText = (data: string): string | null => {
    if (data.length > SCRATCH_BYTES) return null;
    const length = scratch.write(data, 'base64');
    return length === decodedBytes(data) && scratch[0] === OPEN_BRACE ? scratch.toString('utf8', 0, length) : null;
};

/** Base64 of consecutive texts in UTF-8. They come as a list, because joining them would copy them once more. */
export const toBase64 = (texts: readonly string[]): string => {
    let [units, end] = [0, 0];
    for (const text of texts) units += text.length;
    if (units * MAX_UTF8_BYTES > SCRATCH_BYTES) return Buffer.from(texts.join('')).toString('base64');
    for (const text of texts) end += scratch.write(text, end);
    return scratch.toString('base64', 0, end);
};
