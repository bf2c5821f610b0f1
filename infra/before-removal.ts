/** What happens before `serverless remove`: attached policies end it, and what is under way arrives first. */
import type { ClientOptions } from '../lib/aws/create-client.ts';
import { findConfig, readConfig } from '../lib/deploy/config/read-config.ts';
import { openDoctor } from '../lib/deploy/doctor/run-doctor.ts';
import { findAttachedPolicies, type AttachedPolicies } from '../lib/deploy/removal/attached-policies.ts';
import { drainStack, type DrainSteps } from '../lib/deploy/removal/drain-stack.ts';

/** Stops the deliveries and waits, unless a policy is attached: then nothing is changed. */
export const prepareRemoval = async (
    stage: string,
    credentials: ClientOptions['credentials'],
    steps: DrainSteps,
): Promise<AttachedPolicies> => {
    const { context } = await openDoctor(readConfig(findConfig()), stage, { nowMs: Date.now(), credentials });
    const policies = await findAttachedPolicies(context);
    if (policies.attached.length === 0) await drainStack(context, steps);
    return policies;
};
