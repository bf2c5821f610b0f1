/** SQL that finds and masks the words of a text that name a person: whole words, in any case and Unicode form. */
import { quoted } from '../sql-text.ts';

/** Shorter names occur in too many texts that have nothing to do with the person. */
const MIN_CHARACTERS = 3;

const MASK = 'erased';

/** The names that are long enough to identify a person in a text. */
export const identifyingWords = (names: readonly string[]): readonly string[] =>
    [...new Set(names)].filter((word) => word.trim().length >= MIN_CHARACTERS);

/** The word in NFC, as a pattern of RE2 and of JavaScript. */
const escapeRegex = (word: string): string =>
    word
        .normalize('NFC')
        .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
        .replaceAll('\0', '\\x00');

/** Longer words first: a mail address is masked whole, even if it begins with another name of the person. */
const alternatives = (words: readonly string[]): string =>
    words
        .toSorted((one, other) => other.length - one.length)
        .map(escapeRegex)
        .join('|');

/** RE2 has no look-around: the characters beside a word are captured in groups. */
const wordPattern = (words: readonly string[]): string =>
    `(?i)(^|[^\\pL\\pN])(?:${alternatives(words)})($|[^\\pL\\pN])`;

/** A condition that is true if a text names the person. */
export const mentionCondition = (column: string, words: readonly string[]): string =>
    words.length === 0
        ? 'false'
        : `coalesce(regexp_matches(nfc_normalize(${column}), ${quoted(wordPattern(words))}), false)`;

/**
 * The text with the words masked. It runs twice, because two words with one character between them share that
 * character.
 */
export const maskWords = (column: string, words: readonly string[]): string => {
    const once = (text: string): string =>
        `system.main.regexp_replace(${text}, ${quoted(wordPattern(words))}, '\\1${MASK}\\2', 'g')`;
    return words.length === 0 ? column : once(once(`nfc_normalize(${column})`));
};

/** Whether a text names the person. The counterpart of `mentionCondition`. */
export const mentionsIn = (text: string, words: readonly string[]): boolean =>
    words.length > 0 &&
    new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives(words)})(?![\\p{L}\\p{N}])`, 'iu').test(text.normalize('NFC'));
