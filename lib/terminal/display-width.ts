/** Measures a text in terminal columns and wraps it. */
import stringWidth from 'string-width';

const ASCII = /^[ -~]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Break after a space, or inside a name after `_`, `,`, `/` or `-`; never inside or after the `--` of an option. */
const BREAK = /(?<= )|(?<=[^ -][_,/-])(?![ -])/;

/** The terminal columns of a text. ASCII, nearly all our output, is measured by its length: ten times faster. */
export const displayWidth = (text: string): number => (ASCII.test(text) ? text.length : stringWidth(text));

/** Joins pieces into lines of at most `width` columns; a wider piece gets a line of its own. */
const fillLines = (pieces: Iterable<string>, width: number): readonly string[] => {
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

/** Wraps a text at `width` columns: between words if possible, else between graphemes. */
export const wrapText = (text: string, width: number): string => {
    if (displayWidth(text) <= width) return text;
    const words = text
        .split(BREAK)
        .flatMap((word) => (displayWidth(word) <= width ? [word] : fillLines(characters(word), width)));
    return fillLines(words, width).join('\n');
};
