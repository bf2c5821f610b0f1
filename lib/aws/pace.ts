/** Paces calls of an API: as many a second as it takes, slower when it says that they are too many, never more than allowed. */
import { setTimeout as pause } from 'node:timers/promises';
import { toError } from '../basics/thrown.ts';
import { troubleOf } from './user-pool-client.ts';

const FIRST_RATE = 5;
/** Up to the first call that is too many, twice as fast after 7 calls; then after 35, and three tenths slower after one too many. */
const FASTER_AT_FIRST = 1.1;
const FASTER = 1.02;
const SLOWER = 0.7;
/** Slower is no use: a quota is of seconds. */
const SLOWEST_RATE = 1;
/** A call that fails for so many times in a row is given up, and the run with it. */
const MOST_TRIES = 12;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 20_000;

const waitMs = (tries: number): number =>
    Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries) * (0.5 + Math.random() / 2);

export class Pace {
    readonly #maxRate: number;
    #rate: number;
    #nextAt = 0;
    #lastTooManyAt = -Infinity;
    calls = 0;
    tooMany = 0;

    /** @param maxRate calls a second, never more */
    constructor(maxRate: number) {
        this.#maxRate = maxRate;
        this.#rate = Math.min(FIRST_RATE, maxRate);
    }

    get rate(): number {
        return this.#rate;
    }

    /** Calls when its turn comes, and again while the API says that it was too many, or fails. Throws what another try would not change. */
    async call<Answer>(act: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
        for (let tries = 0; ; tries += 1) {
            await this.#turn(signal);
            this.calls += 1;
            try {
                const answer = await act();
                this.#rate = Math.min(this.#maxRate, this.#rate * (this.tooMany === 0 ? FASTER_AT_FIRST : FASTER));
                return answer;
            } catch (error) {
                const trouble = troubleOf(toError(error));
                if ((trouble !== 'too_many' && trouble !== 'again') || tries >= MOST_TRIES) throw error;
                if (trouble === 'too_many') this.#slowDown();
                await pause(waitMs(tries), undefined, { signal });
            }
        }
    }

    /** Turns are handed out in advance, one after another: calls that wait at a time don't go at a time. */
    async #turn(signal: AbortSignal): Promise<void> {
        signal.throwIfAborted();
        const now = performance.now();
        const at = Math.max(now, this.#nextAt);
        this.#nextAt = at + 1000 / this.#rate;
        if (at > now) await pause(at - now, undefined, { signal });
    }

    /** Calls that were on their way together and were all too many are one sign, not several. */
    #slowDown(): void {
        this.tooMany += 1;
        const now = performance.now();
        if (now - this.#lastTooManyAt < 1000 / this.#rate) return;
        this.#lastTooManyAt = now;
        this.#rate = Math.max(Math.min(SLOWEST_RATE, this.#maxRate), this.#rate * SLOWER);
    }
}
