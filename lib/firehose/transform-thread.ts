/** The worker thread of the transform: receives events and posts the result of each, in order. */
import { parentPort } from 'node:worker_threads';
import { errorMessage } from '../basics/thrown.ts';
import type { InvocationFaults } from './faults.ts';
import { loadTransform } from './call-transform.ts';

const call = loadTransform();

parentPort?.on('message', ({ event, faults }: { readonly event: object; readonly faults: InvocationFaults }) => {
    call(event, faults).then(
        (invocation) => parentPort?.postMessage({ invocation }),
        (error: unknown) => parentPort?.postMessage({ failure: errorMessage(error) }),
    );
});
