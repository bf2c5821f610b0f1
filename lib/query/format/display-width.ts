/** How many columns of a terminal a text takes, and where to break it. */
import stringWidth from 'string-width';

const ASCII = /^[ -~]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns of a terminal. Plain ASCII, nearly everything here, is measured by its length: ten times quicker. */
export const displayWidth = (text: string): number => (ASCII.test(text) ? text.length : stringWidth(text));

/** The text in lines of at most `width` columns, broken between the characters as people see them. */
export const wrapped = (text: string, width: number): string => {
    if (displayWidth(text) <= width) return text;
    const lines = [''];
    let used = 0;
    for (const { segment } of graphemes.segment(text)) {
        const more = displayWidth(segment);
        if (used > 0 && used + more > width) {
            lines.push('');
            used = 0;
        }
        lines[lines.length - 1] += segment;
        used += more;
    }
    return lines.join('\n');
};
