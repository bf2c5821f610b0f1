/** Tests of putting right the export log groups of an earlier deployment, against a fake AWS. */
import { beforeEach, describe, expect, test } from 'vitest';
import { logCalls } from '../../../../lib/deploy/account/log-calls.ts';
import {
    applySettings,
    type SettingsProposal,
    type SettingsSummary,
} from '../../../../lib/deploy/apply/apply-settings.ts';
import { findLogGroupChanges } from '../../../../lib/deploy/apply/log-group-changes.ts';
import { parseConfig } from '../../../../lib/deploy/config/read-config.ts';
import { locateStack } from '../../../../lib/deploy/plan/plan.ts';
import { ACCOUNT, EXAMPLE_CONFIG, makeFakeAccount, REGION, type FakeAccount } from '../../../support/fake-account.ts';
import { restoreEnvironment } from '../../../support/restore-environment.ts';
import { withFakeAccount } from '../../../support/with-fake-account.ts';

const GROUP = '/aws/vendedlogs/cognito-log-lake-dev/user-notification';
const GROUP_ARN = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${GROUP}`;
const config = parseConfig(EXAMPLE_CONFIG, 'lake.config.yml');

let account: FakeAccount;
beforeEach(() => {
    account = makeFakeAccount();
});
restoreEnvironment();

const apply = async (
    confirm: (proposal: SettingsProposal) => Promise<boolean> = async () => true,
): Promise<SettingsSummary> =>
    withFakeAccount(account, async (env) => {
        Object.assign(process.env, env);
        const calls = await logCalls({ region: REGION });
        return applySettings({
            account: ACCOUNT,
            findChanges: async () => findLogGroupChanges(calls, config, locateStack(config, 'dev', ACCOUNT)),
            confirm,
        });
    });

test('log groups as the stack creates them need no change and no confirmation', async () => {
    const confirm = async (): Promise<boolean> => {
        throw new Error('confirm was called');
    };

    expect(await apply(confirm)).toEqual({ account: ACCOUNT, changes: [], status: 'unchanged' });
});

test('a missing log group is created with retention and policy', async () => {
    const right = account.groupPolicies.get(GROUP_ARN);
    account.logGroups.delete(GROUP);
    account.groupPolicies.delete(GROUP_ARN);

    const { status, changes } = await apply();

    expect(status).toBe('applied');
    expect(changes.map(({ setting, before: was, after }) => [setting, was, after])).toEqual([
        ['log group', 'missing', 'exists'],
        ['retention', 'forever', '30 days'],
        ['resource policy', 'none', 'delivery.logs.amazonaws.com may write'],
    ]);
    expect(account.logGroups.get(GROUP)).toEqual({ logGroupName: GROUP, retentionInDays: 30 });
    expect(account.groupPolicies.get(GROUP_ARN)).toEqual({ ...right, revisionId: '1' });
});

test('a policy for another service is replaced, and another retention', async () => {
    account.groupPolicies.set(GROUP_ARN, { policyDocument: '{}', revisionId: '4' });
    Object.assign(account.logGroups.get(GROUP) ?? {}, { retentionInDays: 400 });

    const { changes } = await apply();

    expect(changes).toEqual([
        { resource: GROUP, setting: 'retention', before: '400 days', after: '30 days' },
        {
            resource: GROUP,
            setting: 'resource policy',
            before: 'one that does not allow delivery.logs.amazonaws.com',
            after: 'delivery.logs.amazonaws.com may write',
        },
    ]);
    expect(account.groupPolicies.get(GROUP_ARN)?.['revisionId']).toBe('5');
});

test('a declined proposal changes nothing', async () => {
    account.groupPolicies.delete(GROUP_ARN);

    expect(await apply(async () => false)).toMatchObject({
        status: 'declined',
        changes: [{ setting: 'resource policy' }],
    });
    expect(account.groupPolicies.has(GROUP_ARN)).toBe(false);
});

describe('a failure is reported:', () => {
    test('a caller who may not set it, with the action', async () => {
        account.groupPolicies.delete(GROUP_ARN);
        account.deniedActions.add('logs:PutResourcePolicy');

        await expect(apply()).rejects.toThrow(
            /^Cannot set the resource policy of .*user-notification: AccessDenied.* The caller needs logs:PutResourcePolicy\. /,
        );
    });

    test('a caller who may not read it, with the action', async () => {
        account.deniedActions.add('logs:DescribeLogGroups');

        await expect(apply()).rejects.toThrow(
            /^Cannot read \/aws\/vendedlogs\/.*: access is denied\. Allow logs:DescribeLogGroups to the caller of apply\.$/,
        );
    });

    test('a service that keeps another value', async () => {
        Object.assign(account.logGroups.get(GROUP) ?? {}, { retentionInDays: 400 });
        account.logGroups.get = () => ({ logGroupName: GROUP });

        await expect(apply()).rejects.toThrow(
            `AWS accepted the retention of ${GROUP}, but returns 400 days. Run apply again to see the difference.`,
        );
    });
});
