/** Tests of what ends `serverless deploy` before it changes anything, and of what is only a warning. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkAccount } from '../../infra/check-account.ts';
import { EXAMPLE_CONFIG, makeFakeAccount, type FakeAccount } from '../support/fake-account.ts';
import { temporaryFolder } from '../support/run-command.ts';
import { restoreEnvironment } from '../support/restore-environment.ts';
import { withFakeAccount } from '../support/with-fake-account.ts';

restoreEnvironment();

const check = async (change: (account: FakeAccount) => unknown): ReturnType<typeof checkAccount> => {
    const account = makeFakeAccount(EXAMPLE_CONFIG, false);
    const config = join(temporaryFolder(), 'lake.config.yml');
    writeFileSync(config, EXAMPLE_CONFIG);
    change(account);
    return withFakeAccount(account, async (env) => {
        Object.assign(process.env, env, { LAKE_CONFIG: config, AWS_MAX_ATTEMPTS: '1' });
        return checkAccount('dev', async () => ({ accessKeyId: 'a', secretAccessKey: 'a' }));
    });
};

test('nothing ends the first deployment to a new account', async () => {
    expect(await check(() => undefined)).toEqual({ problems: [], warnings: [], isRolledBack: false });
});

test.each([
    ['UPDATE_ROLLBACK_COMPLETE', true],
    ['UPDATE_ROLLBACK_FAILED', true],
    ['UPDATE_COMPLETE', false],
])('after a deployment that ended in %s, the next one is forced: %s', async (status, isRolledBack) => {
    const result = await check((account) => {
        account.stackResources = [];
        account.stackStatus = status;
    });

    expect(result.isRolledBack).toBe(isRolledBack);
});

test('a log group that exists already ends a deployment, with its fix on one line', async () => {
    const { problems, warnings } = await check(({ logGroups }) =>
        logGroups.set('left', { logGroupName: '/aws/lambda/cognito-log-lake-dev-transform' }),
    );

    expect(warnings).toEqual([]);
    expect(problems.map((text) => text.trim().split('\n'))).toEqual([
        [
            'FAILED: log group /aws/lambda/cognito-log-lake-dev-transform',
            '  Message: already exists: the deployment would fail',
            '  Fix:     Save what you need of it, then: aws --region us-west-2 logs delete-log-group ' +
                '--log-group-name /aws/lambda/cognito-log-lake-dev-transform',
        ],
    ]);
});

test('a managed pool on another plan ends a deployment', async () => {
    const { problems } = await check(({ pools }) =>
        pools.set('us-west-2_EXAMPLE', {
            UserPoolTier: 'LITE',
            UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' },
        }),
    );

    expect(problems).toEqual([expect.stringContaining('has the plan LITE')]);
});

test.each<readonly [string, (account: FakeAccount) => unknown]>([
    ['threat protection that is off', ({ pools }) => pools.set('us-west-2_EXAMPLE', { UserPoolTier: 'PLUS' })],
    ['an unmanaged pool that does not exist', ({ pools }) => pools.delete('us-west-2_EXAMPLE4')],
    ['a denied call', ({ deniedActions }) => deniedActions.add('lakeformation:GetDataLakeSettings')],
])('%s is a warning', async (_, change) => {
    const { problems, warnings } = await check(change);

    expect({ problems, count: warnings.length }).toEqual({ problems: [], count: 1 });
});
