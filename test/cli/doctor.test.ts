/** Tests of the built command `doctor`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildCli } from '../../build.mjs';
import { temporaryFolder } from '../support/run-command.ts';
import { EXAMPLE_CONFIG, makeFakeAccount, type FakeAccount } from '../support/fake-account.ts';
import { withFakeAccount } from '../support/with-fake-account.ts';
import { runCli, type CliOutcome } from '../support/run-cli.ts';

beforeAll(buildCli);

let folder = '';
beforeAll(() => {
    folder = temporaryFolder();
    writeFileSync(join(folder, 'lake.config.yml'), EXAMPLE_CONFIG);
});

const doctor = async (account: FakeAccount, ...words: readonly string[]): Promise<CliOutcome> =>
    withFakeAccount(account, async (env) => runCli(['doctor', ...words], folder, { env }));

test('doctor prints a table and exits with 0 if all checks pass', async () => {
    const { code, out, err } = await doctor(makeFakeAccount());

    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
        /^cognito-log-lake-dev in us-west-2, account 123456789012, checked as arn:aws:iam::123456789012:user\/ana\n┌/,
    );
    expect(out).toMatch(
        /\n│ passed +│ stream’s tag +│ cognito-log-lake-dev-user-activity +│ LogDeliveryEnabled=true +│\n/,
    );
    expect(out).toMatch(/┘\n\n\d+ passed, 0 failed, 0 unknown\.\n$/);
});

test('doctor --before checks a new account, and exits with 1 if a deployment would fail', async () => {
    const account = makeFakeAccount(EXAMPLE_CONFIG, false);
    const fine = await doctor(account, '--before');
    account.logGroups.set('left', { logGroupName: '/aws/lambda/cognito-log-lake-dev-transform' });

    const { code, out } = await doctor(account, '--before');

    expect({ code: fine.code, err: fine.err }).toEqual({ code: 0, err: '' });
    expect(fine.out).toMatch(/, 0 failed, 0 unknown\.\n$/);
    expect(code).toBe(1);
    expect(out).toContain('FAILED: log group /aws/lambda/cognito-log-lake-dev-transform');
});

test('doctor exits with 1 if a check failed, and prints the fixes of failed and unknown checks', async () => {
    const account = makeFakeAccount();
    account.tags.set('cognito-log-lake-dev-user-activity', []);
    account.deniedActions.add('cloudwatch:DescribeAlarms');

    const { code, out } = await doctor(account);

    expect(code).toBe(1);
    const tag =
        'aws --region us-west-2 firehose tag-delivery-stream ' +
        '--delivery-stream-name cognito-log-lake-dev-user-activity --tags Key=LogDeliveryEnabled,Value=true';
    expect(out).toContain(`
FAILED: stream’s tag cognito-log-lake-dev-user-activity
  Message: lacks the tag LogDeliveryEnabled=true: Cognito delivers nothing to it, without an error
  Fix:     ${tag}

unknown: alarms cognito-log-lake-dev-*
  Message: access is denied: cloudwatch:DescribeAlarms
  Fix:     Allow cloudwatch:DescribeAlarms to the caller of doctor.

`);
    expect(out).toMatch(/ passed, 1 failed, 1 unknown\.\n$/);
});

test('doctor exits with 0 if checks are only unknown', async () => {
    const account = makeFakeAccount();
    account.deniedActions.add('cloudwatch:DescribeAlarms');

    const { code, out } = await doctor(account, '--json');

    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ stack: 'cognito-log-lake-dev', counts: { failed: 0, unknown: 1 } });
});

test('doctor escapes terminal sequences in texts of the account', async () => {
    const account = makeFakeAccount();
    Object.assign(account.functions.get('cognito-log-lake-dev-transform')?.['Environment'].Variables, {
        LISTED_POOLS: '\u001b[31m',
    });
    Object.assign(account.alarms[0] ?? {}, { StateValue: 'ALARM', AlarmDescription: '\u009b31m' });

    const [text, json] = [await doctor(account), await doctor(account, '--json')];

    for (const character of ['\u001b', '\u009b']) expect(text.out + json.out).not.toContain(character);
    expect(JSON.parse(json.out).counts.failed).toBe(2);
});

describe('doctor fails with one line', () => {
    test.each<readonly [string, Readonly<Record<string, string>>, RegExp]>([
        [
            'without credentials',
            { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
            /^AWS: no AWS credentials were found\. Set AWS_PROFILE/,
        ],
        [
            'without a connection',
            { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' },
            /^AWS: the connection was refused\. Check the network, AWS_ENDPOINT_URL/,
        ],
    ])('%s', async (_, variables, message) => {
        const { code, out, err } = await withFakeAccount(makeFakeAccount(), async (env) =>
            runCli(['doctor'], folder, { env: { ...env, ...variables } }),
        );

        expect({ code, out }).toEqual({ code: 1, out: '' });
        expect(err).toMatch(message);
    });

    test('with invalid credentials', async () => {
        const account = makeFakeAccount();
        account.deniedActions.add('sts:GetCallerIdentity');

        const { code, err } = await doctor(account);

        expect({ code, err }).toEqual({
            code: 1,
            err:
                'AWS: the AWS credentials are not valid. Check AWS_PROFILE and the access key. ' +
                'If the credentials are temporary, sign in again.\n',
        });
    });

    test('without a config', async () => {
        const { code, err } = await runCli(['doctor'], temporaryFolder());

        expect({ code, err }).toEqual({
            code: 1,
            err:
                'lake.config.yml does not exist, and doctor does not accept the example. ' +
                'Run cp lake.config.example.yml lake.config.yml, and enter your pools.\n',
        });
    });
});
