/** Turns the text of a number into one that JSON can say. */

/** More digits than a number of JavaScript holds for certain. */
const EXACT_DIGITS = 15;

/** A number, or beyond 2^53 its text. */
export const plainInteger = (value: bigint): number | string => {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
};

/** A number where it holds all digits, else the text. */
export const plainDecimal = (text: string): number | string =>
    text.replace(/\D/g, '').length <= EXACT_DIGITS ? Number(text) : text;
