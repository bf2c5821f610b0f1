/** Formats JSON that is safe to show on a terminal and parses back to the same value. */
import { printable } from './printable.ts';

const escapeOf = (character: string): string =>
    printable(character) === character ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Like JSON.stringify, but writes the characters that `printable` replaces as JSON escapes (`\u009b`). */
export const printableJson = (value: unknown): string =>
    // JSON.stringify escapes only control characters below the space.
    JSON.stringify(value).replace(/[^ -~]/gu, escapeOf);
