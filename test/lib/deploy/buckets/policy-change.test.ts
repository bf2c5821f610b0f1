/** Tests of what a bucket's policy lacks. */
import { expect, test } from 'vitest';
import { bucketPlans } from '../../../../lib/deploy/buckets/bucket-plans.ts';
import { policyChange } from '../../../../lib/deploy/buckets/policy-change.ts';
import { parseConfig } from '../../../../lib/deploy/config/read-config.ts';
import { locateStack } from '../../../../lib/deploy/plan/plan.ts';
import { ACCOUNT, EXAMPLE_CONFIG } from '../../../support/fake-account.ts';

const config = parseConfig(EXAMPLE_CONFIG, 'lake.config.yml');
const [, exports] = bucketPlans(config, locateStack(config, 'dev', ACCOUNT));
const statements = exports!.statements;
const OWNERS = { Sid: 'Mine', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };

const policyOf = (...all: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: all });

test('a policy with every statement, in another order and with lists of one, is no change', () => {
    const [first, ...others] = statements
        .toReversed()
        .map((each) => ({ ...each, Action: [each.Action].flat().toReversed() }));

    expect(policyChange(statements, policyOf(OWNERS, first!, ...others))).toBeNull();
});

test('a bucket without a policy gets all statements', () => {
    for (const none of [null, '', '{}']) {
        expect(policyChange(statements, none)).toEqual({
            before: 'statements: none',
            after: 'TlsOnly, CognitoReadsBucket, CognitoWrites as in the stack',
            policy: policyOf(...statements),
        });
    }
});

test('a statement for another account is replaced, and the owner’s statements stay', () => {
    const [tls, reads, writes] = statements;
    const wrong = JSON.parse(JSON.stringify(writes).replaceAll(ACCOUNT, '210987654321')) as object;

    expect(policyChange(statements, policyOf(OWNERS, tls!, reads!, wrong))).toEqual({
        before: 'statements: Mine, TlsOnly, CognitoReadsBucket, CognitoWrites',
        after: 'CognitoWrites as in the stack',
        policy: policyOf(OWNERS, tls!, reads!, writes!),
    });
});

test('a single statement that is not in a list is read', () => {
    const one = JSON.stringify({
        Statement: { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' },
    });

    expect(policyChange(statements, one)?.before).toBe('statements: a statement without Sid');
});
