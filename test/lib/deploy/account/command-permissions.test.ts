/** Tests of the policies for analysts and operators, which are generated from the permissions of the commands. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blueprintOf, type Blueprint } from '../../../../infra/blueprint.ts';
import { personaPolicies } from '../../../../infra/persona-policies.ts';
import { COMMAND_PERMISSIONS, grantsOf, type Persona } from '../../../../lib/deploy/account/command-permissions.ts';
import { EXAMPLE_FILE, readConfig } from '../../../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../../../lib/basics/package-root.ts';

const example = blueprintOf(readConfig({ path: join(packageRoot(), EXAMPLE_FILE), isExample: true }), 'test');

/** Without white space: docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. */
const MAX_POLICY_CHARACTERS = 6144;

/** The texts of the policies in the partition and region with the longest names. */
const policyTexts = (blueprint: Blueprint): Readonly<Record<string, string>> =>
    Object.fromEntries(
        Object.entries(personaPolicies(blueprint)).map(([id, { Properties }]) => [
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

const POLICIES: Readonly<Record<Persona, RegExp>> = {
    analyst: /^AnalystPolicy$/,
    operator: /^Operator/,
    keeper: /^KeeperPolicy$/,
};

const ACTIONS_ON_EVERYTHING: Readonly<Record<Persona, readonly string[]>> = {
    analyst: ['athena:ListDataCatalogs', 'athena:ListEngineVersions', 'athena:ListWorkGroups'],
    operator: [
        'cloudwatch:GetMetricData',
        'cloudwatch:ListMetrics',
        'lakeformation:GetDataLakeSettings',
        'lambda:ListEventSourceMappings',
        'logs:DescribeResourcePolicies',
    ],
    keeper: [],
};

describe.each(['analyst', 'operator', 'keeper'] as const)('the policies for the %s', (persona) => {
    const texts = Object.entries(policyTexts(example))
        .filter(([id]) => POLICIES[persona].test(id))
        .map(([, text]) => text)
        .join('');

    test('allow exactly the actions of the commands', () => {
        // The example has no customer managed key.
        const grants = grantsOf(persona).filter(({ resource }) => resource !== 'key');
        const needed = new Set(grants.flatMap(({ actions }) => actions));

        expect(needed.size).toBeGreaterThan(4);
        expect([...actionsIn(texts)].toSorted()).toEqual([...needed].toSorted());
    });

    test('use the resource * only for actions without resource-level permissions', () => {
        const every = texts.match(/\{[^{}]*"Resource":\["\*"\]\}/g) ?? [];

        expect(every.flatMap((statement) => [...actionsIn(statement)])).toEqual(ACTIONS_ON_EVERYTHING[persona]);
    });
});

test('analysts have no access to raw records, errors and user pools', () => {
    const { AnalystPolicy = '' } = policyTexts(example);

    expect(AnalystPolicy).not.toMatch(/\/raw\/|\/errors\/|cognito-idp|Delete/);
});

test('only keepers may delete, and only in the tables and tombstones', () => {
    const { KeeperPolicy = '', ...others } = policyTexts(example);
    const deleting = KeeperPolicy.match(/\{[^{}]*Delete[^{}]*\}/g) ?? [];

    expect(Object.values(others).join('')).not.toMatch(/Delete/);
    expect(deleting.flatMap((statement) => statement.match(/-lake-[^"]*/g))).toEqual([
        '-lake-test-lake-123456789012-ap-southeast-2/user_activity/*',
        '-lake-test-lake-123456789012-ap-southeast-2/user_notification/*',
        '-lake-test-lake-123456789012-ap-southeast-2/erasures/tombstones/*',
    ]);
});

test('a policy fits the size limit of IAM for any number of pools', () => {
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
        'KeeperPolicy',
        'OperatorPoolPolicy1',
        'OperatorPoolPolicy2',
        'OperatorPoolPolicy3',
    ]);
    for (const [id, text] of Object.entries(texts)) expect(text.length, id).toBeLessThan(MAX_POLICY_CHARACTERS);
    for (const { id } of pools)
        expect(Object.values(texts).filter((text) => text.includes(`userpool/${id}"`))).toHaveLength(1);
});

test('the policies name only resources that the config has', () => {
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

test('every command is in the table once', () => {
    const names = COMMAND_PERMISSIONS.flatMap(({ command }) => command.split(', '));

    expect(new Set(names).size).toBe(names.length);
});
