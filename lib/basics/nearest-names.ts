/** Finds the names that somebody may have meant who wrote another. */

/** The number of letters to put in, take out or change to make one word of the other (Levenshtein), by rows of the table. */
const distance = (a: string, b: string): number => {
    let row = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (let i = 1; i <= a.length; i += 1) {
        const next = [i];
        for (let j = 1; j <= b.length; j += 1) {
            const change = Number(row[j - 1]) + (a[i - 1] === b[j - 1] ? 0 : 1);
            next.push(Math.min(change, Number(row[j]) + 1, Number(next[j - 1]) + 1));
        }
        row = next;
    }
    return Number(row[b.length]);
};

/** Longer than any name: what is written beyond is not looked at. */
const LONGEST = 80;

const isPartOf = (written: string, name: string): boolean =>
    written.length > 3 && written.split('_').every((part) => name.includes(part));

/** At most three names, nearest first: those that hold every part of the word, or differ from it in a third of its letters at most. */
export const nearestNames = (written: string, names: readonly string[]): readonly string[] => {
    const word = written.slice(0, LONGEST).toLowerCase().replaceAll('-', '_');
    return names
        .map((name) => ({ name, far: isPartOf(word, name) ? 0 : distance(word, name) }))
        .filter(({ far }) => far <= Math.max(2, Math.floor(word.length / 3)))
        .sort((a, b) => a.far - b.far)
        .slice(0, 3)
        .map(({ name }) => name);
};
