/** Reads the settings of a bucket, and compares encryption and versioning with the config. */
import type { LifecycleRule, ServerSideEncryptionByDefault } from '@aws-sdk/client-s3';
import type { BucketCalls } from '../account/bucket-calls.ts';
import type { LookupResult } from '../account/look-up-resource.ts';
import type { BucketSettings } from './bucket-settings.ts';

export type Versioning = 'Enabled' | 'Suspended' | 'none';

export type BucketState = {
    readonly lifecycle: LookupResult<readonly LifecycleRule[]>;
    readonly encryption: LookupResult<ServerSideEncryptionByDefault>;
    readonly versioning: LookupResult<Versioning>;
    readonly policy: LookupResult<string>;
};

/** `missing` becomes a value: a bucket without a configuration has none. */
const valueIfMissing = <Value>(result: LookupResult<Value>, value: Value): LookupResult<Value> =>
    result.kind === 'missing' ? { kind: 'found', value } : result;

export const readBucketState = async (calls: BucketCalls, name: string): Promise<BucketState> => {
    const [lifecycle, encryption, versioning, policy] = await Promise.all([
        calls.lifecycle(name),
        calls.encryption(name),
        calls.versioning(name),
        calls.policy(name),
    ]);
    return {
        lifecycle: valueIfMissing(lifecycle, []),
        encryption: valueIfMissing(encryption, { SSEAlgorithm: undefined }),
        versioning,
        policy: valueIfMissing(policy, ''),
    };
};

type SettingTexts = { readonly before: string; readonly after: string };

const encryptionText = (algorithm: string | undefined, key: string | undefined): string =>
    [algorithm ?? 'none', ...(key === undefined ? [] : [`with ${key}`])].join(' ');

/** S3's own key is AES256: docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html. */
export const expectedEncryption = ({ kmsKey }: BucketSettings): ServerSideEncryptionByDefault =>
    kmsKey === null ? { SSEAlgorithm: 'AES256' } : { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKey };

export const encryptionChange = (
    settings: BucketSettings,
    found: ServerSideEncryptionByDefault,
): SettingTexts | null => {
    const right = expectedEncryption(settings);
    const [before, after] = [found, right].map((each) => encryptionText(each.SSEAlgorithm, each.KMSMasterKeyID));
    return before === after || before === undefined || after === undefined ? null : { before, after };
};

/** A bucket whose versions are suspended makes no new ones. */
export const versioningChange = ({ versionDays }: BucketSettings, found: Versioning): SettingTexts | null => {
    if (versionDays === undefined || (versionDays !== null) === (found === 'Enabled')) return null;
    return { before: found, after: versionDays === null ? 'Suspended' : 'Enabled' };
};
