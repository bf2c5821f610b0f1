/** Checks that a stack with 140 pools and every option fits the limits of AWS, and what `plan` says of its room. */
import { statSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../../lib/deploy/config/read-config.ts';
import {
    LARGEST_POOL,
    LARGEST_STACK,
    MAX_RESOURCES,
    MAX_TEMPLATE_BYTES,
    poolLimit,
    USED_SHARE,
} from '../../../lib/deploy/plan/pool-limit.ts';
import { temporaryFolder } from '../../support/run-command.ts';
import { largestConfig } from './configs.ts';
import { packageStack, templatePath } from './package-stack.ts';
import { get, readTemplate, resolveReferences, resourcesOfType, text, type Template } from './template.ts';

const [FEW, MANY] = [20, 140];
const ENVIRONMENT_BYTES = 4096;
/** docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html; white space does not count. */
const [MANAGED_POLICY_CHARACTERS, ROLE_POLICY_CHARACTERS, POLICIES_OF_A_ROLE] = [6144, 10_240, 10];

type PackagedStack = { readonly template: Template; readonly bytes: number };

const packageWith = async (pools: number): Promise<PackagedStack> => {
    const folder = temporaryFolder();
    const path = templatePath(await packageStack(largestConfig(pools), folder, 'largest'));
    return { template: readTemplate(path), bytes: statSync(path).size };
};

let few: PackagedStack;
let many: PackagedStack;

beforeAll(async () => {
    few = await packageWith(FEW);
    many = await packageWith(MANY);
}, 120_000);

const countResources = ({ template }: PackagedStack): number => Object.keys(template.Resources).length;
const lengthOf = (properties: unknown): number => JSON.stringify(properties).length;

describe('a stack with 140 pools and every option', () => {
    test('has at most 480 resources and 900 KB', () => {
        expect(countResources(many)).toBeLessThanOrEqual(480);
        expect(many.bytes).toBeLessThanOrEqual(900_000);
    });

    test('stays below 95 % of the limits of functions and policies', () => {
        const template = resolveReferences(many.template);
        const policies = resourcesOfType(template, 'AWS::IAM::ManagedPolicy').map(({ properties }) =>
            lengthOf(get(properties, 'PolicyDocument')),
        );
        const roles = resourcesOfType(template, 'AWS::IAM::Role').map(({ properties }) =>
            lengthOf(get(properties, 'Policies')),
        );
        const environments = resourcesOfType(template, 'AWS::Lambda::Function').map(({ properties }) =>
            lengthOf(get(properties, 'Environment', 'Variables')),
        );

        expect(Math.max(...policies)).toBeLessThanOrEqual(MANAGED_POLICY_CHARACTERS * USED_SHARE);
        expect(Math.max(...roles)).toBeLessThanOrEqual(ROLE_POLICY_CHARACTERS * USED_SHARE);
        expect(Math.max(...environments)).toBeLessThanOrEqual(ENVIRONMENT_BYTES * USED_SHARE);
        expect(policies.length).toBeLessThanOrEqual(POLICIES_OF_A_ROLE * USED_SHARE);
    });

    test('has the boundary and the path of the config on each role', () => {
        for (const { properties } of resourcesOfType(many.template, 'AWS::IAM::Role')) {
            expect(text(get(properties, 'Path'))).toBe('/security/');
            expect(text(get(properties, 'PermissionsBoundary'))).toMatch(/:policy\//);
        }
    });
});

describe('what plan says of the room of a stack', () => {
    test('is at least 140 pools, with the longest ids of a region', () => {
        expect(poolLimit(parseConfig(largestConfig(MANY), 'lake.config.yml')).pools).toBeGreaterThanOrEqual(MANY);
    });

    test('rests on figures that the packaged template stays below, by less than a tenth', () => {
        const perPool = {
            resources: (countResources(many) - countResources(few)) / (MANY - FEW),
            bytes: (many.bytes - few.bytes) / (MANY - FEW),
        };
        const base = {
            resources: countResources(few) - FEW * perPool.resources,
            bytes: few.bytes - FEW * perPool.bytes,
        };

        for (const [expected, actual] of [
            [LARGEST_STACK.resources, base.resources],
            [LARGEST_STACK.bytes, base.bytes],
            [LARGEST_POOL.resources, perPool.resources],
            [LARGEST_POOL.bytes, perPool.bytes],
        ] as const) {
            expect(actual).toBeLessThanOrEqual(expected);
            expect(actual).toBeGreaterThan(expected * 0.9);
        }
        expect(LARGEST_STACK.resources + MANY * LARGEST_POOL.resources).toBeLessThan(MAX_RESOURCES * USED_SHARE);
        expect(LARGEST_STACK.bytes + MANY * LARGEST_POOL.bytes).toBeLessThan(MAX_TEMPLATE_BYTES * USED_SHARE);
    });
});
