/** Finds the names nearest to a misspelled name. */
import { distance } from 'fastest-levenshtein';

/** Longer than any name; further characters are ignored. */
const MAX_NAME_LENGTH = 80;

const isPartOf = (written: string, name: string): boolean =>
    written.length > 3 && written.split('_').every((part) => name.includes(part));

/**
 * At most three names, nearest first: they contain every part of the word, or at most a third of its letters differ.
 */
export const nearestNames = (written: string, names: readonly string[]): readonly string[] => {
    const word = written.slice(0, MAX_NAME_LENGTH).toLowerCase().replaceAll('-', '_');
    return names
        .map((name) => ({ name, far: isPartOf(word, name) ? 0 : distance(word, name) }))
        .filter(({ far }) => far <= Math.max(2, Math.floor(word.length / 3)))
        .sort((a, b) => a.far - b.far)
        .slice(0, 3)
        .map(({ name }) => name);
};
