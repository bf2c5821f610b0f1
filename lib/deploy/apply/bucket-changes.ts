/** What differs between a bucket and the config: encryption, lifecycle, versioning and policy. */
import type { BucketCalls } from '../account/bucket-calls.ts';
import type { BucketSetters } from '../account/bucket-setters.ts';
import type { BucketPlan } from '../buckets/bucket-plans.ts';
import {
    encryptionChange,
    expectedEncryption,
    readBucketState,
    versioningChange,
    type BucketState,
    type Versioning,
} from '../buckets/bucket-state.ts';
import { lifecycleChange } from '../buckets/lifecycle-changes.ts';
import { policyChange } from '../buckets/policy-change.ts';
import { UserError } from '../../basics/user-error.ts';
import { printable } from '../../terminal/printable.ts';
import type { LookupResult } from '../account/look-up-resource.ts';
import { requireRead, type PlannedChange } from './apply-settings.ts';

const requireBucket = <Value>(result: LookupResult<Value>, name: string): Value => {
    const value = requireRead(result, name);
    if (value === null) throw new UserError(`Bucket ${printable(name)} does not exist. Check its name in the config.`);
    return value;
};

const toChanges = (
    change: { readonly before: string; readonly after: string } | null,
    call: Pick<PlannedChange, 'resource' | 'setting' | 'action' | 'set'>,
): readonly PlannedChange[] => (change === null ? [] : [{ ...call, before: change.before, after: change.after }]);

/** The lifecycle before the versioning: old versions must have their rule when no new ones are made. */
const changesOf = (
    setters: BucketSetters,
    { name: resource, settings, statements }: BucketPlan,
    state: BucketState,
    versioning: Versioning,
): readonly PlannedChange[] => {
    const rules = requireBucket(state.lifecycle, resource);
    const lifecycle = lifecycleChange(settings, rules, versioning === 'Enabled');
    const version = versioningChange(settings, versioning);
    const policy = policyChange(statements, requireBucket(state.policy, resource));
    return [
        ...toChanges(encryptionChange(settings, requireBucket(state.encryption, resource)), {
            resource,
            setting: 'encryption',
            action: 's3:PutEncryptionConfiguration',
            set: async () => setters.putEncryption(resource, expectedEncryption(settings)),
        }),
        ...toChanges(lifecycle, {
            resource,
            setting: 'lifecycle',
            action: 's3:PutLifecycleConfiguration',
            set: async () => setters.putLifecycle(resource, lifecycle?.rules ?? []),
        }),
        ...toChanges(version, {
            resource,
            setting: 'versioning',
            action: 's3:PutBucketVersioning',
            set: async () => setters.putVersioning(resource, settings.versionDays === null ? 'Suspended' : 'Enabled'),
        }),
        ...toChanges(policy, {
            resource,
            setting: 'policy',
            action: 's3:PutBucketPolicy',
            set: async () => setters.putPolicy(resource, policy?.policy ?? ''),
        }),
    ];
};

/** The changes of these buckets. Throws a UserError if one does not exist or can't be read. */
export const findBucketChanges = async (
    calls: BucketCalls,
    setters: BucketSetters,
    plans: readonly BucketPlan[],
): Promise<readonly PlannedChange[]> => {
    const all = await Promise.all(
        plans.map(async (plan) => {
            const state = await readBucketState(calls, plan.name);
            return changesOf(setters, plan, state, requireBucket(state.versioning, plan.name));
        }),
    );
    return all.flat();
};
