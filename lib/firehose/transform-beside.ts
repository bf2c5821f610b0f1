/** Runs the transform in a thread beside this one, so that reading and transforming share two cores. */
import { Worker } from 'node:worker_threads';
import { transformBundle, type CallTransform, type Invoked, built } from './call-transform.ts';

type Told = { readonly invoked: Invoked } | { readonly failure: string };

/** A batch makes some 10 MB of garbage: room for a few saves collecting it while it is in use. */
const YOUNG_MB = 64;

/** A transform in a thread of its own, and how to end it. Calls are answered in their order. */
export type Beside = { readonly call: CallTransform; readonly close: () => Promise<void> };

type Waiting = { readonly resolve: (invoked: Invoked) => void; readonly reject: (error: Error) => void };

/** The calls that wait for their answers, first come, first answered; when the thread is gone, all of them fail. */
class Calls {
    readonly #waiting: Waiting[] = [];
    #end: Error | null = null;

    add(waiting: Waiting): void {
        if (this.#end === null) this.#waiting.push(waiting);
        else waiting.reject(this.#end);
    }

    answer(told: Told): void {
        const first = this.#waiting.shift();
        if ('invoked' in told) first?.resolve(told.invoked);
        else first?.reject(new Error(told.failure));
    }

    failAll(error: Error): void {
        this.#end ??= error;
        for (const { reject } of this.#waiting.splice(0)) reject(this.#end);
    }
}

/** Starts the thread. Throws a Complaint when the bundle has not been built. */
export const transformBeside = (): Beside => {
    transformBundle();
    const calls = new Calls();
    const worker = new Worker(built('cli', 'transform-thread.mjs'), {
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    worker.on('message', (told: Told) => calls.answer(told));
    worker.on('error', (error: Error) => calls.failAll(error));
    worker.on('exit', () => calls.failAll(new Error('The thread of the transform has ended.')));
    const call: CallTransform = async (event, fate) =>
        new Promise((resolve, reject) => {
            calls.add({ resolve, reject });
            worker.postMessage({ event, fate });
        });
    return {
        call,
        close: async () => {
            await worker.terminate();
        },
    };
};
