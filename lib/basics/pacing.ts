/** Paces work: waits before a retry, and limits to a rate. */

/** Exponential backoff: the first wait and the longest one, in ms. */
export type Backoff = { readonly firstMs: number; readonly maxMs: number };

/** The longest wait before retry number `attempt`, which counts from 0. It doubles with each attempt. */
const backoffMs = (attempt: number, { firstMs, maxMs }: Backoff): number => Math.min(maxMs, firstMs * 2 ** attempt);

/**
 * Full jitter: any wait up to the backoff, so that callers that were throttled together come back apart.
 *
 * @param random from 0 to 1
 */
export const fullJitterMs = (attempt: number, backoff: Backoff, random: number): number =>
    backoffMs(attempt, backoff) * random;

/** Equal jitter: at least half of the backoff, for a caller that has to slow down for certain. */
export const equalJitterMs = (attempt: number, backoff: Backoff, random: number): number =>
    backoffMs(attempt, backoff) * (0.5 + random / 2);

/** Times in ms. */
export type PacerClock = { readonly now: () => number; readonly wait: (ms: number) => Promise<void> };

/**
 * Limits bytes per second: each call waits until the bytes of the previous call have used their time.
 *
 * @returns a function to call with the bytes before they are sent
 */
export const bytePacer = (bytesPerSecond: number, { now, wait }: PacerClock): ((bytes: number) => Promise<void>) => {
    let nextAt = 0;
    return async (bytes) => {
        await wait(Math.max(0, nextAt - now()));
        nextAt = now() + (bytes / bytesPerSecond) * 1000;
    };
};
