/** Lets the user stop a command: the first signal asks it to finish, the second ends the process as usual. */

const STOPPING_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** A signal that the first SIGINT or SIGTERM aborts. That also closes standard input, so reads from it end. */
export const stopSignal = (): AbortSignal => {
    const stop = new AbortController();
    for (const name of STOPPING_SIGNALS) {
        process.once(name, () => {
            stop.abort();
            process.stdin.destroy();
        });
    }
    return stop.signal;
};
