/** Tests of the built command `plan`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildCli } from '../../build.mjs';
import { EXAMPLE_FILE } from '../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { temporaryFolder } from '../support/run-command.ts';
import { runCli, type CliOutcome } from '../support/run-cli.ts';

const EXAMPLE = readFileSync(join(packageRoot(), EXAMPLE_FILE), 'utf8');
const [POOL, ACCOUNT] = ['us-west-2_EXAMPLE', '123456789012'];
const STREAM = `arn:aws:firehose:us-west-2:${ACCOUNT}:deliverystream/mine`;
const GROUP = `arn:aws:logs:us-west-2:${ACCOUNT}:log-group:/aws/vendedlogs/mine`;

let folder = '';
beforeAll(async () => {
    folder = temporaryFolder();
    await buildCli();
});

const plan = (...words: readonly string[]): Promise<CliOutcome> => runCli(['plan', ...words], folder);

/** A folder with this lake.config.yml. */
const withConfig = (text: string): string => {
    const path = temporaryFolder();
    writeFileSync(join(path, 'lake.config.yml'), text);
    return path;
};

describe('the plan of a config', () => {
    test('is that of the file of --config', async () => {
        writeFileSync(join(folder, 'staging.yml'), EXAMPLE.replace('rawBackup: true', 'rawBackup: false'));

        const { code, out } = await plan('--config', 'staging.yml');

        expect(code).toBe(0);
        expect(out).toMatch(/^Plan of .*staging\.yml\. Stage dev/);
    });

    test('is an error with --config and a single request, or a file that does not exist', async () => {
        expect(await plan('--config', 'staging.yml', '--pool', POOL, '--activity', STREAM)).toMatchObject({
            code: 2,
            err: expect.stringContaining('Cannot combine --config with --request or --pool'),
        });
        expect(await plan('--config', 'gone.yml')).toMatchObject({
            code: 1,
            err: expect.stringContaining('--config names gone.yml, which does not exist. Correct the path.'),
        });
    });

    test.each([
        ['password_sprays', 'password_sprays'],
        ['{ name: password_spray, values: { min_users: many } }', '--min-users takes an integer'],
        ['{ name: password_spray, values: { min_user: 3 } }', '--min-user is not a parameter of password_spray'],
    ])('is an error that names the report’s unknown query or value: %s', async (query, name) => {
        const path = withConfig(EXAMPLE.replace(/^ {2}# queries:\n(?: {2}# .*\n)+/m, `  queries: [${query}]\n`));

        const { code, out, err } = await runCli(['plan'], path);

        expect({ code, out }).toEqual({ code: 1, out: '' });
        expect(err).toContain('In the config, report.queries: ');
        expect(err).toContain(name);
    });

    test('is that of the example if lake.config.yml does not exist', async () => {
        const { code, out, err } = await plan();

        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(out).toMatch(
            new RegExp(
                '^lake\\.config\\.yml does not exist\\. Plan of the example, .*\\. Stage dev, region us-west-2, ' +
                    'account 000000000000 \\(placeholder, pass --account ID\\)\\. No AWS calls were made\\.\\n',
            ),
        );
        for (const text of [
            'us-west-2_EXAMPLE2 │ userAuthEvents   │ INFO      │ s3',
            'us-west-2_EXAMPLE4 │ userAuthEvents   │ INFO      │ firehose    │ ' +
                'arn:aws:firehose:us-west-2:000000000000:deliverystream/cognito-log-lake-dev-user-activity' +
                '            │ apply, or elsewhere',
            'arn:aws:logs:us-west-2:000000000000:log-group:/aws/vendedlogs/cognito-log-lake-dev/user-notification',
            'cognito-log-lake-dev-alarms, to security@example.com',
            'firehose:TagDeliveryStream',
            'User activity needs the Plus plan',
            'CSV files in s3://cognito-log-lake-dev-lake-000000000000-us-west-2/allowlist/',
            'No errors found.\n',
        ])
            expect(out).toContain(text);
        expect(out).not.toMatch(/EXAMPLE5|kms:CreateGrant|Policy of the key/);
    });

    test('is JSON with --json, for the given account and stage', async () => {
        const { code, out } = await runCli(
            ['plan', '--json', '--account', ACCOUNT, '--stage', 'prod', '--tier', 'PLUS'],
            withConfig(EXAMPLE),
        );

        expect(code).toBe(0);
        expect(JSON.parse(out)).toMatchObject({
            config: { is_example: false, stage: 'prod', region: 'us-west-2', account: ACCOUNT },
            problems: [],
            warnings: [],
            allowlist: `s3://cognito-log-lake-prod-lake-${ACCOUNT}-us-west-2/allowlist/`,
            permissions: expect.arrayContaining([
                expect.objectContaining({ caller: 'doctor', actions: expect.arrayContaining(['glue:GetTable']) }),
            ]),
        });
        expect(JSON.parse(out).deliveries).toHaveLength(6);
        expect(JSON.parse(out).deliveries[0]).toEqual({
            user_pool_id: POOL,
            event_source: 'userAuthEvents',
            log_level: 'INFO',
            destination: 'firehose',
            arn: `arn:aws:firehose:us-west-2:${ACCOUNT}:deliverystream/cognito-log-lake-prod-user-activity`,
            set_by: 'deploy',
        });
    });

    test('exits with 1 for a feature plan without export of user activity', async () => {
        const { code, out } = await plan('--tier', 'LITE');

        expect(code).toBe(1);
        expect(out.match(/FeatureUnavailableInTierException/g)).toHaveLength(4);
        expect(out).toMatch(/\nAWS would reject this\. See the errors above\.\n$/);
    });

    test('warns from 34 pools on, which may exceed the active partitions of a stream', async () => {
        const poolLine = (index: number): string =>
            `  - { id: us-west-2_EXAMPLE${index}, userActivity: firehose, userNotification: cloudwatch }\n`;
        const configOf = (count: number): string =>
            EXAMPLE.replace(
                /^pools:\n[^]*?\n\n/m,
                `pools:\n${Array.from({ length: count }, (_, index) => poolLine(index)).join('')}\n`,
            );

        const [some, many] = await Promise.all(
            [33, 34].map((count) => runCli(['plan', '--json'], withConfig(configOf(count)))),
        );

        expect(JSON.parse(String(some?.out)).warnings).toEqual([]);
        expect(JSON.parse(String(many?.out)).warnings).toEqual([
            expect.stringMatching(
                /^The stream of user_activity may reach 408 active partitions \(34 pools × 6 types × 2 days\) of 500/,
            ),
        ]);
        expect(many?.code).toBe(0);
    });

    test('names existing buckets, topics without a subscriber, and a key of another account', async () => {
        const text =
            EXAMPLE.replace(/^encryption: .*/m, 'encryption: arn:aws:kms:us-west-2:210987654321:key/a')
                .replace(/^#? ?existing(Lake|Export)Bucket: .*\n/gm, '')
                .replace(/^alarmEmail: .*/m, 'alarmEmail: none') +
            '\nexistingLakeBucket: my-lake\nexistingExportBucket: my-exports\n';

        const [withAccount, withoutAccount] = [
            await runCli(['plan', '--account', ACCOUNT], withConfig(text)),
            await runCli(['plan'], withConfig(text)),
        ];

        expect(withAccount.out).toMatch(
            new RegExp(
                String.raw`^Plan of .*lake\.config\.yml\. Stage dev, region us-west-2, account 123456789012\. ` +
                    String.raw`No AWS calls were made\.\n`,
            ),
        );
        for (const part of [
            /export bucket \(existing\) +│ my-exports/,
            /lake bucket \(existing\) +│ my-lake/,
            /cognito-log-lake-dev-alarms, without a subscriber/,
        ])
            expect(withAccount.out).toMatch(part);
        expect(withAccount.out).toContain(
            'Warning: The key arn:aws:kms:us-west-2:210987654321:key/a is in account 210987654321. ' +
                `Its policy must let the roles of ${ACCOUNT} use it.\n`,
        );
        expect(withoutAccount.out).not.toContain('Warning: The key');
        for (const part of [
            'Policy of the key arn:aws:kms:us-west-2:210987654321:key/a\n',
            '"firehose.us-west-2.amazonaws.com"',
            `arn:aws:iam::${ACCOUNT}:role/cognito-log-lake-dev-*, arn:aws:iam::${ACCOUNT}:role/aws-service-role/` +
                'delivery.logs.amazonaws.com/AWSServiceRoleForLogDelivery, and the roles of your analysts',
            'to encrypt the streams with arn:aws:kms:us-west-2:210987654321:key/a, with a session younger than six hours:',
            'kms:CreateGrant kms:DescribeKey',
        ])
            expect(withAccount.out).toContain(part);
    });

    test('fails with the line of a mistake in the config', async () => {
        const { code, out, err } = await runCli(
            ['plan'],
            withConfig(EXAMPLE.replace('userActivity: s3', 'userActivity: kinesis')),
        );

        expect({ code, out }).toEqual({ code: 1, out: '' });
        expect(err).toMatch(
            new RegExp(
                String.raw`^lake\.config\.yml:\d+:\d+: pools\[2\]\.userActivity is "kinesis": write firehose, ` +
                    String.raw`s3, cloudwatch or none\n$`,
            ),
        );
    });
});

describe('the plan of a single pool', () => {
    test('needs no config', async () => {
        const { code, out } = await plan(
            '--pool',
            POOL,
            '--activity',
            STREAM,
            '--notification',
            GROUP,
            '--account',
            ACCOUNT,
            '--json',
        );

        expect(code).toBe(0);
        expect(JSON.parse(out)).toMatchObject({
            config: null,
            parts: [],
            problems: [],
            deliveries: [
                { event_source: 'userAuthEvents', arn: STREAM },
                { event_source: 'userNotification', arn: GROUP },
            ],
        });
    });

    test('exits with 1 if AWS would reject it, and shows the fix', async () => {
        const { code, out, err } = await plan('--pool', POOL, '--notification', `${GROUP}:*`);

        expect({ code, err }).toEqual({ code: 1, err: '' });
        expect(out).toContain(
            'Errors: AWS would reject this\n' +
                '  us-west-2_EXAMPLE, logConfigurations.1.member.cloudWatchLogsConfiguration.logGroupArn\n' +
                '    AWS says: InvalidParameterException: 1 validation error detected: ',
        );
        expect(out).toContain(
            '    Fix:      Remove the :* at the end. GetAtt of a log group adds it, and Cognito rejects it.\n',
        );
    });

    test('checks a request in the JSON of the AWS CLI', async () => {
        const input = JSON.stringify({
            UserPoolId: POOL,
            LogConfigurations: [
                { EventSource: 'userAuthEvents', LogLevel: 'ERROR', FirehoseConfiguration: { StreamArn: STREAM } },
            ],
        });

        const { code, out } = await runCli(['plan', '--request', '-', '--json'], folder, { input });

        expect(code).toBe(1);
        expect(JSON.parse(out).problems).toMatchObject([
            { location: 'userAuthEvents', fix: 'Set the level of userAuthEvents to INFO.' },
        ]);
    });

    test('accepts a response of AWS, with the byte order mark of Windows shells', async () => {
        const response = {
            LogDeliveryConfiguration: {
                UserPoolId: POOL,
                LogConfigurations: [
                    {
                        EventSource: 'userNotification',
                        LogLevel: 'ERROR',
                        CloudWatchLogsConfiguration: { LogGroupArn: GROUP },
                    },
                ],
            },
        };

        const { code, out } = await runCli(['plan', '--request', '-', '--json'], folder, {
            input: `\uFEFF${JSON.stringify(response)}`,
        });

        expect(code).toBe(0);
        expect(JSON.parse(out).deliveries).toMatchObject([{ event_source: 'userNotification', arn: GROUP }]);
    });

    test('escapes terminal sequences in a request', async () => {
        const { out } = await plan('--pool', '\u001b[31m_a', '--activity', STREAM);

        expect(out).toContain('\\x1b[31m_a');
        expect(out).not.toContain('\u001b');
    });
});

test('pools that export nothing have no log deliveries in the plan', async () => {
    const text = EXAMPLE.replace(
        /^pools:\n[^]*?\n\n/m,
        'pools:\n  - { id: us-west-2_EXAMPLE, userActivity: none, userNotification: none }\n\n',
    );

    const { code, out } = await runCli(['plan'], withConfig(text));

    expect(code).toBe(0);
    expect(out).not.toContain('Log deliveries');
    expect(out).not.toContain('User activity needs the Plus plan');
});

test('--table-input needs no account if the config names an existing lake bucket', async () => {
    const { code, out } = await runCli(
        ['plan', '--table-input', 'user_activity'],
        withConfig(`${EXAMPLE}\nexistingLakeBucket: my-lake\n`),
    );

    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
        Name: 'user_activity',
        StorageDescriptor: { Location: expect.stringMatching(/^s3:\/\/my-lake\/user_activity/) },
    });
});

test('--table-input prints the Glue TableInput of a table or view', async () => {
    const { out } = await plan('--table-input', 'auth_events', '--account', ACCOUNT);

    expect(JSON.parse(out)).toMatchObject({
        Name: 'auth_events',
        TableType: 'VIRTUAL_VIEW',
        ViewExpandedText: '/* Presto View */',
    });
});

describe('an invalid call fails with a fix:', () => {
    test.each([
        ['ARNs without a pool', ['--activity', STREAM], 2, '--activity and --notification need --pool ID.\n'],
        [
            'a pool without ARNs',
            ['--pool', POOL],
            2,
            '--pool needs the destination of the logs: --activity ARN, --notification ARN or both.\n',
        ],
        [
            'a pool and a request',
            ['--pool', POOL, '--request', 'x'],
            2,
            'Cannot combine --request with --pool, --activity or --notification.\n',
        ],
        ['an invalid account id', ['--account', '12'], 2, '"12" is not an account id. It has twelve digits.\n'],
        [
            'an invalid stage',
            ['--stage', 'Dev'],
            1,
            'Invalid stage "Dev": it becomes part of bucket names. ' +
                'Use at most ten lower-case letters, digits and hyphens, starting with a letter.\n',
        ],
        [
            'a missing request file',
            ['--request', 'gone.json'],
            1,
            expect.stringMatching(/^Cannot read gone\.json: ENOENT/),
        ],
        [
            'a folder instead of a request file',
            ['--request', '.'],
            1,
            'Cannot read .: it is a folder, not a file. --request takes a JSON file, or - for standard input.\n',
        ],
        [
            'an unknown table',
            ['--table-input', 'users', '--account', ACCOUNT],
            2,
            'The stack has no table or view users. It has: user_activity, user_notification, allowlist, ' +
                'cognito_metrics, auth_events, delivery_errors, attempts.\n',
        ],
        [
            'a table input without the account',
            ['--table-input', 'auth_events'],
            2,
            '--table-input needs --account ID: the name of the lake bucket contains the account.\n',
        ],
    ])('%s', async (_, words, code, err) => {
        expect(await plan(...words)).toEqual({ code, out: '', err });
    });

    test.each([
        ['{', /^Cannot parse standard input as JSON: /],
        ['{"UserPoolId":1}', /^Not a SetLogDeliveryConfiguration request: standard input\n.*\n.*at UserPoolId/],
    ])('the request %s', async (input, message) => {
        const { code, err } = await runCli(['plan', '--request', '-'], folder, { input });

        expect(code).toBe(1);
        expect(err).toMatch(message);
    });
});
