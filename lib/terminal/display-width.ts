/** How many columns of a terminal a text takes, and where to break it. */
import stringWidth from 'string-width';

const ASCII = /^[ -~]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** After a blank, and within names after what joins their parts; not within the `--` of an option, nor behind it. */
const BREAK = /(?<= )|(?<=[^ -][_,/-])(?![ -])/;

/** Columns of a terminal. Plain ASCII, nearly everything here, is measured by its length: ten times quicker. */
export const displayWidth = (text: string): number => (ASCII.test(text) ? text.length : stringWidth(text));

/** Puts pieces one after the other in lines of at most `width`; a piece that is wider stands alone. */
const filled = (pieces: Iterable<string>, width: number): readonly string[] => {
    const lines: string[] = [];
    let [line, used] = ['', 0];
    for (const piece of pieces) {
        const more = displayWidth(piece);
        if (used > 0 && used + more > width) {
            lines.push(line);
            [line, used] = ['', 0];
        }
        line += piece;
        used += more;
    }
    return [...lines, line];
};

const characters = (text: string): readonly string[] => Array.from(graphemes.segment(text), ({ segment }) => segment);

/** The text in lines of at most `width` columns: broken between words where it can be, else between the characters as people see them. */
export const wrapped = (text: string, width: number): string => {
    if (displayWidth(text) <= width) return text;
    const words = text
        .split(BREAK)
        .flatMap((word) => (displayWidth(word) <= width ? [word] : filled(characters(word), width)));
    return filled(words, width).join('\n');
};
