/** Tests of what a plan says about old versions of objects. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXAMPLE_FILE, readConfig } from '../../../../lib/deploy/config/read-config.ts';
import { planConfig } from '../../../../lib/deploy/plan/plan.ts';
import type { LakeConfig } from '../../../../lib/deploy/config/lake-config.ts';
import { NO_ACCOUNT_FACTS } from '../../../../lib/deploy/delivery/delivery-problem.ts';
import { packageRoot } from '../../../../lib/basics/package-root.ts';

const EXAMPLE = readConfig({ path: join(packageRoot(), EXAMPLE_FILE), isExample: true });
const warningsWith = (more: Partial<LakeConfig>): readonly string[] =>
    planConfig({ ...EXAMPLE, ...more }, { file: 'x', isExample: false, stage: 'dev' }, NO_ACCOUNT_FACTS).warnings;

test('a plan without versions has no warning', () => {
    expect(warningsWith({})).toEqual([]);
});

test('a plan with versions says that an erased person stays in them', () => {
    expect([...warningsWith({ versions: 1 }), ...warningsWith({ versions: 30 })]).toEqual([
        'The bucket keeps replaced and deleted objects for 1 day (versions). erase-user removes a person from the ' +
            'lake at once, but the old versions still have the rows until then.',
        'The bucket keeps replaced and deleted objects for 30 days (versions). erase-user removes a person from the ' +
            'lake at once, but the old versions still have the rows until then.',
    ]);
});

test('a plan says which command sets versions on an existing bucket', () => {
    expect(warningsWith({ versions: 30, existingLakeBucket: 'kept-lake' })).toEqual([
        'The stack does not manage the existing bucket kept-lake: apply --bucket sets versions on it.',
    ]);
});
