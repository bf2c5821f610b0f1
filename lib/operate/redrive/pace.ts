/** Keeps what is put on a stream to a pace, so that Cognito's own writer has room beside. */

type Clock = { readonly now: () => number; readonly wait: (ms: number) => Promise<void> };

/** Waits before so many bytes are put until those before them have had their time. */
export const pace = (bytesPerSecond: number, { now, wait }: Clock): ((bytes: number) => Promise<void>) => {
    let nextAt = 0;
    return async (bytes) => {
        await wait(Math.max(0, nextAt - now()));
        nextAt = now() + (bytes / bytesPerSecond) * 1000;
    };
};
