/** Formats a text with a hanging indent. */
import { displayWidth, wrapText } from './display-width.ts';

/** A narrower text would be unreadable. */
const MIN_TEXT_WIDTH = 30;

/** `first`, then `text` with its other lines indented by the width of `first`. `width` null: no wrapping. */
export const formatHangingIndent = (first: string, text: string, width: number | null): string => {
    const margin = displayWidth(first);
    const room = width === null ? Infinity : Math.max(MIN_TEXT_WIDTH, width - margin);
    return `${first}${wrapText(text, room)
        .split('\n')
        .map((line) => line.trimEnd())
        .join(`\n${' '.repeat(margin)}`)}\n`;
};
