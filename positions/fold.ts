/** Folds names, so that Zürich and zurich are one: the same characters on both engines, because SQL has them spelled out. */

/** Letters that Unicode does not take apart into a letter of ASCII and marks. */
const OTHERS: Readonly<Record<string, string>> = {
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

/** Left out: marks on their own, and what separates the parts of a text in the table. */
const LEFT_OUT = "'’‘ʻʼ`´.,:;()\u0300\u0301\u0304\u0306\u0307\u0327\u0331";

/** Latin-1, Latin Extended-A and -B, and Latin Extended Additional, where Vietnamese is. */
const BLOCKS = [
    [0xc0, 0x24f],
    [0x1e00, 0x1eff],
] as const;

const LETTERS = BLOCKS.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index)),
)
    .map((letter) => [letter, OTHERS[letter] ?? letter.normalize('NFD').charAt(0)] as const)
    .filter(([, plain]) => /^[A-Za-z]$/.test(plain));

const FROM = `${LETTERS.map(([letter]) => letter).join('')}ə${LEFT_OUT}`;
const TO = `${LETTERS.map(([, plain]) => plain).join('')}a`;

const PLAIN: ReadonlyMap<string, string> = new Map(Array.from(FROM).map((letter, index) => [letter, TO.charAt(index)]));

/** A name without marks, signs and capitals. */
export const fold = (name: string): string =>
    Array.from(name)
        .map((letter) => PLAIN.get(letter) ?? letter)
        .join('')
        .toLowerCase()
        .trim();

/** The same in SQL, of a column: what stands beyond the second text has nothing to become, and is left out. */
export const foldSql = (column: string): string =>
    `trim(lower(translate(${column}, '${FROM.replaceAll("'", "''")}', '${TO}')))`;
