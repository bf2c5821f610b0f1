/** Finds the words of a text whose HMACs are in a tombstone. */
import { hashName } from './tombstone-key.ts';
import type { KeyedTombstone } from './tombstones.ts';

/** A text in NFC, and folded: both have the same number of characters. */
export type FoldedText = { readonly text: string; readonly folded: string };

const WORD_CHARACTER = /[\p{L}\p{N}]/u;

/** The positions of whole words of a length: neither a letter nor a digit is beside them. */
const wordStarts = (isWordCharacter: readonly boolean[], length: number): readonly number[] =>
    Array.from({ length: Math.max(0, isWordCharacter.length - length + 1) }, (_, start) => start).filter(
        (start) => isWordCharacter[start - 1] !== true && isWordCharacter[start + length] !== true,
    );

const findInText = ({ text, folded }: FoldedText, { key, words }: KeyedTombstone): readonly string[] => {
    const [characters, foldedCharacters] = [Array.from(text), Array.from(folded)];
    const isWordCharacter = characters.map((character) => WORD_CHARACTER.test(character));
    const hashes = new Set(words.map(({ hash }) => hash));
    return [...new Set(words.map(({ characters: length }) => length))].flatMap((length) =>
        wordStarts(isWordCharacter, length)
            .filter((start) => hashes.has(hashName(key, foldedCharacters.slice(start, start + length).join(''))))
            .map((start) => characters.slice(start, start + length).join('')),
    );
};

/** The words as the texts have them. */
export const findWords = (texts: readonly FoldedText[], tombstone: KeyedTombstone): readonly string[] => [
    ...new Set(texts.flatMap((text) => findInText(text, tombstone))),
];
