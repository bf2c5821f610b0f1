/** Runs the transform in a worker thread, so that reading and transforming use two cores. */
import { Worker } from 'node:worker_threads';
import { findTransformBundle, type CallTransform, type TransformInvocation, builtFile } from './call-transform.ts';

type ThreadMessage = { readonly invocation: TransformInvocation } | { readonly failure: string };

/** A batch makes about 10 MB of garbage. Space for a few batches avoids collections while they are in use. */
const YOUNG_MB = 64;

/** A transform in a thread of its own. Calls are processed in order; `close` ends the thread. */
export type TransformThread = { readonly call: CallTransform; readonly close: () => Promise<void> };

type PendingCall = {
    readonly resolve: (invocation: TransformInvocation) => void;
    readonly reject: (error: Error) => void;
};

/** The calls that wait for a message of the thread, in order. When the thread ends, all of them fail. */
class PendingCalls {
    readonly #pending: PendingCall[] = [];
    #end: Error | null = null;

    add(call: PendingCall): void {
        if (this.#end === null) this.#pending.push(call);
        else call.reject(this.#end);
    }

    settleFirst(message: ThreadMessage): void {
        const first = this.#pending.shift();
        if ('invocation' in message) first?.resolve(message.invocation);
        else first?.reject(new Error(message.failure));
    }

    failAll(error: Error): void {
        this.#end ??= error;
        for (const { reject } of this.#pending.splice(0)) reject(this.#end);
    }
}

/** Starts the thread. Throws a UserError if the bundle has not been built. */
export const startTransformThread = (): TransformThread => {
    findTransformBundle();
    const calls = new PendingCalls();
    const worker = new Worker(builtFile('cli', 'transform-thread.mjs'), {
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    worker.on('message', (message: ThreadMessage) => calls.settleFirst(message));
    worker.on('error', (error: Error) => calls.failAll(error));
    worker.on('exit', () => calls.failAll(new Error('The transform thread has ended.')));
    const call: CallTransform = async (event, faults) =>
        new Promise((resolve, reject) => {
            calls.add({ resolve, reject });
            worker.postMessage({ event, faults });
        });
    return {
        call,
        close: async () => {
            await worker.terminate();
        },
    };
};
