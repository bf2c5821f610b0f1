/** The configs that the stack is checked with: the example and seven others. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLE_FILE } from '../../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../../lib/basics/package-root.ts';

const EXAMPLE = readFileSync(join(packageRoot(), EXAMPLE_FILE), 'utf8');

/** The example with these pools instead. */
const withPools = (...pools: readonly string[]): string =>
    EXAMPLE.replace(/^pools:\n[^]*?\n\n/m, `pools:\n${pools.map((pool) => `  - { ${pool} }\n`).join('')}\n`);

const poolLine = (suffix: string, activity: string, notification: string): string =>
    `id: us-west-2_EXAMPLE${suffix}, userActivity: ${activity}, userNotification: ${notification}`;

const applyChanges = (config: string, ...changes: readonly (readonly [RegExp, string])[]): string =>
    changes.reduce((text, [from, to]) => {
        const next = text.replace(from, to);
        if (next === text) throw new Error(`the config has no ${String(from)}`);
        return next;
    }, config);

const KMS_KEY_ARN = 'arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555';

export const CONFIGS: Readonly<Record<string, string>> = {
    example: EXAMPLE,
    firehose: withPools(poolLine('', 'firehose', 'none')),
    s3: applyChanges(
        withPools(poolLine('', 's3', 'none')),
        [/^# versions: 30/m, 'versions: 30'],
        [/^# transformConcurrency: 20/m, 'transformConcurrency: 20'],
        [/^# existingExport/m, 'existingExport'],
    ),
    cloudwatch: applyChanges(withPools(poolLine('', 'cloudwatch', 'cloudwatch')), [
        /^# existingExportLogGroups/m,
        'existingExportLogGroups',
    ]),
    'two-pools-no-backup': applyChanges(
        withPools(poolLine('', 'firehose', 'cloudwatch'), poolLine('2', 's3', 'none')),
        [/^rawBackup: true/m, 'rawBackup: false'],
    ),
    kms: applyChanges(
        EXAMPLE,
        [/^encryption: aws-owned/m, `encryption: ${KMS_KEY_ARN}`],
        [/^ {2}lake: 730/m, '  lake: forever'],
        [/^ {2}email: .*/m, '  email: none'],
        [/^ {2}# queries:\n {2}# {3}- .*\n {2}# /m, '  queries:\n  '],
    ),
    'lake-formation': `${EXAMPLE}
lakeFormation: true
analystRoles: ['arn:aws:iam::123456789012:role/analysts/Security', 'arn:aws:iam::210987654321:role/Auditors']
`,
    'everything-off': applyChanges(
        withPools(poolLine('', 'none', 'none')),
        [/^rawBackup: true/m, 'rawBackup: false'],
        [/^alarmEmail: .*/m, 'alarmEmail: none'],
        [/^silenceHours: .*/m, 'silenceHours: none'],
        [/^report:\n(?: .*\n)+/m, ''],
        [/^# existingLake/m, 'existingLake'],
    ),
};

const LONGEST_REGION = 'ap-southeast-2';

/** The example with this many pools and every option. */
export const largestConfig = (pools: number): string => {
    const lines = Array.from({ length: pools }, (_, index) => {
        const activity = ['firehose', 's3', 'cloudwatch'][index % 3]!;
        const id = `${LONGEST_REGION}_EXAMPL${String(index).padStart(3, '0')}`;
        return `id: ${id}, userActivity: ${activity}, userNotification: cloudwatch`;
    });
    const config = applyChanges(
        withPools(...lines),
        [/^encryption: aws-owned/m, `encryption: ${KMS_KEY_ARN.replace('us-west-2', LONGEST_REGION)}`],
        [/^# versions: 30/m, 'versions: 30'],
        [/^# transformConcurrency: 20/m, 'transformConcurrency: 20'],
    );
    return `${config}
lakeFormation: true
analystRoles: ['arn:aws:iam::123456789012:role/analysts/Security']
permissionsBoundary: arn:aws:iam::123456789012:policy/security/Boundary
rolePath: /security/
tags: { team: security }
terminationProtection: true
`;
};
