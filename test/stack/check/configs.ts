/** The settings that the stack is checked with: the example, and six others. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLE_FILE } from '../../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../../lib/basics/package-root.ts';

const EXAMPLE = readFileSync(join(packageRoot(), EXAMPLE_FILE), 'utf8');

/** The example with other pools. */
const withPools = (...pools: readonly string[]): string =>
    EXAMPLE.replace(/^pools:\n[^]*?\n\n/m, `pools:\n${pools.map((pool) => `  - { ${pool} }\n`).join('')}\n`);

const pool = (end: string, activity: string, notification: string): string =>
    `id: us-west-2_EXAMPLE${end}, userActivity: ${activity}, userNotification: ${notification}`;

const changed = (settings: string, ...changes: readonly (readonly [RegExp, string])[]): string =>
    changes.reduce((text, [from, to]) => {
        const next = text.replace(from, to);
        if (next === text) throw new Error(`the settings have no ${String(from)}`);
        return next;
    }, settings);

export const KEY = 'arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555';

export const CONFIGS: Readonly<Record<string, string>> = {
    example: EXAMPLE,
    firehose: withPools(pool('', 'firehose', 'none')),
    s3: withPools(pool('', 's3', 'none')),
    cloudwatch: withPools(pool('', 'cloudwatch', 'cloudwatch')),
    'two-pools-no-backup': changed(withPools(pool('', 'firehose', 'cloudwatch'), pool('2', 's3', 'none')), [
        /^rawBackup: true/m,
        'rawBackup: false',
    ]),
    kms: changed(
        EXAMPLE,
        [/^encryption: aws-owned/m, `encryption: ${KEY}`],
        [/^ {2}lake: 730/m, '  lake: forever'],
        [/^ {2}email: .*/m, '  email: none'],
        [/^ {2}# questions:\n {2}# {3}- .*\n {2}# /m, '  questions:\n  '],
    ),
    'everything-off': changed(
        withPools(pool('', 'none', 'none')),
        [/^rawBackup: true/m, 'rawBackup: false'],
        [/^alarmEmail: .*/m, 'alarmEmail: none'],
        [/^silenceHours: .*/m, 'silenceHours: none'],
        [/^report:\n(?: .*\n)+/m, ''],
        [/^# existing/gm, 'existing'],
    ),
};
