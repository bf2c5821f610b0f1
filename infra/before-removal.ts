/** What happens before `serverless remove`: what would make it fail ends it, and what is under way arrives first. */
import type { ClientOptions } from '../lib/aws/create-client.ts';
import { stackCalls } from '../lib/deploy/account/stack-calls.ts';
import { findConfig, readConfig } from '../lib/deploy/config/read-config.ts';
import type { DoctorContext } from '../lib/deploy/doctor/doctor-context.ts';
import { openDoctor } from '../lib/deploy/doctor/run-doctor.ts';
import { findAttachedPolicies } from '../lib/deploy/removal/attached-policies.ts';
import { drainStack, type DrainSteps } from '../lib/deploy/removal/drain-stack.ts';

/** Why the removal would fail: then nothing was changed. And what could not be read. Each is a line. */
export type RemovalCheck = { readonly problems: readonly string[]; readonly unknown: readonly string[] };

const PROTECTED =
    'The stack is protected against removal. Deploy it with terminationProtection: false, then remove it.';

const prepare = async (context: DoctorContext, steps: DrainSteps): Promise<RemovalCheck> => {
    const isProtected = await (await stackCalls(context.clientOptions)).isProtected(context.names.prefix);
    if (isProtected.kind === 'missing') return { problems: [], unknown: [] };
    if (isProtected.kind === 'found' && isProtected.value) return { problems: [PROTECTED], unknown: [] };
    const unreadable = isProtected.kind === 'unknown' ? [`whether the stack is protected: ${isProtected.reason}`] : [];
    const { attached, unknown } = await findAttachedPolicies(context);
    if (attached.length > 0)
        return {
            problems: ['Policies of the stack are attached. Detach them:', ...attached],
            unknown: [...unreadable, ...unknown],
        };
    return { problems: [], unknown: [...unreadable, ...unknown, ...(await drainStack(context, steps))] };
};

/** Stops the deliveries and waits, unless the removal would fail: then nothing is changed. */
export const prepareRemoval = async (
    stage: string,
    credentials: ClientOptions['credentials'],
    steps: DrainSteps,
): Promise<RemovalCheck> => {
    const { context } = await openDoctor(readConfig(findConfig()), stage, { nowMs: Date.now(), credentials });
    return prepare(context, steps);
};
