/** One line on standard error that says how far something is: on a terminal only, and only for what takes over two seconds. */
import { printable } from './printable.ts';

/** What takes less time needs no line. */
const SHOWN_AFTER_MS = 2000;
/** Back to the beginning of the line, and what stands there is gone. */
const CLEAR = '\r\u001b[K';

export type StatusLine = { readonly show: (text: string) => void; readonly stop: () => void };

/** @param stream standard error, unless a test gives another */
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
