/** A one-line status on standard error: only on a terminal, and only after two seconds. */
import { printable } from './printable.ts';

/** Shorter work needs no line. */
const SHOWN_AFTER_MS = 2000;
/** Moves the cursor to the start of the line and erases the line. */
const CLEAR = '\r\u001b[K';

export type StatusLine = { readonly show: (text: string) => void; readonly stop: () => void };

/** @param stream standard error; tests pass another */
export const statusLine = (
    stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'> = process.stderr,
): StatusLine => {
    const startedAt = performance.now();
    let isShown = false;
    return {
        show: (text) => {
            if (!stream.isTTY || performance.now() - startedAt < SHOWN_AFTER_MS) return;
            isShown = true;
            stream.write(CLEAR + printable(text).slice(0, Math.max(0, stream.columns - 1)));
        },
        stop: () => {
            if (isShown) stream.write(CLEAR);
            isShown = false;
        },
    };
};
