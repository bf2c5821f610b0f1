/** Runs the transform in a thread beside this one, so that reading and transforming share two cores. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../package-root.ts';
import { checkBundle, type CallTransform, type Invoked } from './call-transform.ts';

type Told = { readonly invoked: Invoked } | { readonly failure: string };

/** A transform in a thread of its own, and how to end it. One call at a time. */
export type Beside = { readonly call: CallTransform; readonly close: () => Promise<void> };

/** Starts the thread. Throws a Complaint when the bundle has not been built. */
export const transformBeside = (): Beside => {
    checkBundle();
    const worker = new Worker(join(packageRoot(), 'dist', 'cli', 'transform-thread.mjs'));
    const call: CallTransform = async (event) =>
        new Promise((resolve, reject) => {
            worker.once('error', reject);
            worker.once('message', (told: Told) => {
                worker.off('error', reject);
                if ('invoked' in told) resolve(told.invoked);
                else reject(new Error(told.failure));
            });
            worker.postMessage(event);
        });
    return {
        call,
        close: async () => {
            await worker.terminate();
        },
    };
};
