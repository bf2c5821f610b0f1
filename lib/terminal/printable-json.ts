/** Formats JSON that is safe to show on a terminal and parses back to the same value. */
import { printable } from './printable.ts';

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** JSON has no escape for a code point beyond U+FFFF: its two halves are escaped. */
const escapeOf = (character: string): string =>
    printable(character) === character ? character : character.split('').map(escapeUnit).join('');

/** Like JSON.stringify, but writes the characters that `printable` replaces as JSON escapes (`\u009b`). */
export const printableJson = (value: unknown): string =>
    // JSON.stringify escapes only control characters below the space.
    JSON.stringify(value).replace(/[^ -~]/gu, escapeOf);
