/** Runs the transform in a worker thread: reading and transforming use two cores, and a record that kills it is found. */
import { builtFile, findTransformBundle, type CallTransform, type TransformInvocation } from './call-transform.ts';
import type { InvocationFaults } from './faults.ts';
import { startIsolatedThread, type ThreadOptions } from './isolated-thread.ts';

/** A transform in a thread of its own. Calls are processed in order; `close` ends the thread. */
export type TransformThread = { readonly call: CallTransform; readonly close: () => Promise<void> };

type TransformRequest = { readonly event: object; readonly faults: InvocationFaults };

/** The bundle (by default the deployed one), and the limits of the thread. */
export type TransformThreadOptions = Pick<ThreadOptions, 'memoryMb' | 'timeoutMs'> & { readonly bundle?: string };

/** Starts the thread. Throws a UserError if the bundle has not been built. */
export const startTransformThread = ({
    bundle = findTransformBundle(),
    ...limits
}: TransformThreadOptions = {}): TransformThread => {
    const thread = startIsolatedThread<TransformRequest, TransformInvocation>({
        script: builtFile('cli', 'transform-thread.mjs'),
        data: bundle,
        ...limits,
    });
    const call: CallTransform = async (event, faults) => {
        const outcome = await thread.call({ event, faults });
        if ('answer' in outcome) return outcome.answer;
        return { outcome: 'thrownAt' in outcome ? { failedAt: outcome.thrownAt } : outcome, putCalls: [] };
    };
    return { call, close: thread.close };
};
