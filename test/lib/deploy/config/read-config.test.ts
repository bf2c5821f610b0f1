/** Tests of the config: what it may contain, and the messages for mistakes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { kmsKeyOf, regionOf } from '../../../../lib/deploy/config/lake-config.ts';
import { EXAMPLE_FILE, findConfig, parseConfig, readConfig } from '../../../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../../../lib/basics/package-root.ts';

const EXAMPLE = readFileSync(join(packageRoot(), EXAMPLE_FILE), 'utf8');

const errorOf = (text: string): string => {
    try {
        parseConfig(text, 'lake.config.yml');
    } catch (error) {
        return error instanceof Error ? error.message : String(error);
    }
    return 'none';
};

/** The position of a mistake in a text, as a message starts with it. */
const positionOf = (text: string, mistake: string): string => {
    const before = text.slice(0, text.indexOf(mistake)).split('\n');
    return `lake.config.yml:${before.length}:${String(before.at(-1)).length + 1}: `;
};

/** The example with one text replaced. Throws if the text is missing. */
const changed = (from: string | RegExp, to: string): string => {
    const text = EXAMPLE.replace(from, to);
    if (text === EXAMPLE) throw new Error(`the example has no ${String(from)}`);
    return text;
};

test('the example has a pool of each kind of source', () => {
    const { pools } = parseConfig(EXAMPLE, EXAMPLE_FILE);

    expect(
        pools.map(
            ({ userActivity, userNotification, managed }) =>
                `${userActivity} ${userNotification}${managed ? '' : ' unmanaged'}`,
        ),
    ).toEqual(['firehose cloudwatch', 's3 cloudwatch', 'cloudwatch none', 'firehose none unmanaged', 'none none']);
});

test('the region is that of the pools, and the key is null if AWS owns it', () => {
    const config = parseConfig(EXAMPLE, EXAMPLE_FILE);

    expect([
        regionOf(config),
        kmsKeyOf(config),
        kmsKeyOf({ encryption: 'arn:aws:kms:us-west-2:123456789012:key/a' }),
    ]).toEqual(['us-west-2', null, 'arn:aws:kms:us-west-2:123456789012:key/a']);
});

describe('the message for a mistake has its line and its fix:', () => {
    test.each([
        [
            'an unknown destination',
            changed('userActivity: s3', 'userActivity: kinesis'),
            'kinesis',
            'pools[2].userActivity is "kinesis": write firehose, s3, cloudwatch or none',
        ],
        [
            'a destination of the other source',
            changed('    userNotification: cloudwatch', '    userNotification: sms'),
            'sms',
            'pools[1].userNotification is "sms": write cloudwatch or none',
        ],
        [
            'a pool without a region',
            changed('us-west-2_EXAMPLE2', 'EXAMPLE2'),
            'EXAMPLE2',
            'pools[2].id is "EXAMPLE2": write the pool\'s id as Cognito shows it, its region first, such as ' +
                'us-west-2_aB3dE5gH7',
        ],
        [
            'a pool in another region',
            changed('us-west-2_EXAMPLE2', 'eu-west-1_EXAMPLE2'),
            'eu-west-1',
            'pools[2].id is not in us-west-2 like the first pool: a stack has one region, put this pool into ' +
                'its own file',
        ],
        [
            'a pool twice',
            changed('us-west-2_EXAMPLE4', 'us-west-2_EXAMPLE3'),
            'us-west-2_EXAMPLE3\n    userActivity: firehose',
            'pools[4].id is listed twice: remove one',
        ],
        [
            'a list for days',
            changed(/^retentionDays:\n( +.*\n)+/m, 'retentionDays: [1]\n'),
            '[1]',
            'retentionDays is a list: write days for lake, raw, errors, results and exports',
        ],
        [
            'a group for an address',
            changed(/^alarmEmail: .*/m, 'alarmEmail: { to: ana }'),
            '{ to',
            'alarmEmail is a section: write an e-mail address or none',
        ],
        [
            'a very long text',
            changed(/^alarmEmail: .*/m, `alarmEmail: ${'x'.repeat(500)}`),
            'xxxx',
            `alarmEmail is "${'x'.repeat(79)}…: write an e-mail address or none`,
        ],
        [
            'an unknown setting',
            `${EXAMPLE}\nzzzzzzzzzzzz: odd-value\n`,
            'odd-value',
            'zzzzzzzzzzzz is not a known setting: remove it',
        ],
        [
            'text instead of days',
            changed('lake: 730', 'lake: a year'),
            'a year',
            'retentionDays.lake is "a year": write days, a whole number from 1 to 36500, or forever',
        ],
        [
            'zero days',
            changed('raw: 30 ', 'raw: 0 '),
            '0        # the raw',
            'retentionDays.raw is 0: write days: a whole number from 1 to 36500',
        ],
        [
            'half a day',
            changed('raw: 30 ', 'raw: 0.5 '),
            '0.5',
            'retentionDays.raw is 0.5: write days: a whole number from 1 to 36500',
        ],
        [
            'yes for true',
            changed('rawBackup: true', 'rawBackup: "yes"'),
            '"yes"',
            'rawBackup is "yes": write true or false',
        ],
        [
            'an alias of a key',
            changed('aws-owned\n', 'alias/mine\n'),
            'alias/mine',
            'encryption is "alias/mine": write aws-owned or the ARN of a key: ' +
                'arn:aws:kms:REGION:ACCOUNT:key/ID (an alias is not enough)',
        ],
        [
            'a key of another region',
            changed('aws-owned\n', 'arn:aws:kms:us-east-1:123456789012:key/a\n'),
            'arn:aws:kms',
            'encryption is a key in us-east-1, but the pools are in us-west-2: use a key in us-west-2',
        ],
        [
            'roles of analysts without Lake Formation',
            changed('rawBackup: true', 'rawBackup: true\nanalystRoles: ["arn:aws:iam::123456789012:role/A"]'),
            '["arn',
            'analystRoles has no effect without lakeFormation: true. Without it, attach the policy for analysts to ' +
                'the roles',
        ],
        [
            'a role of analysts that is no ARN',
            changed('rawBackup: true', 'rawBackup: true\nlakeFormation: true\nanalystRoles: [analysts]'),
            'analysts]',
            'analystRoles[1] is "analysts": write the ARN of a role: arn:aws:iam::ACCOUNT:role/NAME',
        ],
        [
            'an invalid e-mail address',
            changed('security@example.com', 'security'),
            'security\n',
            'alarmEmail is "security": write an e-mail address or none',
        ],
        [
            'a report at no time',
            changed('cron(0 6 * * ? *)', 'daily'),
            'daily',
            'report.schedule is "daily": write a schedule in UTC: rate(1 day), or cron(0 6 * * ? *) for 06:00',
        ],
        [
            'a report at an hour that no day has',
            changed('cron(0 6 * * ? *)', 'cron(0 25 * * ? *)'),
            'cron(0 25',
            'report.schedule has the hour 25: write a value from 0 to 23',
        ],
        [
            'two pools that differ only in the case of letters',
            changed('us-west-2_EXAMPLE5', 'us-west-2_Example'),
            'us-west-2_Example\n',
            'pools[5].id differs from another pool only in the case of letters, which names in the template do not ' +
                'keep: move it to another stack',
        ],
        [
            'an export bucket that no pool uses',
            changed('userActivity: s3', 'userActivity: none').replace('# existingExportBucket', 'existingExportBucket'),
            'cognito-log-lake-dev-export',
            'existingExportBucket has no use: no pool has userActivity: s3. Remove the line; the bucket stays as it is',
        ],
        [
            'a tag that the stack has already',
            changed('rawBackup: true', 'rawBackup: true\ntags: { LogDeliveryEnabled: "false" }'),
            '"false"',
            'tags.LogDeliveryEnabled is "false": write tags as KEY: value. A key has 1 to 128 letters, digits, blanks ' +
                'and _.:/=+@-; aws:…, STAGE and LogDeliveryEnabled are taken',
        ],
        [
            'a number as a tag',
            changed('rawBackup: true', 'rawBackup: true\ntags: { cost: 42 }'),
            '42',
            'tags.cost is 42: write a text, in quotes if it looks like a number',
        ],
        [
            'a boundary that is no ARN',
            changed('rawBackup: true', 'rawBackup: true\npermissionsBoundary: mine'),
            'mine',
            'permissionsBoundary is "mine": write the ARN of a managed policy: arn:aws:iam::ACCOUNT:policy/NAME',
        ],
        [
            'a path without a slash at its end',
            changed('rawBackup: true', 'rawBackup: true\nrolePath: /security'),
            '/security',
            'rolePath is "/security": write a path that begins and ends with /, such as /security/',
        ],
        [
            'a retention that CloudWatch Logs does not have',
            changed('  exports: 30', '  exportLogs: 31\n  exports: 30'),
            '31',
            'retentionDays.exportLogs is 31: write a number of days that CloudWatch Logs has: 1, 3, 5, 7, 14, 30, 60, 90, ' +
                '120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653',
        ],
        [
            'a buffer of seconds',
            changed('rawBackup: true', 'rawBackup: true\nbufferSeconds: 9999'),
            '9999',
            'bufferSeconds is 9999: write seconds: a whole number from 60 to 900',
        ],
        [
            'more hours than an alarm can evaluate',
            changed('silenceHours: 24', 'silenceHours: 200'),
            '200',
            'silenceHours is 200: write hours, a whole number from 1 to 168, or none',
        ],
        [
            'an ARN for a bucket',
            changed('# existingLakeBucket: c', 'existingLakeBucket: arn:aws:s3:::c'),
            'arn:aws:s3',
            'existingLakeBucket is "arn:aws:s3:::cognito-log-lake-dev-lake-123456789012-us-west-2": write ' +
                'the name of a bucket, not its ARN or address',
        ],
        [
            'a missing setting',
            changed(/^queryCutOffGb.*$/m, ''),
            'pools:',
            'queryCutOffGb is missing: write gigabytes: a whole number from 1 to 100000',
        ],
        [
            'a missing setting of a pool',
            changed('    userNotification: none\n    silence', '    silence'),
            'id: us-west-2_EXAMPLE3',
            'pools[3].userNotification is missing: write cloudwatch or none',
        ],
        [
            'an empty list of pools',
            changed(/^ {2}- id[^]*?\n\n/m, '  []\n\n'),
            '[]',
            'pools is a list: write at least one pool',
        ],
        ['a list for the file', '- 1', '- 1', 'the file is a list: write the config as in lake.config.example.yml'],
        [
            'a terminal escape sequence',
            changed('security@example.com', '"\\e[31m"'),
            '"\\e',
            'alarmEmail is "\\x1b[31m": write an e-mail address or none',
        ],
    ])('%s', (_, text, mistake, message) => {
        expect(errorOf(text)).toBe(positionOf(text, mistake) + message);
    });

    test('a misspelled setting, with a suggestion', () => {
        expect(errorOf(changed('rawBackup: true', 'rawBackup: true\nrawBakup: true'))).toMatch(
            /^lake\.config\.yml:\d+:\d+: rawBakup is not a known setting: did you mean rawBackup\?$/,
        );
    });

    test('a duplicate setting', () => {
        expect(errorOf(`${EXAMPLE}\nrawBackup: false`)).toBe(
            `lake.config.yml:${EXAMPLE.split('\n').length + 1}: Map keys must be unique`,
        );
    });

    test('several mistakes, each on its own line', () => {
        expect(
            errorOf(changed('rawBackup: true', 'rawBackup: 1').replace('lake: 730', 'lake: -1')).split('\n'),
        ).toHaveLength(2);
    });

    test('an empty file, with every missing setting', () => {
        expect(errorOf('').split('\n')).toHaveLength(7);
    });

    test('more pools than fit into the environment of the function', () => {
        const many = Array.from(
            { length: 200 },
            (_, index) => `  - { id: us-west-2_EXAMPLE${index}x, userActivity: none, userNotification: none }`,
        ).join('\n');

        expect(errorOf(changed(/^pools:$/m, `pools:\n${many}`))).toMatch(
            new RegExp(
                String.raw`^lake\.config\.yml:\d+:3: pools has more ids than fit in 3500 characters: move some ` +
                    'pools to another stack$',
            ),
        );
    });
});

describe('a Serverless variable', () => {
    const withReport = (lines: string): string =>
        changed(/^ {2}# queries:\n(?: {2}# .*\n)+/m, `  queries:\n    - name: country_not_allowed\n${lines}`);
    const MESSAGE =
        ' is a variable, and the config has none: Serverless would write its value into the template. ' +
        'Write the text itself';

    test.each([
        ['a value', changed('security@example.com', '${env:ADDRESS}'), '${env:ADDRESS}', '${env:ADDRESS}'],
        [
            'a value of a query',
            withReport('      values: { allowed_countries: [France, "x${env:SECRET}"] }\n'),
            '${env:SECRET}',
            '${env:SECRET}',
        ],
        [
            'a key',
            withReport('      values: { "${file(secret.txt)}": France }\n'),
            '${file(secret.txt)}',
            '${file(secret.txt)}',
        ],
        [
            'the second line of a text',
            withReport('      values:\n        allowed_countries: |\n          France\n          ${env:SECRET}\n'),
            '${env:SECRET}',
            '${env:SECRET}',
        ],
        [
            'a text with an escape, at the beginning of the text',
            withReport('      values: { allowed_countries: "\\x24{env:SECRET}" }\n'),
            '"\\x24',
            '${env:SECRET}',
        ],
        [
            'a text that is folded between the two characters',
            withReport('      values: { allowed_countries: "a$\\\n          {env:SECRET}" }\n'),
            '"a$\\',
            '${env:SECRET}',
        ],
        ['a value that does not end', changed('security@example.com', 'a${env'), '${env', '${env'],
        ['a text of many characters', changed('security@', `\${${'x'.repeat(99)}}@`), '${xx', `\${${'x'.repeat(78)}…`],
    ])('is rejected in %s', (_, text, variable, shown) => {
        expect(errorOf(text)).toBe(positionOf(text, variable) + shown + MESSAGE);
    });

    test('is rejected wherever there is one', () => {
        const text = EXAMPLE.replaceAll('security@example.com', '${env:ADDRESS}');

        expect(errorOf(text).split('\n')).toHaveLength(2);
    });

    test('is ignored in a comment', () => {
        expect(errorOf(changed('# aws-owned,', '# ${env:KEY}, aws-owned,'))).toBe('none');
    });
});

describe('the config file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cognito-log-lake-config-'));
    afterAll(() => rmSync(folder, { recursive: true }));

    test('is the example, marked as such, if lake.config.yml does not exist', () => {
        expect(findConfig(undefined, folder, '')).toEqual({
            path: join(packageRoot(), 'lake.config.example.yml'),
            isExample: true,
        });
    });

    test('is lake.config.yml, or the file named by LAKE_CONFIG', () => {
        writeFileSync(join(folder, 'lake.config.yml'), EXAMPLE);
        writeFileSync(join(folder, 'staging.yml'), EXAMPLE.replace('rawBackup: true', 'rawBackup: false'));

        expect(findConfig(undefined, folder, undefined)).toEqual({
            path: join(folder, 'lake.config.yml'),
            isExample: false,
        });
        expect(readConfig(findConfig(undefined, folder, 'staging.yml')).rawBackup).toBe(false);
    });

    test('is the file of --config, whatever LAKE_CONFIG names', () => {
        writeFileSync(join(folder, 'option.yml'), EXAMPLE);

        expect(findConfig('option.yml', folder, 'staging.yml')).toEqual({
            path: join(folder, 'option.yml'),
            isExample: false,
        });
        expect(() => findConfig('gone.yml', folder, '')).toThrow(
            '--config names gone.yml, which does not exist. Correct the path.',
        );
    });

    test('is an error if LAKE_CONFIG names a missing file', () => {
        expect(() => findConfig(undefined, folder, 'mine.yml')).toThrow(
            'LAKE_CONFIG names mine.yml, which does not exist. ' +
                'Correct the path, or unset LAKE_CONFIG to use lake.config.yml.',
        );
    });
});
