/** A progress bar on standard error: only on a terminal, and only after two seconds. */
import cliProgress from 'cli-progress';

/** Shorter work needs no bar. */
const SHOWN_AFTER_MS = 2000;

export type ProgressBar = { readonly advance: (by: number) => void; readonly stop: () => void };

const HIDDEN_BAR: ProgressBar = { advance: () => undefined, stop: () => undefined };

/** Leaves the cursor and signals alone, so that a stopped run has nothing to restore. */
const OPTIONS = {
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: false,
    linewrap: null,
    gracefulExit: false,
} as const;

/**
 * Creates a bar. `advance` adds to its value, and `stop` removes it.
 *
 * @param format a format string of cli-progress
 * @param total the sum of all steps; with 0 no bar is shown
 */
export const progressBar = (format: string, total: number): ProgressBar => {
    if (!process.stderr.isTTY || total === 0) return HIDDEN_BAR;
    const bar = new cliProgress.SingleBar({ ...OPTIONS, format });
    const startedAt = performance.now();
    let done = 0;
    return {
        advance: (by) => {
            done = Math.min(total, done + by);
            if (!bar.isActive && performance.now() - startedAt > SHOWN_AFTER_MS) bar.start(total, done);
            else bar.update(done);
        },
        stop: () => bar.stop(),
    };
};
