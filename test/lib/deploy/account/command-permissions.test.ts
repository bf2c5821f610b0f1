/** Tests of the policies for people, which are made from the table of what the commands need. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blueprintOf, type Blueprint } from '../../../../infra/blueprint.ts';
import { people } from '../../../../infra/people.ts';
import { COMMAND_PERMISSIONS, needsOf, type Person } from '../../../../lib/deploy/account/command-permissions.ts';
import { EXAMPLE_FILE, readConfig } from '../../../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../../../lib/basics/package-root.ts';

const example = blueprintOf(readConfig({ path: join(packageRoot(), EXAMPLE_FILE), isExample: true }), 'test');

/** docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: blanks are not counted. */
const MAX_POLICY_CHARACTERS = 6144;

/** The texts of the policies, as they are in the partition, region and account with the longest names. */
const policyTexts = (blueprint: Blueprint): Readonly<Record<string, string>> =>
    Object.fromEntries(
        Object.entries(people(blueprint)).map(([id, { Properties }]) => [
            id,
            JSON.stringify(Properties['PolicyDocument'])
                .replaceAll(/\{"Fn::Sub":("[^"]*")\}/g, '$1')
                .replaceAll('${AWS::Partition}', 'aws-us-gov')
                .replaceAll('${AWS::Region}', 'ap-southeast-2')
                .replaceAll('${AWS::AccountId}', '123456789012'),
        ]),
    );

const actionsIn = (text: string): ReadonlySet<string> =>
    new Set([...text.matchAll(/"([a-z0-9-]+:[A-Z]\w+)"/g)].map(([, action]) => String(action)));

const POLICIES: Readonly<Record<Person, RegExp>> = { analyst: /^AnalystPolicy$/, operator: /^Operator/ };

describe.each(['analyst', 'operator'] as const)('the stack’s policies for the %s', (person) => {
    const texts = Object.entries(policyTexts(example))
        .filter(([id]) => POLICIES[person].test(id))
        .map(([, text]) => text)
        .join('');

    test('allow what the commands take, and nothing else', () => {
        const taken = new Set(needsOf(person).flatMap(({ actions }) => actions));

        expect(taken.size).toBeGreaterThan(20);
        expect([...actionsIn(texts)].toSorted()).toEqual([...taken].toSorted());
    });

    test('name what they are for: * is for actions alone that know no resource', () => {
        const every = texts.match(/\{[^{}]*"Resource":\["\*"\]\}/g) ?? [];

        expect(every.flatMap((statement) => [...actionsIn(statement)])).toEqual(
            person === 'analyst'
                ? []
                : [
                      'cloudwatch:GetMetricData',
                      'cloudwatch:ListMetrics',
                      'lambda:ListEventSourceMappings',
                      'logs:DescribeResourcePolicies',
                  ],
        );
    });
});

test('analysts are kept from raw records, errors and user pools', () => {
    const { AnalystPolicy = '' } = policyTexts(example);

    expect(AnalystPolicy).not.toMatch(/\/raw\/|\/errors\/|cognito-idp|Delete/);
});

test('a policy is no longer than AWS takes it, of however many pools', () => {
    const [pool] = example.config.pools;
    const pools = Array.from({ length: 130 }, (_, index) => ({
        ...pool!,
        id: `ap-southeast-2_${String(index).padStart(9, 'A')}`,
    }));
    const texts = policyTexts(
        blueprintOf(
            {
                ...example.config,
                pools,
                encryption: `arn:aws-us-gov:kms:ap-southeast-2:123456789012:key/${'1'.repeat(36)}`,
            },
            'longest-10',
        ),
    );

    expect(Object.keys(texts)).toEqual([
        'AnalystPolicy',
        'OperatorPolicy',
        'OperatorPoolPolicy1',
        'OperatorPoolPolicy2',
        'OperatorPoolPolicy3',
    ]);
    for (const [id, text] of Object.entries(texts)) expect(text.length, id).toBeLessThan(MAX_POLICY_CHARACTERS);
    for (const { id } of pools)
        expect(Object.values(texts).filter((text) => text.includes(`userpool/${id}"`))).toHaveLength(1);
});

test('of what the settings do not have the policies name nothing', () => {
    const [pool] = example.config.pools;
    const { report: _, ...config } = example.config;
    const text = Object.values(
        policyTexts(
            blueprintOf(
                { ...config, pools: [{ ...pool!, userActivity: 'firehose', userNotification: 'none' }] },
                'test',
            ),
        ),
    ).join('');

    expect(text).not.toMatch(/export|findings|-report|-import|scheduler|vendedlogs|kms/);
    expect(text).toContain('cognito-log-lake-test-transform');
});

test('every command of the table is there once', () => {
    const names = COMMAND_PERMISSIONS.flatMap(({ command }) => command.split(', '));

    expect(new Set(names).size).toBe(names.length);
});
