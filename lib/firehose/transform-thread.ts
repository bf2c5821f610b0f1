/** The thread that runs the transform: takes events, gives what each came to, in order. */
import { parentPort } from 'node:worker_threads';
import { errorMessage } from '../basics/thrown.ts';
import type { Fate } from './faults.ts';
import { transformHere } from './call-transform.ts';

const call = transformHere();

parentPort?.on('message', ({ event, fate }: { readonly event: object; readonly fate: Fate }) => {
    call(event, fate).then(
        (invoked) => parentPort?.postMessage({ invoked }),
        (error: unknown) => parentPort?.postMessage({ failure: errorMessage(error) }),
    );
});
