/** Checks that a lifecycle rule of the lake bucket deletes incomplete multipart uploads. */
import type { LifecycleRule } from '@aws-sdk/client-s3';
import type { LookupResult } from '../account/look-up-resource.ts';
import type { BucketCalls } from '../account/bucket-calls.ts';
import { toStackChecks, toProblem, type StackCheck, type StackProblem } from './stack-check.ts';
import { awsCommand, quoteJson, redeployFix, type DoctorContext } from './doctor-context.ts';
import { ABANDONED_UPLOADS } from '../config/lake-prefixes.ts';

/** Rules with a prefix or a tag don't count: they cover only some uploads. */
const isAbortAllRule = ({ Status, AbortIncompleteMultipartUpload: abort, Filter, Prefix }: LifecycleRule): boolean => {
    const { Prefix: prefix, ...others }: Pick<LifecycleRule, 'Prefix' | 'Filter'> = { Prefix, ...Filter };
    return Status === 'Enabled' && abort !== undefined && (prefix ?? '') === '' && Object.keys(others).length === 0;
};

/** The fix keeps existing rules: the call replaces all of them. */
const uploadProblems = (context: DoctorContext, rules: readonly LifecycleRule[]): readonly StackProblem[] => {
    if (rules.some(isAbortAllRule)) return [];
    const { Id: ID, ...rule } = ABANDONED_UPLOADS;
    const all = { Rules: [...rules, { ID, ...rule, Filter: { Prefix: '' } }] };
    return toProblem(
        'keeps the parts of incomplete uploads: they are invisible, but billed',
        awsCommand(
            context,
            `s3api put-bucket-lifecycle-configuration --bucket ${context.names.lakeBucket} ` +
                `--lifecycle-configuration ${quoteJson(all)}`,
        ),
    );
};

/** A bucket without a lifecycle configuration has no rules. */
export const uploadChecks = async (calls: BucketCalls, context: DoctorContext): Promise<readonly StackCheck[]> => {
    const found = await calls.lifecycle(context.names.lakeBucket);
    const rules: LookupResult<readonly LifecycleRule[]> =
        found.kind === 'missing' ? { kind: 'found', value: [] } : found;
    return toStackChecks({ part: 'lake bucket’s uploads', name: context.names.lakeBucket }, rules, {
        passedMessage: 'incomplete uploads are deleted',
        fixIfMissing: redeployFix(context),
        findProblems: (all) => uploadProblems(context, all),
    });
};
