/** JSON that is safe to show on a terminal and reads back whole. */
import { printable } from './printable.ts';

const escapeOf = (character: string): string =>
    printable(character) === character ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** As JSON.stringify, with the characters that `printable` would replace written as escapes of JSON (`\u009b`). */
export const printableJson = (value: unknown): string =>
    // JSON.stringify itself escapes only those below a blank.
    JSON.stringify(value).replace(/[^ -~]/gu, escapeOf);
