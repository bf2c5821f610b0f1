/** Runs the checks before a deployment: what would make it fail half-way, or deploy a stack that gets no logs. */
import type { ClientOptions } from '../../aws/create-client.ts';
import { foundValue } from '../account/look-up-resource.ts';
import { stackCalls } from '../account/stack-calls.ts';
import type { LakeConfig } from '../config/lake-config.ts';
import { keyChecks } from '../doctor/key-checks.ts';
import { lakeFormationChecks } from '../doctor/lake-formation-checks.ts';
import { openDoctor, toSummary, type DoctorSummary } from '../doctor/run-doctor.ts';
import { bucketChecks } from './bucket-checks.ts';
import { concurrencyChecks } from './concurrency-checks.ts';
import { deliveryChecks } from './delivery-checks.ts';
import { logGroupChecks } from './log-group-checks.ts';
import type { PreflightChecker } from './preflight-context.ts';

const CHECKERS: readonly PreflightChecker[] = [
    deliveryChecks,
    logGroupChecks,
    bucketChecks,
    keyChecks,
    async (context) => lakeFormationChecks(context, context.caller),
    concurrencyChecks,
];

export type PreflightOptions = {
    readonly configPath: string;
    readonly stage: string;
    /** Epoch ms. */
    readonly nowMs: number;
    /** Default: the credentials that the SDK finds. */
    readonly credentials?: ClientOptions['credentials'];
};

/** The checks, and the status of the stack: null if it was never deployed, or may not be read. */
export type PreflightSummary = DoctorSummary & { readonly stack_status: string | null };

/** Changes nothing. Throws a UserError if the account can't be reached. */
export const runPreflight = async (
    config: LakeConfig,
    { configPath, stage, nowMs, credentials }: PreflightOptions,
): Promise<PreflightSummary> => {
    const { context, caller } = await openDoctor(config, stage, { nowMs, credentials });
    const calls = await stackCalls(context.clientOptions);
    const [ownResources, stackStatus] = await Promise.all([
        calls.resources(context.names.prefix),
        calls.status(context.names.prefix),
    ]);
    const preflight = { ...context, configPath, caller, ownResources, stackStatus };
    const checks = await Promise.all(CHECKERS.map(async (checker) => checker(preflight)));
    return { ...toSummary(context, caller, checks.flat()), stack_status: foundValue(stackStatus) };
};
