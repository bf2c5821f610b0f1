/** Tests of putting right the buckets of an earlier deployment, against a fake AWS. */
import { beforeEach, expect, test } from 'vitest';
import { bucketCalls } from '../../../../lib/deploy/account/bucket-calls.ts';
import { bucketSetters } from '../../../../lib/deploy/account/bucket-setters.ts';
import { applySettings, type SettingsSummary } from '../../../../lib/deploy/apply/apply-settings.ts';
import { findBucketChanges } from '../../../../lib/deploy/apply/bucket-changes.ts';
import { bucketPlans } from '../../../../lib/deploy/buckets/bucket-plans.ts';
import { parseConfig } from '../../../../lib/deploy/config/read-config.ts';
import { locateStack } from '../../../../lib/deploy/plan/plan.ts';
import {
    ACCOUNT,
    EXAMPLE_CONFIG,
    LAKE_BUCKET_NAME,
    makeFakeAccount,
    REGION,
    type FakeAccount,
} from '../../../support/fake-account.ts';
import { restoreEnvironment } from '../../../support/restore-environment.ts';
import { withFakeAccount } from '../../../support/with-fake-account.ts';

let account: FakeAccount;
beforeEach(() => {
    account = makeFakeAccount();
});
restoreEnvironment();

const apply = async (text = EXAMPLE_CONFIG): Promise<SettingsSummary> =>
    withFakeAccount(account, async (env) => {
        Object.assign(process.env, env);
        const config = parseConfig(text, 'lake.config.yml');
        const [calls, setters] = [await bucketCalls({ region: REGION }), await bucketSetters({ region: REGION })];
        const plans = bucketPlans(config, locateStack(config, 'dev', ACCOUNT));
        return applySettings({
            account: ACCOUNT,
            findChanges: async () => findBucketChanges(calls, setters, plans),
            confirm: async () => true,
        });
    });
const settingsOf = ({ changes }: SettingsSummary): readonly string[] => changes.map(({ setting }) => setting);

test('buckets as the stack creates them need no change', async () => {
    expect(await apply()).toEqual({ account: ACCOUNT, changes: [], status: 'unchanged' });
});

test('a bucket without any setting gets all of them, and keeps its own rule', async () => {
    const bucket = account.buckets.get(LAKE_BUCKET_NAME)!;
    const own = { Id: 'mine', Status: 'Enabled', Prefix: 'mine/', ExpirationInDays: 3 };
    Object.assign(bucket, { lifecycle: [own], encryption: null, versioning: null, policy: null });
    const key = 'arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555';
    const config = `${EXAMPLE_CONFIG.replace(/^encryption: .*/m, `encryption: ${key}`)}\nversions: 30\n`;

    const summary = await apply(config);

    expect(summary.status).toBe('applied');
    expect(settingsOf(summary)).toEqual(['encryption', 'lifecycle', 'versioning', 'policy']);
    expect(bucket).toMatchObject({
        encryption: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
        versioning: 'Enabled',
        policy: expect.stringContaining('aws:SecureTransport'),
    });
    expect(bucket.lifecycle.map(({ Id }) => Id)).toEqual([
        'mine',
        'user_activity',
        'user_notification',
        'errors',
        'raw',
        'results',
        'reports',
        'versions',
    ]);
});

test('versions that the config does not have are suspended, and the old ones go after a day', async () => {
    const bucket = account.buckets.get(LAKE_BUCKET_NAME)!;
    bucket.versioning = 'Enabled';

    expect(settingsOf(await apply())).toEqual(['lifecycle', 'versioning']);
    expect(bucket.versioning).toBe('Suspended');
    expect(bucket.lifecycle.at(-1)).toMatchObject({
        Id: 'versions',
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
    });
});

test('a bucket that does not exist is a user error', async () => {
    account.buckets.delete(LAKE_BUCKET_NAME);

    await expect(apply()).rejects.toThrow(/^Bucket .*-lake-.* does not exist\. Check its name in the config\.$/);
});
