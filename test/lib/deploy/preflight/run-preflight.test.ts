/** Tests of the checks before a deployment against a fake account: what would make it fail is found, with its fix. */
import { beforeEach, describe, expect, test } from 'vitest';
import { parseConfig } from '../../../../lib/deploy/config/read-config.ts';
import { PREFLIGHT_ACTIONS } from '../../../../lib/deploy/account/lookup-actions.ts';
import type { DoctorSummary } from '../../../../lib/deploy/doctor/run-doctor.ts';
import { isSamePrincipal } from '../../../../lib/deploy/doctor/lake-formation-checks.ts';
import { runPreflight, type PreflightSummary } from '../../../../lib/deploy/preflight/run-preflight.ts';
import { EXAMPLE_CONFIG, makeFakeAccount, LAKE_BUCKET_NAME, type FakeAccount } from '../../../support/fake-account.ts';
import { restoreEnvironment } from '../../../support/restore-environment.ts';
import { withFakeAccount } from '../../../support/with-fake-account.ts';

restoreEnvironment();
beforeEach(() => {
    process.env['AWS_MAX_ATTEMPTS'] = '1';
});

const look = async (account: FakeAccount, config = EXAMPLE_CONFIG): Promise<PreflightSummary> =>
    withFakeAccount(account, async (env) => {
        Object.assign(process.env, env);
        return runPreflight(parseConfig(config, 'lake.config.yml'), {
            configPath: '/somewhere/lake.config.yml',
            stage: 'dev',
            nowMs: Date.now(),
        });
    });

const notPassed = ({ checks }: DoctorSummary) => checks.filter(({ state }) => state !== 'passed');
const newAccount = (): FakeAccount => makeFakeAccount(EXAMPLE_CONFIG, false);

const GROUP = '/aws/vendedlogs/cognito-log-lake-dev/user-activity';
const EXPORTS = 'cognito-log-lake-dev-export-123456789012-us-west-2';
const WITH_CONCURRENCY = `${EXAMPLE_CONFIG}\ntransformConcurrency: 20\n`;
const exampleWith = (...lines: readonly string[]): string => `${EXAMPLE_CONFIG}\n${lines.join('\n')}\n`;
const WITH_KEY = WITH_CONCURRENCY.replace(
    /^encryption: .*/m,
    'encryption: arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555',
);
const makeBucket = ({ buckets }: FakeAccount, name: string): void =>
    void buckets.set(name, { policy: null, notifications: {}, lifecycle: [], objects: new Map() });

test('a new account has no problem before the first deployment', async () => {
    const summary = await look(newAccount());

    expect(notPassed(summary)).toEqual([]);
    expect(summary).toMatchObject({ stack: 'cognito-log-lake-dev', account: '123456789012', region: 'us-west-2' });
    expect(new Set(summary.checks.map(({ part }) => part))).toEqual(
        new Set(['user pool', 'log delivery', 'log group', 'bucket', 'Lake Formation']),
    );
});

test('what the stack has created itself is no problem before the next deployment', async () => {
    expect(notPassed(await look(makeFakeAccount(WITH_CONCURRENCY), WITH_CONCURRENCY))).toEqual([]);
});

test('the status of the stack is in the summary, or null for a new stack or without the permission to read it', async () => {
    const rolledBack = makeFakeAccount(EXAMPLE_CONFIG);
    rolledBack.stackStatus = 'UPDATE_ROLLBACK_COMPLETE';
    const denied = makeFakeAccount(EXAMPLE_CONFIG);
    denied.deniedActions.add('cloudformation:DescribeStacks');

    expect((await look(rolledBack)).stack_status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect((await look(newAccount())).stack_status).toBe(null);
    expect((await look(denied)).stack_status).toBe(null);
});

test('the checks use exactly the actions in their permissions', async () => {
    const account = newAccount();

    await look(account, WITH_KEY);

    expect([...account.calledActions].toSorted()).toEqual([...PREFLIGHT_ACTIONS].toSorted());
});

describe('before a deployment, the checks find', () => {
    test.each<readonly [string, (account: FakeAccount) => void, string, RegExp, RegExp]>([
        [
            'a pool without the Plus plan',
            ({ pools }) =>
                pools.set('us-west-2_EXAMPLE', {
                    UserPoolTier: 'ESSENTIALS',
                    UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' },
                }),
            'user pool',
            /plan ESSENTIALS/,
            /Plus/,
        ],
        [
            'threat protection that is off',
            ({ pools }) => pools.set('us-west-2_EXAMPLE', { UserPoolTier: 'PLUS' }),
            'user pool',
            /threat protection off/,
            /audit or full function/,
        ],
        [
            'a pool of another account',
            ({ pools }) => pools.delete('us-west-2_EXAMPLE'),
            'user pool',
            /^does not exist$/,
            /AWS_PROFILE/,
        ],
        [
            'a log delivery that somebody else has set',
            ({ deliveries }) =>
                deliveries.set('us-west-2_EXAMPLE', [
                    {
                        EventSource: 'userNotification',
                        LogLevel: 'ERROR',
                        CloudWatchLogsConfiguration: {
                            LogGroupArn: 'arn:aws:logs:us-west-2:123456789012:log-group:mine',
                        },
                    },
                ]),
            'log delivery',
            /set outside of the stack \(userNotification to .*log-group:mine.*\): the deployment would fail/,
            /managed: false.*set-log-delivery-configuration --user-pool-id us-west-2_EXAMPLE --log-configurations '\[\]'$/,
        ],
        [
            'a log group that a function has left behind',
            ({ logGroups }) => logGroups.set('g', { logGroupName: '/aws/lambda/cognito-log-lake-dev-transform' }),
            'log group',
            /already exists/,
            /delete-log-group --log-group-name \/aws\/lambda\/cognito-log-lake-dev-transform$/,
        ],
        [
            'an export log group of an earlier deployment, with the config line that uses it',
            ({ logGroups }) => logGroups.set(GROUP, { logGroupName: GROUP }),
            'log group',
            /^already exists: `serverless remove`, or a deployment with another destination for a pool, keeps it/,
            /^To use it, add this line to lake\.config\.yml and deploy again: existingExportLogGroups: true$/,
        ],
        [
            'a retained lake bucket, with the config line that uses it',
            (account) => makeBucket(account, LAKE_BUCKET_NAME),
            'bucket',
            /^already exists: `serverless remove` keeps it and its objects$/,
            new RegExp(
                `^To use it, add this line to lake\\.config\\.yml and deploy again: existingLakeBucket: ${LAKE_BUCKET_NAME}$`,
            ),
        ],
        [
            'a bucket of another account',
            ({ headStatuses }) => headStatuses.set(LAKE_BUCKET_NAME, 403),
            'bucket',
            /belongs to another account, or the caller lacks s3:ListBucket/,
            /AWS_PROFILE/,
        ],
        [
            'a bucket in another region',
            ({ headStatuses }) => headStatuses.set(EXPORTS, 301),
            'bucket',
            /is not in the region of the pools/,
            /existingExportBucket/,
        ],
    ])('%s', async (_, change, part, message, fix) => {
        const account = newAccount();
        change(account);

        expect(notPassed(await look(account))).toEqual([
            expect.objectContaining({
                state: 'failed',
                part,
                message: expect.stringMatching(message),
                fix: expect.stringMatching(fix),
            }),
        ]);
    });

    test.each([
        [110, 0, /can reserve 10:/, /Set transformConcurrency to 10 at most/],
        [10, 0, /can reserve 0:/, /Remove transformConcurrency/],
        [95, 10, /can reserve 5:/, /5 at most/],
    ])('too little concurrency: %i unreserved, %i of the transform itself', async (unreserved, own, message, fix) => {
        const account = makeFakeAccount(WITH_CONCURRENCY);
        account.accountLimit = { UnreservedConcurrentExecutions: unreserved };
        account.reservedConcurrency.set('cognito-log-lake-dev-transform', own);

        expect(notPassed(await look(account, WITH_CONCURRENCY))).toEqual([
            expect.objectContaining({
                state: 'failed',
                part: 'concurrency',
                message: expect.stringMatching(message),
                fix: expect.stringMatching(fix),
            }),
        ]);
    });

    test.each(['ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'])(
        'an empty bucket that a deployment left with %s, with the command that deletes it',
        async (status) => {
            const account = newAccount();
            makeBucket(account, LAKE_BUCKET_NAME);
            Object.assign(account, { stackResources: [], stackStatus: status });

            expect(notPassed(await look(account))).toEqual([
                expect.objectContaining({
                    state: 'failed',
                    part: 'bucket',
                    message: 'is empty: a deployment that rolled back left it',
                    fix: `Delete it, and deploy again: aws --region us-west-2 s3api delete-bucket --bucket ${LAKE_BUCKET_NAME}`,
                }),
            ]);
        },
    );

    test.each([
        ['with objects, after a rollback', 'UPDATE_ROLLBACK_COMPLETE', ['a']],
        ['that is empty, without a rollback', 'UPDATE_COMPLETE', []],
    ])('that `serverless remove` kept a bucket %s', async (_, status, keys) => {
        const account = newAccount();
        makeBucket(account, LAKE_BUCKET_NAME);
        for (const key of keys) account.buckets.get(LAKE_BUCKET_NAME)?.objects.set(key, new Date());
        Object.assign(account, { stackResources: [], stackStatus: status });

        expect(notPassed(await look(account))).toMatchObject(
            [{ message: /serverless remove/, fix: /existingLakeBucket/ }].map(({ message, fix }) => ({
                message: expect.stringMatching(message),
                fix: expect.stringMatching(fix),
            })),
        );
    });

    test('an export log group that the config says exists and does not, with the command that creates it', async () => {
        const account = newAccount();
        account.logGroups.set(GROUP, { logGroupName: GROUP });

        expect(notPassed(await look(account, exampleWith('existingExportLogGroups: true')))).toEqual([
            {
                state: 'failed',
                part: 'log group',
                name: GROUP.replace('activity', 'notification'),
                message: 'does not exist, but lake.config.yml has existingExportLogGroups: true',
                fix: 'npm run -s lake -- apply --log-groups --stage dev',
            },
        ]);
    });

    test('a bucket that the stack has retained on deletion', async () => {
        const account = makeFakeAccount();
        const lake = account.stackResources?.find(({ PhysicalResourceId }) => PhysicalResourceId === LAKE_BUCKET_NAME);
        Object.assign(lake ?? {}, { ResourceStatus: 'DELETE_SKIPPED' });

        expect(notPassed(await look(account))).toEqual([
            expect.objectContaining({ state: 'failed', part: 'bucket', name: LAKE_BUCKET_NAME }),
        ]);
    });

    test('a missing bucket that the config names', async () => {
        expect(notPassed(await look(newAccount(), exampleWith('existingLakeBucket: my-lake')))).toEqual([
            expect.objectContaining({
                state: 'failed',
                message: 'does not exist, but lake.config.yml names it',
                fix: 'Check the name, or remove the line `existingLakeBucket` to create a new bucket.',
            }),
        ]);
    });
});

describe('with Lake Formation, before a deployment', () => {
    const ROLE = 'arn:aws:iam::123456789012:role/analysts';
    const GRANTING = exampleWith('lakeFormation: true', `analystRoles: ['${ROLE}']`);
    const hardened = (admins: readonly string[]): FakeAccount => {
        const account = newAccount();
        account.dataLakeSettings = {
            DataLakeAdmins: admins.map((arn) => ({ DataLakePrincipalIdentifier: arn })),
            CreateDatabaseDefaultPermissions: [],
            CreateTableDefaultPermissions: [],
        };
        return account;
    };

    test('an account that does not leave new tables to IAM needs lakeFormation: true', async () => {
        expect(notPassed(await look(hardened([])))).toEqual([
            {
                state: 'failed',
                part: 'Lake Formation',
                name: 'cognito_log_lake_dev',
                message: expect.stringMatching(
                    /^does not give new tables to IAM_ALLOWED_PRINCIPALS: streams, the report/,
                ),
                fix: expect.stringMatching(/^Set lakeFormation: true in lake\.config\.yml/),
            },
        ]);
    });

    test('one of the two defaults is not enough', async () => {
        const account = newAccount();
        account.dataLakeSettings['CreateTableDefaultPermissions'] = [];

        expect(notPassed(await look(account))).toMatchObject([{ part: 'Lake Formation', state: 'failed' }]);
    });

    test('who deploys grants must be a data lake administrator', async () => {
        expect(notPassed(await look(hardened([ROLE]), GRANTING))).toEqual([
            expect.objectContaining({
                state: 'failed',
                part: 'Lake Formation',
                message: expect.stringMatching(/^arn:aws:iam::123456789012:user\/ana is not a data lake administrator/),
            }),
        ]);
        expect(notPassed(await look(hardened(['arn:aws:iam::123456789012:user/ana']), GRANTING))).toEqual([]);
    });
});

test.each([
    ['arn:aws:sts::123456789012:assumed-role/Deployer/session', 'arn:aws:iam::123456789012:role/ci/Deployer', true],
    ['arn:aws:sts::123456789012:assumed-role/Deployer/session', 'arn:aws:iam::123456789012:role/Other', false],
    ['arn:aws:iam::123456789012:user/ana', 'arn:aws:iam::123456789012:user/ana', true],
    ['arn:aws:iam::123456789012:user/ana', 'arn:aws:iam::123456789012:user/bob', false],
    ['arn:aws:sts::123456789012:assumed-role/ana/x', 'arn:aws:iam::210987654321:role/ana', false],
])('a session of %s is the administrator %s: %s', (caller, administrator, isSame) => {
    expect(isSamePrincipal(caller, administrator)).toBe(isSame);
});

test('existing buckets in the config are no problem', async () => {
    const account = newAccount();
    makeBucket(account, LAKE_BUCKET_NAME);
    makeBucket(account, EXPORTS);
    const config = exampleWith(`existingLakeBucket: ${LAKE_BUCKET_NAME}`, `existingExportBucket: ${EXPORTS}`);

    expect(notPassed(await look(account, config))).toEqual([]);
});

test('what the caller may not read is unknown, with the action, and not failed', async () => {
    const account = makeFakeAccount(WITH_CONCURRENCY);
    for (const action of PREFLIGHT_ACTIONS) if (action !== 's3:ListBucket') account.deniedActions.add(action);

    const summary = await look(account, WITH_CONCURRENCY);

    expect(summary.counts.failed).toBe(0);
    expect(new Set(notPassed(summary).map(({ fix }) => /[\w-]+:\w+/.exec(fix)?.[0]))).toEqual(
        new Set([
            'cloudformation:ListStackResources',
            'cognito-idp:DescribeUserPool',
            'cognito-idp:GetLogDeliveryConfiguration',
            'lakeformation:GetDataLakeSettings',
            'lambda:GetAccountSettings',
            'logs:DescribeLogGroups',
        ]),
    );
});

test('empty responses crash nothing, and what they leave out is unknown or a problem', async () => {
    const account = makeFakeAccount(WITH_KEY);
    account.hasEmptyReplies = true;

    const summary = await look(account, WITH_KEY);

    expect(summary.stack_status).toBe('');
    expect(new Set(notPassed(summary).map(({ part }) => part))).toContain('concurrency');
});

test('a status of S3 that says nothing about a bucket is unknown', async () => {
    const account = newAccount();
    account.headStatuses.set(EXPORTS, 418);

    expect(notPassed(await look(account))).toMatchObject([
        { state: 'unknown', part: 'bucket', name: EXPORTS, message: 'S3 does not say whether it exists' },
    ]);
});

test('a stack without import and report has no log groups of their functions', async () => {
    const config = EXAMPLE_CONFIG.replace('userActivity: s3', 'userActivity: none').replace(
        /^report:\n(?: .*\n)+/m,
        '',
    );
    const account = makeFakeAccount(config, false);
    for (const name of ['import', 'report'])
        account.logGroups.set(name, { logGroupName: `/aws/lambda/cognito-log-lake-dev-${name}` });

    expect(notPassed(await look(account, config))).toEqual([]);
});
