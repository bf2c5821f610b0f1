/** Tests of how a delivery is set, beside an AWS that holds to the rules of the real one. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { apply, type Outcome, type Proposal } from '../../../../lib/deploy/apply/apply.ts';
import type { LogConfiguration } from '../../../../lib/deploy/delivery/log-configuration.ts';
import { requestFor } from '../../../../lib/deploy/plan/read-request.ts';
import { givenAccount, type Account } from '../../../support/given-account.ts';
import { withAws } from '../../../support/given-account-calls.ts';

const POOL = 'us-west-2_EXAMPLE4';
const STREAM = 'arn:aws:firehose:us-west-2:123456789012:deliverystream/cognito-log-lake-dev-user-activity';
const GROUP = 'arn:aws:logs:us-west-2:123456789012:log-group:/aws/vendedlogs/mine';
const [TO_OTHER] = requestFor(POOL, ['arn:aws:firehose:us-west-2:123456789012:deliverystream/other'], [])
    .LogConfigurations as [LogConfiguration];
const [TO_STREAM, TO_GROUP] = requestFor(POOL, [STREAM], [GROUP]).LogConfigurations as [
    LogConfiguration,
    LogConfiguration,
];
const SET = 'cognito-idp:SetLogDeliveryConfiguration';

let account: Account;
beforeEach(() => {
    account = givenAccount();
    account.deliveries.set(POOL, [TO_OTHER, TO_GROUP]);
});

const before = { ...process.env };
afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
});

type Words = {
    readonly pool?: string;
    readonly activity?: readonly string[];
    readonly notification?: readonly string[];
    readonly confirm?: (proposal: Proposal) => Promise<boolean>;
};

const applied = async ({
    pool = POOL,
    activity = [],
    notification = [],
    confirm = async () => true,
}: Words): Promise<Outcome> =>
    withAws(account, async (env) => {
        Object.assign(process.env, env);
        return apply({ pool, sources: () => requestFor(pool, activity, notification).LogConfigurations, confirm });
    });

/** Answers another list at one of the reads. */
const atRead = (count: number, other: LogConfiguration[]): void => {
    const { deliveries } = account;
    const get = deliveries.get.bind(deliveries);
    let reads = 0;
    deliveries.get = (id) => {
        reads += 1;
        return reads === count ? other : get(id);
    };
};

test('one source is replaced, the other stays in its place', async () => {
    account.deliveries.set(POOL, [TO_GROUP, TO_OTHER]);

    expect(await applied({ activity: [STREAM] })).toMatchObject({ ending: 'set' });
    expect(account.deliveries.get(POOL)).toEqual([TO_GROUP, TO_STREAM]);
});

test('both sources are set at once where there was nothing', async () => {
    account.deliveries.delete(POOL);

    expect(await applied({ activity: [STREAM], notification: [GROUP] })).toMatchObject({
        changes: [
            { before: null, is_changed: true },
            { before: null, is_changed: true },
        ],
    });
    expect(account.deliveries.get(POOL)).toEqual([TO_STREAM, TO_GROUP]);
});

test('what is so already, in whatever order, is neither asked nor set', async () => {
    account.deliveries.set(POOL, [TO_GROUP, TO_STREAM]);

    const confirm = async (): Promise<boolean> => {
        throw new Error('asked');
    };

    expect(await applied({ activity: [STREAM], notification: [GROUP], confirm })).toMatchObject({
        ending: 'unchanged',
    });
    expect([...account.asked]).not.toContain(SET);
});

test('without a yes nothing is set', async () => {
    let shown: Proposal | undefined;

    const outcome = await applied({
        activity: [STREAM],
        confirm: async (proposal) => {
            shown = proposal;
            return false;
        },
    });

    expect(outcome).toEqual({ ...shown, ending: 'declined' });
    expect([...account.asked]).not.toContain(SET);
    expect(account.deliveries.get(POOL)).toEqual([TO_OTHER, TO_GROUP]);
});

test('what is doubtful is shown before the question, and set after a yes', async () => {
    Object.assign(account.pools.get(POOL) ?? {}, { UserPoolAddOns: { AdvancedSecurityMode: 'OFF' } });
    let doubts: readonly string[] = [];

    const outcome = await applied({
        activity: [STREAM],
        confirm: async ({ refusals }) => {
            doubts = refusals.map(({ next }) => next);
            return true;
        },
    });

    expect(doubts).toEqual(['Switch threat protection to audit or enforced: while it is off, nothing comes.']);
    expect(outcome.ending).toBe('set');
});

describe('what AWS would refuse of this account is not sent', () => {
    test.each<readonly [string, (given: Account) => void, Words, RegExp]>([
        [
            'a plan without the export',
            ({ pools }) => Object.assign(pools.get(POOL) ?? {}, { UserPoolTier: 'LITE' }),
            { activity: [STREAM] },
            /^FeatureUnavailableInTierException: .*the pool is on LITE/,
        ],
        [
            'a log group with a key',
            ({ groups }) =>
                groups.set('/aws/vendedlogs/mine', {
                    logGroupName: '/aws/vendedlogs/mine',
                    kmsKeyId: 'arn:aws:kms:us-west-2:123456789012:key/a',
                }),
            { notification: [GROUP.replace('mine', 'mine')], activity: [STREAM] },
            /Take the key off/,
        ],
        [
            'a log group for which there is no resource policy left',
            ({ policies }) =>
                policies.push(...Array.from({ length: 9 }, (_, index) => ({ policyName: String(index) }))),
            { notification: [GROUP.replace('/aws/vendedlogs/', '')] },
            /^LimitExceededException: There are 10/,
        ],
        [
            'a log group of another account',
            () => undefined,
            { notification: [GROUP.replace('123456789012', '210987654321')] },
            /The log group is in 210987654321, the pool in 123456789012/,
        ],
        [
            'a stream of Kinesis',
            () => undefined,
            { activity: ['arn:aws:kinesis:us-west-2:123456789012:stream/mine'] },
            /It is the ARN of kinesis/,
        ],
        ['what is no ARN', () => undefined, { notification: ['mine'] }, /LogGroupArn|log-group/],
        [
            'two ARNs for a source',
            () => undefined,
            { activity: [STREAM, `${STREAM}2`], pool: 'us-west-2_EXAMPLE5' },
            /Give each source once/,
        ],
    ])('%s', async (_, change, words, message) => {
        change(account);

        const { ending, refusals } = await applied(words);

        expect(ending).toBe('refused');
        expect(refusals.map(({ error, next }) => `${error}: ${next}`).join('\n')).toMatch(message);
        expect([...account.asked]).not.toContain(SET);
    });
});

describe('what goes wrong on the way is told, and nothing is lost', () => {
    test('a caller who may not set is told what it takes', async () => {
        account.denied.add(SET);

        await expect(applied({ activity: [STREAM] })).rejects.toThrow(
            /^AWS did not set the delivery of us-west-2_EXAMPLE4: AccessDeniedException: .* The caller needs cognito-idp:GetLogDeliveryConfiguration, .*firehose:TagDeliveryStream.* Nothing was changed\.$/,
        );
        expect(account.deliveries.get(POOL)).toEqual([TO_OTHER, TO_GROUP]);
    });

    test('a caller who may not read', async () => {
        account.denied.add('cognito-idp:GetLogDeliveryConfiguration');

        await expect(applied({ activity: [STREAM] })).rejects.toThrow(
            `The delivery of ${POOL} can't be read: access is denied. Allow cognito-idp:GetLogDeliveryConfiguration to who runs apply.`,
        );
    });

    test('a service that does not answer as it should', async () => {
        account.unknown.add('cognito-idp:GetLogDeliveryConfiguration');
        process.env['AWS_MAX_ATTEMPTS'] = '1';

        await expect(applied({ activity: [STREAM] })).rejects.toThrow(
            /^The delivery of us-west-2_EXAMPLE4 can't be read: .*Unknown[^.]*\.$/,
        );
    });

    test('AWS that took another delivery than it tells of', async () => {
        account.deliveries.set = () => account.deliveries;

        await expect(applied({ activity: [STREAM] })).rejects.toThrow(
            `AWS took the delivery of ${POOL}, and tells of another one when it is read back: run apply again, it shows the difference.`,
        );
    });

    test('a pool that never had threat protection is doubtful', async () => {
        Object.assign(account.pools.get(POOL) ?? {}, { UserPoolAddOns: undefined });

        const { refusals } = await applied({ activity: [STREAM] });

        expect(refusals.map(({ next }) => next)).toEqual([
            'Switch threat protection to audit or enforced: while it is off, nothing comes.',
        ]);
    });

    test('a caller who may not see the plan, the groups and the policies can still set: AWS says the rest', async () => {
        for (const action of [
            'cognito-idp:DescribeUserPool',
            'logs:DescribeLogGroups',
            'logs:DescribeResourcePolicies',
        ])
            account.denied.add(action);
        Object.assign(account.pools.get(POOL) ?? {}, { UserPoolTier: 'LITE' });

        await expect(applied({ activity: [STREAM] })).rejects.toThrow(
            /^AWS did not set the delivery of us-west-2_EXAMPLE4: FeatureUnavailableInTierException: the plan\. Nothing was changed\.$/,
        );
    });

    test('a pool that there is not', async () => {
        await expect(applied({ pool: 'us-west-2_GONE', activity: [STREAM] })).rejects.toThrow(
            'There is no user pool us-west-2_GONE in the account 123456789012: look at its id, and at AWS_PROFILE.',
        );
    });

    test('somebody who sets another delivery while the question stands', async () => {
        atRead(2, [TO_GROUP]);

        await expect(applied({ activity: [STREAM] })).rejects.toThrow(
            `The delivery of ${POOL} was changed meanwhile: nothing was set.`,
        );
        expect([...account.asked]).not.toContain(SET);
    });

    test('a service that for a moment tells of what was before', async () => {
        atRead(3, [TO_OTHER, TO_GROUP]);

        expect((await applied({ activity: [STREAM] })).ending).toBe('set');
    });
});
