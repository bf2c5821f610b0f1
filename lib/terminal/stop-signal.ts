/** Lets the user stop a command: with SIGINT or SIGTERM. */
/** 128 and the number of the signal, as shells report it. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * A command that is asked to finish has this long: a request to AWS can hang for a minute, and `docker stop` kills after
 * ten seconds. A killed command leaves no damage (test: npm run torture).
 */
const FINISH_MS = 5000;

const interrupts = new Set<() => void>();
let stop: AbortController | null = null;
let exitCode: number | null = null;

/** A signal that the first SIGINT or SIGTERM aborts: the command then finishes by itself. Without it, it ends at once. */
export const stopSignal = (): AbortSignal => {
    handleStopSignals();
    stop ??= new AbortController();
    return stop.signal;
};

/** Calls `interrupt` if the process is stopped. Returns the function that ends this. */
export const onStop = (interrupt: () => void): (() => void) => {
    interrupts.add(interrupt);
    return () => void interrupts.delete(interrupt);
};

/** The exit code of a stopped process; null if no signal came. */
export const stoppedExitCode = (): number | null => exitCode;

/** The first signal closes standard input too, so that reads from it end. The second one ends the process. */
const stopWith = (code: number): void => {
    const isFirst = exitCode === null;
    exitCode = code;
    for (const interrupt of interrupts) interrupt();
    if (stop === null || !isFirst) process.exit(code);
    stop.abort();
    process.stdin.destroy();
    setTimeout(() => process.exit(code), FINISH_MS).unref();
};

let isHandled = false;

/** Ends the process on SIGINT and SIGTERM, with its `exit` handlers. */
export const handleStopSignals = (): void => {
    if (isHandled) return;
    isHandled = true;
    process.on('SIGINT', () => stopWith(EXIT_CODES.SIGINT));
    process.on('SIGTERM', () => stopWith(EXIT_CODES.SIGTERM));
};
