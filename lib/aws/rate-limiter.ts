/** Paces API calls: speeds up while calls succeed, slows down when throttled, and never exceeds a maximum rate. */
import { setTimeout as pause } from 'node:timers/promises';
import { equalJitterMs } from '../basics/pacing.ts';
import { toError } from '../basics/thrown.ts';
import { classifyCallError } from './user-pool-client.ts';

const FIRST_RATE = 5;
/** The rate doubles every 7 calls until the first throttling, then every 35. Each throttling lowers it by 30 %. */
const INITIAL_SPEED_UP_FACTOR = 1.1;
const SPEED_UP_FACTOR = 1.02;
const SLOW_DOWN_FACTOR = 0.7;
/** A lower rate would not help: quotas are per second. */
const MIN_RATE = 1;
/** After this many retries of one call the run fails. */
const MAX_RETRIES = 12;
const BACKOFF = { firstMs: 200, maxMs: 20_000 };

export class RateLimiter {
    readonly #maxRate: number;
    #rate: number;
    #nextAt = 0;
    #lastThrottledAt = -Infinity;
    calls = 0;
    throttledCalls = 0;

    /** @param maxRate calls a second, never more */
    constructor(maxRate: number) {
        this.#maxRate = maxRate;
        this.#rate = Math.min(FIRST_RATE, maxRate);
    }

    get rate(): number {
        return this.#rate;
    }

    /** Calls `act` at its turn, and retries throttled and transient failures. Throws any other error. */
    async call<Result>(act: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
        for (let tries = 0; ; tries += 1) {
            await this.#waitForTurn(signal);
            this.calls += 1;
            try {
                const result = await act();
                this.#rate = Math.min(
                    this.#maxRate,
                    this.#rate * (this.throttledCalls === 0 ? INITIAL_SPEED_UP_FACTOR : SPEED_UP_FACTOR),
                );
                return result;
            } catch (error) {
                const kind = classifyCallError(toError(error));
                if ((kind !== 'throttled' && kind !== 'retry') || tries >= MAX_RETRIES) throw error;
                if (kind === 'throttled') this.#slowDown();
                await pause(equalJitterMs(tries, BACKOFF, Math.random()), undefined, { signal });
            }
        }
    }

    /** Each call reserves its own time slot, so calls that wait together do not start together. */
    async #waitForTurn(signal: AbortSignal): Promise<void> {
        signal.throwIfAborted();
        const now = performance.now();
        const at = Math.max(now, this.#nextAt);
        this.#nextAt = at + 1000 / this.#rate;
        if (at > now) await pause(at - now, undefined, { signal });
    }

    /** Calls in flight together that are all throttled lower the rate once. */
    #slowDown(): void {
        this.throttledCalls += 1;
        const now = performance.now();
        if (now - this.#lastThrottledAt < 1000 / this.#rate) return;
        this.#lastThrottledAt = now;
        this.#rate = Math.max(Math.min(MIN_RATE, this.#maxRate), this.#rate * SLOW_DOWN_FACTOR);
    }
}
