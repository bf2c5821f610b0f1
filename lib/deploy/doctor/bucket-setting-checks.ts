/** Checks that the lifecycle, encryption and versions of each bucket are as in the config, also of an existing one. */
import { bucketCalls, type BucketCalls } from '../account/bucket-calls.ts';
import { bucketPlans, type BucketPlan } from '../buckets/bucket-plans.ts';
import { encryptionChange, readBucketState, versioningChange } from '../buckets/bucket-state.ts';
import { lifecycleChange } from '../buckets/lifecycle-changes.ts';
import { policyChange } from '../buckets/policy-change.ts';
import { foundValue, type LookupResult } from '../account/look-up-resource.ts';
import { toProblem, toStackChecks, type StackCheck, type StackProblem } from './stack-check.ts';
import { lakeCommand, redeployFix, type DoctorContext, type StackChecker } from './doctor-context.ts';

type Change = { readonly before: string; readonly after: string } | null;

const checkSetting = <Value>(
    context: DoctorContext,
    subject: { readonly part: string; readonly name: string },
    result: LookupResult<Value>,
    findChange: (value: Value) => Change,
): readonly StackCheck[] =>
    toStackChecks(subject, result, {
        passedMessage: 'as in the config',
        fixIfMissing: redeployFix(context),
        findProblems: (value) => {
            const change = findChange(value);
            return change === null ? [] : toProblem(`is ${change.before}, not ${change.after}`, applyFix(context));
        },
    });

const checkBucket = async (
    context: DoctorContext,
    calls: BucketCalls,
    { part, name, settings }: BucketPlan,
): Promise<readonly StackCheck[]> => {
    const { encryption, lifecycle, versioning } = await readBucketState(calls, name);
    // lake-checks.ts and export-checks.ts report a bucket that does not exist.
    if (versioning.kind === 'missing') return [];
    const isVersioned = foundValue(versioning) === 'Enabled';
    const subject = (what: string) => ({ part: `${part}’s ${what}`, name });
    return [
        ...checkSetting(context, subject('encryption'), encryption, (found) => encryptionChange(settings, found)),
        ...checkSetting(context, subject('lifecycle'), lifecycle, (found) =>
            lifecycleChange(settings, found, isVersioned),
        ),
        ...checkSetting(context, subject('versions'), versioning, (found) => versioningChange(settings, found)),
    ];
};

/** For the checks of a policy: what it lacks. `apply --bucket` keeps the other statements. */
export const policyProblems = (
    context: DoctorContext,
    statements: BucketPlan['statements'],
    policy: string,
): readonly StackProblem[] => {
    const change = policyChange(statements, policy);
    return change === null ? [] : toProblem(`has the ${change.before}, not ${change.after}`, applyFix(context));
};

/** The command works for an existing bucket, which is not in the template, as for one of the stack. */
export const applyFix = (context: DoctorContext): string => lakeCommand(context, 'apply --bucket');

export const bucketSettingChecks: StackChecker = async (context) => {
    const calls = await bucketCalls(context.clientOptions);
    const plans = bucketPlans(context.config, context.location);
    return (await Promise.all(plans.map(async (plan) => checkBucket(context, calls, plan)))).flat();
};
