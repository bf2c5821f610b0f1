/** SQL that finds and masks the words of a text that name a person: whole words, in any case. */
import type { Person } from './person.ts';
import { quoted } from '../../lake/sql-text.ts';

/** Shorter names occur in too many texts that have nothing to do with the person. */
const MIN_CHARACTERS = 3;

const MASK = 'erased';

/** The words that name a person. `also` adds words that are not in the rows: an e-mail address, a phone number. */
export const identifyingWords = ({ subs, names }: Person, also: readonly string[]): readonly string[] =>
    [...new Set([...subs, ...names, ...also])].filter((word) => word.trim().length >= MIN_CHARACTERS);

const escapeRegex = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|\-/]/g, '\\$&');

/** RE2 has no look-around: the characters beside a word are captured in groups. */
const wordPattern = (words: readonly string[]): string =>
    `(?i)(^|[^\\pL\\pN])(?:${words.map(escapeRegex).join('|')})($|[^\\pL\\pN])`;

/** A condition that is true if a text names the person. */
export const mentionCondition = (column: string, words: readonly string[]): string =>
    words.length === 0 ? 'false' : `coalesce(regexp_matches(${column}, ${quoted(wordPattern(words))}), false)`;

/**
 * The text with the words masked. It runs twice, because two words with one character between them share that
 * character.
 */
export const maskWords = (column: string, words: readonly string[]): string => {
    const once = (text: string): string =>
        `system.main.regexp_replace(${text}, ${quoted(wordPattern(words))}, '\\1${MASK}\\2', 'g')`;
    return words.length === 0 ? column : once(once(column));
};
