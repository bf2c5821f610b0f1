/** Runs the transform in a thread beside this one, so that reading and transforming share two cores. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../package-root.ts';
import { checkBundle, type CallTransform, type Invoked } from './call-transform.ts';

type Told = { readonly invoked: Invoked } | { readonly failure: string };

/** A batch makes some 10 MB of garbage: room for a few saves collecting it while it is in use. */
const YOUNG_MB = 64;

/** A transform in a thread of its own, and how to end it. Calls are answered in their order. */
export type Beside = { readonly call: CallTransform; readonly close: () => Promise<void> };

type Waiting = { readonly resolve: (invoked: Invoked) => void; readonly reject: (error: Error) => void };

/** Starts the thread. Throws a Complaint when the bundle has not been built. */
export const transformBeside = (): Beside => {
    checkBundle();
    const waiting: Waiting[] = [];
    const worker = new Worker(join(packageRoot(), 'dist', 'cli', 'transform-thread.mjs'), { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    worker.on('message', (told: Told) => {
        const first = waiting.shift();
        if ('invoked' in told) first?.resolve(told.invoked);
        else first?.reject(new Error(told.failure));
    });
    worker.on('error', (error) => {
        for (const { reject } of waiting.splice(0)) reject(error);
    });
    const call: CallTransform = async (event) =>
        new Promise((resolve, reject) => {
            waiting.push({ resolve, reject });
            worker.postMessage(event);
        });
    return {
        call,
        close: async () => {
            await worker.terminate();
        },
    };
};
