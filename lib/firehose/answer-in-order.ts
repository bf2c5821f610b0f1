/** The inside of an isolated thread: answers its calls one by one, in order. */
import { parentPort } from 'node:worker_threads';
import { locateError } from '../basics/thrown.ts';

/** What a thread answers to a call, or where it failed. */
export type ThreadAnswer<Answer> = { readonly answer: Answer } | { readonly thrownAt: string };

/** The first message of a thread, when its script is loaded. */
export const THREAD_IS_READY = 'ready';

const answerOf = async (work: () => unknown): Promise<ThreadAnswer<unknown>> => {
    try {
        return { answer: await work() };
    } catch (error) {
        return { thrownAt: locateError(error) };
    }
};

/**
 * Reports that the script is loaded. Returns a function that posts the result of some work as the answer to a message,
 * one by one: if the thread dies, it has died of the first unanswered message.
 */
export const answerInOrder = (): ((work: () => unknown) => void) => {
    let last = Promise.resolve();
    parentPort?.postMessage(THREAD_IS_READY);
    return (work) => {
        last = last.then(async () => parentPort?.postMessage(await answerOf(work)));
    };
};
