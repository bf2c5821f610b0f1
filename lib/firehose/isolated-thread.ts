/** Calls a worker thread that has limits of memory and time, and replaces it when it dies. */
import { Worker } from 'node:worker_threads';
import { UserError } from '../basics/user-error.ts';
import { errorCode, errorMessage } from '../basics/thrown.ts';
import { THREAD_IS_READY, type ThreadAnswer } from './answer-in-order.ts';

/** How a thread died. `exited`: for another reason, such as an error outside of a call. */
export type ThreadDeath = 'out_of_memory' | 'timed_out' | 'exited';

/** The result of a call: the answer, where in the thread it failed, or how the thread died. */
export type ThreadOutcome<Answer> = ThreadAnswer<Answer> | { readonly diedOf: ThreadDeath };

export type IsolatedThread<Request, Answer> = {
    /** Calls are processed one by one, in order. Rejects only if the thread cannot be started, or is closed. */
    readonly call: (request: Request) => Promise<ThreadOutcome<Answer>>;
    readonly close: () => Promise<void>;
};

export type ThreadOptions = {
    /** The path of the script, which answers with `answerInOrder`. */
    readonly script: string;
    /** The `workerData` of the script. */
    readonly data?: unknown;
    /** How much the process may grow during a call. */
    readonly memoryMb?: number;
    readonly timeoutMs?: number;
};

/**
 * Twice what the deployed function has in all; a typical batch takes a tenth of this. The growth of the whole process
 * is measured, because the heap limit of a thread is no protection: when V8 reaches it while it parses JSON or moves
 * many objects at once, it ends the process and not the thread. Besides, buffers and the stack of JSON.parse are outside
 * of the heap.
 */
const MEMORY_MB = 1024;

/** Far above MEMORY_MB: a thread needs a second or more to get from one to the other. */
const HEAP_MB = 4096;

const POLL_MS = 50;
const MB = 1024 * 1024;

/** A batch makes about 10 MB of garbage. Space for a few batches avoids collections while they are in use. */
const YOUNG_MB = 64;

/** A batch takes about 10 ms, and a second if its records inflate to all that is allowed. */
const TIMEOUT_MS = 60_000;

type PendingCall<Request, Answer> = {
    readonly request: Request;
    readonly resolve: (outcome: ThreadOutcome<Answer>) => void;
    readonly reject: (error: Error) => void;
};

class ReplacedThread<Request, Answer> {
    readonly #options: ThreadOptions;
    /** Calls without an outcome. The thread works on the first one. */
    readonly #calls: PendingCall<Request, Answer>[] = [];
    #worker: Worker | null = null;
    #isReady = false;
    #cause: unknown = null;
    /** Why this class ended the thread. */
    #stoppedBy: ThreadDeath | null = null;
    /** When the thread began with the first call, and the memory of the process then. */
    #start = { at: 0, rss: 0 };
    #poll: NodeJS.Timeout | undefined;
    /** Why no call can be made any more. */
    #end: Error | null = null;

    constructor(options: ThreadOptions) {
        this.#options = options;
        this.#startWorker();
    }

    async call(request: Request): Promise<ThreadOutcome<Answer>> {
        return new Promise((resolve, reject) => {
            if (this.#end !== null) return reject(this.#end);
            this.#calls.push({ request, resolve, reject });
            if (this.#worker === null) this.#startWorker();
            else this.#worker.postMessage(request);
            if (this.#calls.length === 1) this.#beginFirst();
        });
    }

    async close(): Promise<void> {
        this.#failAll(new Error('The thread has ended.'));
        await this.#worker?.terminate();
    }

    #startWorker(): void {
        const { script, data } = this.#options;
        const worker = new Worker(script, {
            workerData: data,
            resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB },
        });
        [this.#worker, this.#isReady, this.#cause, this.#stoppedBy] = [worker, false, null, null];
        worker.on('message', (message: typeof THREAD_IS_READY | ThreadAnswer<Answer>) => {
            if (message === THREAD_IS_READY) this.#isReady = true;
            else this.#calls.shift()?.resolve(message);
            this.#beginFirst();
        });
        worker.on('error', (error: unknown) => (this.#cause = error));
        worker.on('exit', () => this.#settleDeath());
        for (const { request } of this.#calls) worker.postMessage(request);
    }

    /** Notes when the thread begins with the first call. Loading the script has no limits. */
    #beginFirst(): void {
        if (!this.#isReady || this.#calls.length === 0) return this.#stopPolling();
        this.#start = { at: performance.now(), rss: process.memoryUsage.rss() };
        this.#poll ??= setInterval(() => this.#limitFirst(), POLL_MS);
    }

    #limitFirst(): void {
        const { memoryMb = MEMORY_MB, timeoutMs = TIMEOUT_MS } = this.#options;
        const { at, rss } = this.#start;
        if (performance.now() - at > timeoutMs) this.#stoppedBy ??= 'timed_out';
        if (process.memoryUsage.rss() - rss > memoryMb * MB) this.#stoppedBy ??= 'out_of_memory';
        if (this.#stoppedBy === null) return;
        this.#stopPolling();
        void this.#worker?.terminate();
    }

    #stopPolling(): void {
        clearInterval(this.#poll);
        this.#poll = undefined;
    }

    /** The first call has killed the thread. A new thread gets the others. */
    #settleDeath(): void {
        this.#stopPolling();
        this.#worker = null;
        if (!this.#isReady) this.#failAll(this.#startError());
        this.#calls.shift()?.resolve({ diedOf: this.#deathOf() });
        if (this.#calls.length > 0) this.#startWorker();
    }

    #deathOf(): ThreadDeath {
        if (this.#stoppedBy !== null) return this.#stoppedBy;
        return errorCode(this.#cause) === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out_of_memory' : 'exited';
    }

    #startError(): UserError {
        const why = this.#cause === null ? 'it ended at once' : errorMessage(this.#cause);
        return new UserError(
            `Cannot start ${this.#options.script}: ${why}. Build it again with npm run build, or install the package again.`,
        );
    }

    #failAll(error: Error): void {
        this.#stopPolling();
        this.#end ??= error;
        for (const { reject } of this.#calls.splice(0)) reject(this.#end);
    }
}

/** Starts a thread. If the script cannot be loaded, every call rejects with a UserError. */
export const startIsolatedThread = <Request, Answer>(options: ThreadOptions): IsolatedThread<Request, Answer> => {
    const thread = new ReplacedThread<Request, Answer>(options);
    return { call: async (request) => thread.call(request), close: async () => thread.close() };
};
