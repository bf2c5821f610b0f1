/** Tests of the command `plan` as it is shipped. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildCli } from '../../build.mjs';
import { EXAMPLE_FILE } from '../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { temporaryFolder } from '../support/run-command.ts';
import { runCli, type Outcome } from '../support/given-command.ts';

const EXAMPLE = readFileSync(join(packageRoot(), EXAMPLE_FILE), 'utf8');
const [POOL, ACCOUNT] = ['us-west-2_EXAMPLE', '123456789012'];
const STREAM = `arn:aws:firehose:us-west-2:${ACCOUNT}:deliverystream/mine`;
const GROUP = `arn:aws:logs:us-west-2:${ACCOUNT}:log-group:/aws/vendedlogs/mine`;

let folder = '';
beforeAll(async () => {
    folder = temporaryFolder();
    await buildCli();
});

const plan = (...words: readonly string[]): Promise<Outcome> => runCli(['plan', ...words], folder);

/** A folder with settings of its own. */
const withSettings = (text: string): string => {
    const own = temporaryFolder();
    writeFileSync(join(own, 'lake.config.yml'), text);
    return own;
};

describe('the plan of settings', () => {
    test('is that of the example where there are none, and says so', async () => {
        const { code, out, err } = await plan();

        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(out).toMatch(
            /^There is no lake\.config\.yml: this is the plan of the example, .*\. Stage dev, region us-west-2, 000000000000 stands for your account \(--account ID\)\. Nothing was asked of AWS\.\n/,
        );
        for (const text of [
            'us-west-2_EXAMPLE2 │ userAuthEvents   │ INFO      │ s3',
            'us-west-2_EXAMPLE4 │ userAuthEvents   │ INFO      │ firehose    │ arn:aws:firehose:us-west-2:000000000000:deliverystream/cognito-log-lake-dev-user-activity            │ apply, or who sets it',
            'arn:aws:logs:us-west-2:000000000000:log-group:/aws/vendedlogs/cognito-log-lake-dev/user-notification',
            'cognito-log-lake-dev-alarms, to security@example.com',
            'firehose:TagDeliveryStream',
            'User activity needs the Plus plan',
            'CSV files in s3://cognito-log-lake-dev-lake-000000000000-us-west-2/known_exceptions/',
            'Nothing that AWS would refuse was found.\n',
        ])
            expect(out).toContain(text);
        expect(out).not.toContain('EXAMPLE5');
    });

    test('is for machines with --json, in the account and stage that are given', async () => {
        const { code, out } = await runCli(
            ['plan', '--json', '--account', ACCOUNT, '--stage', 'prod', '--tier', 'PLUS'],
            withSettings(EXAMPLE),
        );

        expect(code).toBe(0);
        expect(JSON.parse(out)).toMatchObject({
            settings: { is_example: false, stage: 'prod', region: 'us-west-2', account: ACCOUNT },
            refusals: [],
            warnings: [],
            known_exceptions: `s3://cognito-log-lake-prod-lake-${ACCOUNT}-us-west-2/known_exceptions/`,
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

    test('on a plan of Cognito that has no export of activity exits with 1', async () => {
        const { code, out } = await plan('--tier', 'LITE');

        expect(code).toBe(1);
        expect(out.match(/FeatureUnavailableInTierException/g)).toHaveLength(4);
        expect(out).toMatch(/\nAWS would refuse this: see above\.\n$/);
    });

    test('of more pools than a stream has partitions for warns, from 34 on', async () => {
        const settings = (count: number): string =>
            EXAMPLE.replace(
                /^pools:\n[^]*?\n\n/m,
                `pools:\n${Array.from({ length: count }, (_, index) => `  - { id: us-west-2_EXAMPLE${index}, userActivity: firehose, userNotification: cloudwatch }\n`).join('')}\n`,
            );

        const [some, many] = await Promise.all(
            [33, 34].map((count) => runCli(['plan', '--json'], withSettings(settings(count)))),
        );

        expect(JSON.parse(String(some?.out)).warnings).toEqual([]);
        expect(JSON.parse(String(many?.out)).warnings).toEqual([
            expect.stringMatching(
                /^34 pools × 6 types × 2 days are 408 partitions that the stream of user_activity may have open at once, of 500/,
            ),
        ]);
        expect(many?.code).toBe(0);
    });

    test('tells what is taken up, where findings go, and whose key it is', async () => {
        const text =
            EXAMPLE.replace(/^encryption: .*/m, 'encryption: arn:aws:kms:us-west-2:210987654321:key/a')
                .replace(/^#? ?existing(Lake|Export)Bucket: .*\n/gm, '')
                .replace(/^alarmEmail: .*/m, 'alarmEmail: none') +
            '\nexistingLakeBucket: my-lake\nexistingExportBucket: my-exports\n';

        const [known, unknown] = [
            await runCli(['plan', '--account', ACCOUNT], withSettings(text)),
            await runCli(['plan'], withSettings(text)),
        ];

        expect(known.out).toMatch(
            /^The plan of .*lake\.config\.yml\. Stage dev, region us-west-2, account 123456789012\. Nothing was asked of AWS\.\n/,
        );
        for (const part of [
            /export bucket, taken up +│ my-exports/,
            /lake bucket, taken up +│ my-lake/,
            /cognito-log-lake-dev-alarms, without a subscriber/,
        ])
            expect(known.out).toMatch(part);
        expect(known.out).toContain(
            `Look out: The key arn:aws:kms:us-west-2:210987654321:key/a is of the account 210987654321: its policy has to let the roles of ${ACCOUNT} use it.\n`,
        );
        expect(unknown.out).not.toContain('Look out: The key');
    });

    test('with mistakes names their lines', async () => {
        const { code, out, err } = await runCli(
            ['plan'],
            withSettings(EXAMPLE.replace('userActivity: s3', 'userActivity: kinesis')),
        );

        expect({ code, out }).toEqual({ code: 1, out: '' });
        expect(err).toMatch(
            /^lake\.config\.yml:\d+:\d+: pools\[2\]\.userActivity is "kinesis": write firehose, s3, cloudwatch or none\n$/,
        );
    });
});

describe('the plan of one pool', () => {
    test('needs no settings', async () => {
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
            settings: null,
            parts: [],
            refusals: [],
            deliveries: [
                { event_source: 'userAuthEvents', arn: STREAM },
                { event_source: 'userNotification', arn: GROUP },
            ],
        });
    });

    test('exits with 1 when AWS would refuse, and says what to do', async () => {
        const { code, out, err } = await plan('--pool', POOL, '--notification', `${GROUP}:*`);

        expect({ code, err }).toEqual({ code: 1, err: '' });
        expect(out).toContain(
            'AWS would refuse\n  us-west-2_EXAMPLE, logConfigurations.1.member.cloudWatchLogsConfiguration.logGroupArn\n    AWS says: InvalidParameterException: 1 validation error detected: ',
        );
        expect(out).toContain(
            '    Do:       Leave the :* at the end off: GetAtt of a log group gives it, and Cognito refuses it.\n',
        );
    });

    test('checks a request as the AWS command line writes and reads it', async () => {
        const input = JSON.stringify({
            UserPoolId: POOL,
            LogConfigurations: [
                { EventSource: 'userAuthEvents', LogLevel: 'ERROR', FirehoseConfiguration: { StreamArn: STREAM } },
            ],
        });

        const { code, out } = await runCli(['plan', '--request', '-', '--json'], folder, { input });

        expect(code).toBe(1);
        expect(JSON.parse(out).refusals).toMatchObject([
            { at: 'userAuthEvents', next: 'Set the level of userAuthEvents to INFO.' },
        ]);
    });

    test('takes what AWS answers, with the mark that shells of Windows put before it', async () => {
        const answer = {
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
            input: `\uFEFF${JSON.stringify(answer)}`,
        });

        expect(code).toBe(0);
        expect(JSON.parse(out).deliveries).toMatchObject([{ event_source: 'userNotification', arn: GROUP }]);
    });

    test('shows no text of a request to the terminal as a command', async () => {
        const { out } = await plan('--pool', '\u001b[31m_a', '--activity', STREAM);

        expect(out).toContain('\\x1b[31m_a');
        expect(out).not.toContain('\u001b');
    });
});

test('of pools that send nothing no delivery is planned', async () => {
    const text = EXAMPLE.replace(
        /^pools:\n[^]*?\n\n/m,
        'pools:\n  - { id: us-west-2_EXAMPLE, userActivity: none, userNotification: none }\n\n',
    );

    const { code, out } = await runCli(['plan'], withSettings(text));

    expect(code).toBe(0);
    expect(out).not.toContain('What Cognito is told');
    expect(out).not.toContain('User activity needs the Plus plan');
});

test('--table-input of a lake bucket with a name of its own needs no account', async () => {
    const { code, out } = await runCli(
        ['plan', '--table-input', 'user_activity'],
        withSettings(`${EXAMPLE}\nexistingLakeBucket: my-lake\n`),
    );

    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
        Name: 'user_activity',
        StorageDescriptor: { Location: expect.stringMatching(/^s3:\/\/my-lake\/user_activity/) },
    });
});

test('--table-input shows what Glue is told of a table or view', async () => {
    const { out } = await plan('--table-input', 'auth_events', '--account', ACCOUNT);

    expect(JSON.parse(out)).toMatchObject({
        Name: 'auth_events',
        TableType: 'VIRTUAL_VIEW',
        ViewExpandedText: '/* Presto View */',
    });
});

describe('a wrong call says what is allowed', () => {
    test.each([
        [
            'ARNs without a pool',
            ['--activity', STREAM],
            2,
            '--activity and --notification are of a pool: name it with --pool ID.\n',
        ],
        [
            'a pool without ARNs',
            ['--pool', POOL],
            2,
            'Say where the logs of the pool go: --activity ARN, --notification ARN or both.\n',
        ],
        [
            'a pool and a request',
            ['--pool', POOL, '--request', 'x'],
            2,
            'Give --request, or --pool with its ARNs, not both.\n',
        ],
        ['an account that is none', ['--account', '12'], 2, '"12" is not an account: its id has twelve digits\n'],
        [
            'a stage that is no part of a bucket’s name',
            ['--stage', 'Dev'],
            1,
            'The stage "Dev" becomes part of buckets\' names: give one of at most ten small letters, digits and hyphens, a letter first\n',
        ],
        [
            'a request that is not there',
            ['--request', 'gone.json'],
            1,
            expect.stringMatching(/^gone\.json can't be read: ENOENT/),
        ],
        ['a folder for a request', ['--request', '.'], 1, expect.stringMatching(/^\. can't be read: EISDIR/)],
        [
            'a table that there is not',
            ['--table-input', 'users', '--account', ACCOUNT],
            2,
            'The stack has no table or view users: it has user_activity, user_notification, known_exceptions, cognito_metrics, auth_events, delivery_errors, attempts\n',
        ],
        [
            'a table’s input without the account',
            ['--table-input', 'auth_events'],
            2,
            '--table-input needs the account, which is in the name of the lake’s bucket: --account ID\n',
        ],
    ])('%s', async (_, words, code, err) => {
        expect(await plan(...words)).toEqual({ code, out: '', err });
    });

    test.each([
        ['{', /^Standard input is no JSON: /],
        ['{"UserPoolId":1}', /^Standard input is no request of SetLogDeliveryConfiguration:\n.*\n.*at UserPoolId/],
    ])('a request of %s', async (input, message) => {
        const { code, err } = await runCli(['plan', '--request', '-'], folder, { input });

        expect(code).toBe(1);
        expect(err).toMatch(message);
    });
});
