/** A progress bar on standard error: on a terminal only, and only for what takes over two seconds. */
import cliProgress from 'cli-progress';

/** What takes less time needs no bar. */
const SHOWN_AFTER_MS = 2000;

export type ProgressBar = { readonly advance: (by: number) => void; readonly stop: () => void };

const SILENT: ProgressBar = { advance: () => undefined, stop: () => undefined };

/** The cursor stays and signals are left alone: a run that is stopped leaves nothing to put right. */
const OPTIONS = {
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: false,
    linewrap: null,
    gracefulExit: false,
} as const;

/**
 * @param format as cli-progress has it
 * @param total what the steps add up to; nothing is shown when it is 0
 */
export const progressBar = (format: string, total: number): ProgressBar => {
    if (!process.stderr.isTTY || total === 0) return SILENT;
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
