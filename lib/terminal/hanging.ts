/** A text in lines under its beginning. */
import { displayWidth, wrapped } from './display-width.ts';

/** Narrower than this a text is cut to pieces. */
const MIN_ROOM = 30;

/** The text behind `first`, its other lines indented as far. `width` is the terminal's, or null where there is none: then nothing is broken. */
export const hanging = (first: string, text: string, width: number | null): string => {
    const margin = displayWidth(first);
    const room = width === null ? Infinity : Math.max(MIN_ROOM, width - margin);
    return `${first}${wrapped(text, room)
        .split('\n')
        .map((line) => line.trimEnd())
        .join(`\n${' '.repeat(margin)}`)}\n`;
};
