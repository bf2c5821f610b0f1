/** Folds names, so that Zürich and zurich are equal; SQL lists the characters, so both engines fold alike. */

/** Letters that Unicode does not decompose into an ASCII letter and marks. */
const UNDECOMPOSED_LETTERS: Readonly<Record<string, string>> = {
    ø: 'o',
    Ø: 'O',
    ł: 'l',
    Ł: 'L',
    đ: 'd',
    Đ: 'D',
    ð: 'd',
    Ð: 'D',
    ı: 'i',
    ħ: 'h',
    Ħ: 'H',
    ŧ: 't',
    Ŧ: 'T',
    æ: 'a',
    Æ: 'A',
    œ: 'o',
    Œ: 'O',
    ß: 's',
    þ: 't',
    Þ: 'T',
    ə: 'a',
    Ə: 'A',
};

/** Characters to remove: combining marks, and the separators of the table. */
const REMOVED_CHARACTERS = "'’‘ʻʼ`´.,:;()\u0300\u0301\u0304\u0306\u0307\u0327\u0331";

/** Latin-1, Latin Extended-A and -B, and Latin Extended Additional (Vietnamese). */
const BLOCKS = [
    [0xc0, 0x24f],
    [0x1e00, 0x1eff],
] as const;

const LETTERS = BLOCKS.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index)),
)
    .map((letter) => [letter, UNDECOMPOSED_LETTERS[letter] ?? letter.normalize('NFD').charAt(0)] as const)
    .filter(([, plain]) => /^[A-Za-z]$/.test(plain));

const FROM = `${LETTERS.map(([letter]) => letter).join('')}ə${REMOVED_CHARACTERS}`;
const TO = `${LETTERS.map(([, plain]) => plain).join('')}a`;

const PLAIN: ReadonlyMap<string, string> = new Map(Array.from(FROM).map((letter, index) => [letter, TO.charAt(index)]));

/** A name without marks, punctuation and capitals. */
export const fold = (name: string): string =>
    Array.from(name)
        .map((letter) => PLAIN.get(letter) ?? letter)
        .join('')
        .toLowerCase()
        .trim();

/** SQL that folds a column like `fold`: translate removes characters without a counterpart in the second string. */
export const foldSql = (column: string): string =>
    `trim(lower(translate(${column}, '${FROM.replaceAll("'", "''")}', '${TO}')))`;
