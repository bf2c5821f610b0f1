/** Finds and masks what a text says of a person: the words that name one, whole, in any case. */
import { quoted } from '../../lake/parquet-target.ts';
import type { Person } from './person.ts';

/** A shorter name is in too many texts that say nothing of the person. */
const MIN_CHARACTERS = 3;

export const MASK = 'erased';

/** Beyond what names the person in the rows: an e-mail address, a telephone number. */
export const wordsOf = ({ subs, names }: Person, also: readonly string[]): readonly string[] =>
    [...new Set([...subs, ...names, ...also])].filter((word) => word.trim().length >= MIN_CHARACTERS);

const escaped = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|\-/]/g, '\\$&');

/** RE2 has no look-around: what stands beside a word is kept in groups. */
const pattern = (words: readonly string[]): string =>
    `(?i)(^|[^\\pL\\pN])(?:${words.map(escaped).join('|')})($|[^\\pL\\pN])`;

/** Whether a text names the person. */
export const isMentionedIn = (column: string, words: readonly string[]): string =>
    words.length === 0 ? 'false' : `coalesce(regexp_matches(${column}, ${quoted(pattern(words))}), false)`;

/** The text with the person masked. Twice, because two words with one sign between them share it. */
export const masked = (column: string, words: readonly string[]): string => {
    const once = (text: string): string =>
        `system.main.regexp_replace(${text}, ${quoted(pattern(words))}, '\\1${MASK}\\2', 'g')`;
    return words.length === 0 ? column : once(once(column));
};
