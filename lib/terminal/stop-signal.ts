/** Lets a person stop a command: the first signal asks it to end what it does, the second one ends the process as usual. */

const STOPPING_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Aborted by the first signal that asks to stop. What waits for standard input waits no longer. */
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
