/** Checks that parts of uploads which nobody finished leave the lake's bucket. */
import type { LifecycleRule } from '@aws-sdk/client-s3';
import type { Answer } from '../account/answer.ts';
import type { BucketCalls } from '../account/bucket-calls.ts';
import { judged, wrong, type Check, type Finding } from './check.ts';
import { aws, quoted, remake, type Scope } from './scope.ts';
import { ABANDONED_UPLOADS } from '../config/lake-prefixes.ts';

/** A rule of a prefix, or of a tag, leaves the parts of others. */
const endsUploads = ({ Status, AbortIncompleteMultipartUpload: abort, Filter, Prefix }: LifecycleRule): boolean => {
    const { Prefix: below, ...others }: Pick<LifecycleRule, 'Prefix' | 'Filter'> = { Prefix, ...Filter };
    return Status === 'Enabled' && abort !== undefined && (below ?? '') === '' && Object.keys(others).length === 0;
};

/** The call replaces all rules: those that are there stay. */
const uploadFindings = (scope: Scope, rules: readonly LifecycleRule[]): readonly Finding[] => {
    if (rules.some(endsUploads)) return [];
    const { Id: ID, ...rule } = ABANDONED_UPLOADS;
    const all = { Rules: [...rules, { ID, ...rule, Filter: { Prefix: '' } }] };
    return wrong(
        'keeps the parts of unfinished uploads, unseen and paid for',
        aws(
            scope,
            `s3api put-bucket-lifecycle-configuration --bucket ${scope.names.lakeBucket} --lifecycle-configuration ${quoted(all)}`,
        ),
    );
};

/** A bucket without any rule is one of those. */
export const uploadChecks = async (calls: BucketCalls, scope: Scope): Promise<readonly Check[]> => {
    const found = await calls.lifecycle(scope.names.lakeBucket);
    const rules: Answer<readonly LifecycleRule[]> = found.kind === 'gone' ? { kind: 'found', value: [] } : found;
    return judged({ part: 'lake bucket’s uploads', name: scope.names.lakeBucket }, rules, {
        fine: 'unfinished ones go',
        gone: remake(scope),
        findings: (all) => uploadFindings(scope, all),
    });
};
