/** Tests of what a plan says about Lake Formation. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXAMPLE_FILE, readConfig } from '../../../../lib/deploy/config/read-config.ts';
import type { LakeConfig } from '../../../../lib/deploy/config/lake-config.ts';
import { NO_ACCOUNT_FACTS } from '../../../../lib/deploy/delivery/delivery-problem.ts';
import { planConfig, type DeploymentPlan } from '../../../../lib/deploy/plan/plan.ts';
import { packageRoot } from '../../../../lib/basics/package-root.ts';

const EXAMPLE = readConfig({ path: join(packageRoot(), EXAMPLE_FILE), isExample: true });
const planWith = (more: Partial<LakeConfig>): DeploymentPlan =>
    planConfig({ ...EXAMPLE, ...more }, { file: 'x', isExample: false, stage: 'dev' }, NO_ACCOUNT_FACTS);

const grantsOf = ({ parts }: DeploymentPlan): readonly string[] =>
    parts.filter(({ part }) => part === 'Lake Formation grants').map(({ name }) => name);

test('a plan names who gets a grant of Lake Formation, and says who must deploy', () => {
    const plan = planWith({ lakeFormation: true, analystRoles: ['arn:aws:iam::123456789012:role/Analysts'] });

    expect(grantsOf(plan)).toEqual(['the streams, the report, arn:aws:iam::123456789012:role/Analysts']);
    expect(plan.warnings).toEqual([
        'lakeFormation: the principal that deploys must be a data lake administrator, or the deployment fails.',
    ]);
});

test('a plan without Lake Formation has no grants', () => {
    expect(grantsOf(planWith({}))).toEqual([]);
});
