/** The worker thread of the transform: receives events and posts the result of each, in order. */
import { parentPort, workerData } from 'node:worker_threads';
import type { InvocationFaults } from './faults.ts';
import { loadTransform } from './call-transform.ts';
import { answerInOrder } from './answer-in-order.ts';

const call = loadTransform(String(workerData));
const answer = answerInOrder();

parentPort?.on('message', ({ event, faults }: { readonly event: object; readonly faults: InvocationFaults }) => {
    answer(async () => call(event, faults));
});
