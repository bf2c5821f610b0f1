/** Tests of setting a log delivery, against a fake AWS with the rules of the real one. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
    applyDelivery,
    type ApplySummary,
    type DeliveryProposal,
} from '../../../../lib/deploy/apply/apply-delivery.ts';
import type { LogConfiguration } from '../../../../lib/deploy/delivery/log-configuration.ts';
import { buildRequest } from '../../../../lib/deploy/plan/read-request.ts';
import { makeFakeAccount, type FakeAccount } from '../../../support/fake-account.ts';
import { restoreEnvironment } from '../../../support/restore-environment.ts';
import { withFakeAccount } from '../../../support/with-fake-account.ts';

const POOL = 'us-west-2_EXAMPLE4';
const STREAM = 'arn:aws:firehose:us-west-2:123456789012:deliverystream/cognito-log-lake-dev-user-activity';
const GROUP = 'arn:aws:logs:us-west-2:123456789012:log-group:/aws/vendedlogs/mine';
const [TO_OTHER] = buildRequest(POOL, ['arn:aws:firehose:us-west-2:123456789012:deliverystream/other'], [])
    .LogConfigurations as [LogConfiguration];
const [TO_STREAM, TO_GROUP] = buildRequest(POOL, [STREAM], [GROUP]).LogConfigurations as [
    LogConfiguration,
    LogConfiguration,
];
const SET = 'cognito-idp:SetLogDeliveryConfiguration';

let account: FakeAccount;
beforeEach(() => {
    account = makeFakeAccount();
    account.deliveries.set(POOL, [TO_OTHER, TO_GROUP]);
});

restoreEnvironment();

type ApplyCase = {
    readonly pool?: string;
    readonly activity?: readonly string[];
    readonly notification?: readonly string[];
    readonly confirm?: (proposal: DeliveryProposal) => Promise<boolean>;
};

const apply = async ({
    pool = POOL,
    activity = [],
    notification = [],
    confirm = async () => true,
}: ApplyCase): Promise<ApplySummary> =>
    withFakeAccount(account, async (env) => {
        Object.assign(process.env, env);
        return applyDelivery({
            pool,
            configurationsFor: () => buildRequest(pool, activity, notification).LogConfigurations,
            confirm,
        });
    });

/** Returns another list at one of the reads. */
const atRead = (count: number, other: LogConfiguration[]): void => {
    const { deliveries } = account;
    const get = deliveries.get.bind(deliveries);
    let reads = 0;
    deliveries.get = (id) => {
        reads += 1;
        return reads === count ? other : get(id);
    };
};

test('one source is replaced, and the order is kept', async () => {
    account.deliveries.set(POOL, [TO_GROUP, TO_OTHER]);

    expect(await apply({ activity: [STREAM] })).toMatchObject({ status: 'applied' });
    expect(account.deliveries.get(POOL)).toEqual([TO_GROUP, TO_STREAM]);
});

test('both sources are set at once if the pool has no delivery', async () => {
    account.deliveries.delete(POOL);

    expect(await apply({ activity: [STREAM], notification: [GROUP] })).toMatchObject({
        changes: [
            { before: null, is_changed: true },
            { before: null, is_changed: true },
        ],
    });
    expect(account.deliveries.get(POOL)).toEqual([TO_STREAM, TO_GROUP]);
});

test('an unchanged delivery, in any order, is neither confirmed nor set', async () => {
    account.deliveries.set(POOL, [TO_GROUP, TO_STREAM]);

    const confirm = async (): Promise<boolean> => {
        throw new Error('confirm was called');
    };

    expect(await apply({ activity: [STREAM], notification: [GROUP], confirm })).toMatchObject({
        status: 'unchanged',
    });
    expect([...account.calledActions]).not.toContain(SET);
});

test('a declined proposal changes nothing', async () => {
    let shown: DeliveryProposal | undefined;

    const summary = await apply({
        activity: [STREAM],
        confirm: async (proposal) => {
            shown = proposal;
            return false;
        },
    });

    expect(summary).toEqual({ ...shown, status: 'declined' });
    expect([...account.calledActions]).not.toContain(SET);
    expect(account.deliveries.get(POOL)).toEqual([TO_OTHER, TO_GROUP]);
});

test('warnings are shown before the confirmation, and the delivery is set after it', async () => {
    Object.assign(account.pools.get(POOL) ?? {}, { UserPoolAddOns: { AdvancedSecurityMode: 'OFF' } });
    let warnings: readonly string[] = [];

    const summary = await apply({
        activity: [STREAM],
        confirm: async ({ problems }) => {
            warnings = problems.map(({ fix }) => fix);
            return true;
        },
    });

    expect(warnings).toEqual([
        'Set threat protection to audit or enforced: while it is off, Cognito exports no user activity.',
    ]);
    expect(summary.status).toBe('applied');
});

describe('an invalid delivery is not sent:', () => {
    test.each<readonly [string, (fake: FakeAccount) => void, ApplyCase, RegExp]>([
        [
            'a feature plan without the export',
            ({ pools }) => Object.assign(pools.get(POOL) ?? {}, { UserPoolTier: 'LITE' }),
            { activity: [STREAM] },
            /^FeatureUnavailableInTierException: .*the pool has LITE/,
        ],
        [
            'an encrypted log group',
            ({ logGroups }) =>
                logGroups.set('/aws/vendedlogs/mine', {
                    logGroupName: '/aws/vendedlogs/mine',
                    kmsKeyId: 'arn:aws:kms:us-west-2:123456789012:key/a',
                }),
            { notification: [GROUP.replace('mine', 'mine')], activity: [STREAM] },
            /Remove the key/,
        ],
        [
            'a log group that exceeds the limit of resource policies',
            ({ resourcePolicies }) =>
                resourcePolicies.push(...Array.from({ length: 10 }, (_, index) => ({ policyName: String(index) }))),
            { notification: [GROUP.replace('/aws/vendedlogs/', '')] },
            /^LimitExceededException: The region has 10/,
        ],
        [
            'a log group of another account',
            () => undefined,
            { notification: [GROUP.replace('123456789012', '210987654321')] },
            /The log group is in 210987654321, the pool in 123456789012/,
        ],
        [
            'a Kinesis stream',
            () => undefined,
            { activity: ['arn:aws:kinesis:us-west-2:123456789012:stream/mine'] },
            /This is an ARN of kinesis/,
        ],
        ['a malformed ARN', () => undefined, { notification: ['mine'] }, /LogGroupArn|log-group/],
        [
            'two ARNs for one source',
            () => undefined,
            { activity: [STREAM, `${STREAM}2`], pool: 'us-west-2_EXAMPLE5' },
            /List each source once/,
        ],
    ])('%s', async (_, change, options, message) => {
        change(account);

        const { status, problems } = await apply(options);

        expect(status).toBe('invalid');
        expect(problems.map(({ exception, fix }) => `${exception}: ${fix}`).join('\n')).toMatch(message);
        expect([...account.calledActions]).not.toContain(SET);
    });
});

describe('a failure is reported and loses nothing:', () => {
    test('a caller without permission to set the delivery', async () => {
        account.deniedActions.add(SET);

        await expect(apply({ activity: [STREAM] })).rejects.toThrow(
            new RegExp(
                '^Cannot set the log delivery of us-west-2_EXAMPLE4: AccessDeniedException: .* The ' +
                    'caller needs cognito-idp:GetLogDeliveryConfiguration, ' +
                    String.raw`.*firehose:TagDeliveryStream.* Nothing was changed\.$`,
            ),
        );
        expect(account.deliveries.get(POOL)).toEqual([TO_OTHER, TO_GROUP]);
    });

    test('a caller without permission to read the delivery', async () => {
        account.deniedActions.add('cognito-idp:GetLogDeliveryConfiguration');

        await expect(apply({ activity: [STREAM] })).rejects.toThrow(
            `Cannot read the log delivery of ${POOL}: access is denied. ` +
                'Allow cognito-idp:GetLogDeliveryConfiguration to the caller of apply.',
        );
    });

    test('a service without the operation', async () => {
        account.unsupportedActions.add('cognito-idp:GetLogDeliveryConfiguration');
        process.env['AWS_MAX_ATTEMPTS'] = '1';

        await expect(apply({ activity: [STREAM] })).rejects.toThrow(
            /^Cannot read the log delivery of us-west-2_EXAMPLE4: .*Unknown[^.]*\.$/,
        );
    });

    test('a service that returns another delivery than it accepted', async () => {
        account.deliveries.set = () => account.deliveries;

        await expect(apply({ activity: [STREAM] })).rejects.toThrow(
            `AWS accepted the log delivery of ${POOL}, but returns a different one. ` +
                'Run apply again to see the difference.',
        );
    });

    test('a pool that never had threat protection, with a warning', async () => {
        Object.assign(account.pools.get(POOL) ?? {}, { UserPoolAddOns: undefined });

        const { problems } = await apply({ activity: [STREAM] });

        expect(problems.map(({ fix }) => fix)).toEqual([
            'Set threat protection to audit or enforced: while it is off, Cognito exports no user activity.',
        ]);
    });

    test('a caller without permission to read plan, log groups and policies, whose request AWS checks', async () => {
        for (const action of [
            'cognito-idp:DescribeUserPool',
            'logs:DescribeLogGroups',
            'logs:DescribeResourcePolicies',
        ])
            account.deniedActions.add(action);
        Object.assign(account.pools.get(POOL) ?? {}, { UserPoolTier: 'LITE' });

        await expect(apply({ activity: [STREAM] })).rejects.toThrow(
            new RegExp(
                '^Cannot set the log delivery of us-west-2_EXAMPLE4: ' +
                    String.raw`FeatureUnavailableInTierException: the plan\. Nothing was changed\.$`,
            ),
        );
    });

    test('an unknown pool', async () => {
        await expect(apply({ pool: 'us-west-2_GONE', activity: [STREAM] })).rejects.toThrow(
            'User pool us-west-2_GONE does not exist in account 123456789012. Check the id and AWS_PROFILE.',
        );
    });

    test('a delivery that changes during the confirmation', async () => {
        atRead(2, [TO_GROUP]);

        await expect(apply({ activity: [STREAM] })).rejects.toThrow(
            `The log delivery of ${POOL} has changed since it was read. Nothing was set.`,
        );
        expect([...account.calledActions]).not.toContain(SET);
    });

    test('a service that returns the old delivery for a moment', async () => {
        atRead(3, [TO_OTHER, TO_GROUP]);

        expect((await apply({ activity: [STREAM] })).status).toBe('applied');
    });
});
