/** Runs all checks of a deployed stack against the account, in the order of the data. */
import type { ClientOptions } from '../../aws/create-client.ts';
import { getCallerIdentity } from '../account/get-caller-identity.ts';
import type { LakeConfig } from '../config/lake-config.ts';
import { stackNames } from '../config/stack-names.ts';
import { locateStack } from '../plan/plan.ts';
import { alarmChecks } from './alarm-checks.ts';
import { isMissing, type StackCheck, type StackCheckState } from './stack-check.ts';
import { bucketSettingChecks } from './bucket-setting-checks.ts';
import { exportChecks } from './export-checks.ts';
import { functionsChecks } from './function-checks.ts';
import { keyChecks } from './key-checks.ts';
import { lakeChecks } from './lake-checks.ts';
import { lakeFormationChecks } from './lake-formation-checks.ts';
import { logGroupChecks } from './log-group-checks.ts';
import { poolChecks } from './pool-checks.ts';
import { workGroupChecks } from './work-group-checks.ts';
import { reportChecks } from './report-checks.ts';
import type { DoctorContext } from './doctor-context.ts';
import { streamChecks } from './stream-checks.ts';
import { tableChecks } from './table-checks.ts';

const CHECKERS = [
    poolChecks,
    logGroupChecks,
    exportChecks,
    functionsChecks,
    keyChecks,
    streamChecks,
    lakeChecks,
    bucketSettingChecks,
    tableChecks,
    async (context: DoctorContext) => lakeFormationChecks(context, null),
    workGroupChecks,
    reportChecks,
    alarmChecks,
] as const;

export type DoctorSummary = {
    readonly stack: string;
    readonly region: string;
    readonly account: string;
    /** The ARN of the principal that ran the checks. */
    readonly caller: string;
    readonly counts: Readonly<Record<StackCheckState, number>>;
    readonly checks: readonly StackCheck[];
};

/** Parts that exist in every stack. */
const PARTS_OF_EVERY_STACK: ReadonlySet<string> = new Set(['stream', 'database', 'workgroup', 'lake bucket']);

/** Replaces the checks by a single one if none of these parts exists. */
const collapseIfNotDeployed = (
    { location, names }: DoctorContext,
    checks: readonly StackCheck[],
): readonly StackCheck[] => {
    const parts = checks.filter(({ part }) => PARTS_OF_EVERY_STACK.has(part));
    if (!parts.every(isMissing)) return checks;
    const fix =
        `npx serverless deploy --stage ${location.stage}. ` +
        `If it is deployed, check AWS_PROFILE, --stage and the config: the current account is ${location.account}.`;
    return [
        { state: 'failed', part: 'stack', name: names.prefix, message: `is not deployed to ${location.region}`, fix },
        ...checks.filter(({ part }) => part === 'user pool'),
    ];
};

const countInState = (checks: readonly StackCheck[], state: StackCheckState): number =>
    checks.filter((check) => check.state === state).length;

/** Reads who asks, and where. Throws a UserError if the account can't be reached. */
export const openDoctor = async (
    config: LakeConfig,
    stage: string,
    { nowMs, credentials }: { readonly nowMs: number; readonly credentials?: ClientOptions['credentials'] },
): Promise<{ readonly context: DoctorContext; readonly caller: string }> => {
    const withoutAccount = locateStack(config, stage, null);
    const clientOptions = { region: withoutAccount.region, credentials };
    const { account, caller } = await getCallerIdentity(clientOptions);
    const location = { ...withoutAccount, account };
    return { context: { config, names: stackNames(config, location), location, clientOptions, nowMs }, caller };
};

export const toSummary = (
    { names, location }: DoctorContext,
    caller: string,
    checks: readonly StackCheck[],
): DoctorSummary => ({
    stack: names.prefix,
    region: location.region,
    account: location.account,
    caller,
    counts: {
        passed: countInState(checks, 'passed'),
        failed: countInState(checks, 'failed'),
        unknown: countInState(checks, 'unknown'),
    },
    checks,
});

/** Checks the stack of a stage. Throws a UserError if the account can't be reached. `nowMs` is in epoch ms. */
export const runDoctor = async (config: LakeConfig, stage: string, nowMs: number): Promise<DoctorSummary> => {
    const { context, caller } = await openDoctor(config, stage, { nowMs });
    const all = await Promise.all(CHECKERS.map(async (checker) => checker(context)));
    return toSummary(context, caller, collapseIfNotDeployed(context, all.flat()));
};
