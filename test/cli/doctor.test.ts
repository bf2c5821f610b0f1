/** Tests of the command `doctor` as it is shipped. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildCli } from '../../build.mjs';
import { temporaryFolder } from '../support/run-command.ts';
import { EXAMPLE, givenAccount, type Account } from '../support/given-account.ts';
import { withAws } from '../support/given-account-calls.ts';
import { runCli, type Outcome } from '../support/given-command.ts';

beforeAll(buildCli);

let folder = '';
beforeAll(() => {
    folder = temporaryFolder();
    writeFileSync(join(folder, 'lake.config.yml'), EXAMPLE);
});

const doctor = async (account: Account, ...words: readonly string[]): Promise<Outcome> =>
    withAws(account, async (env) => runCli(['doctor', ...words], folder, { env }));

test('a stack that is well exits with 0 and a table', async () => {
    const { code, out, err } = await doctor(givenAccount());

    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
        /^cognito-log-lake-dev in us-west-2, account 123456789012, asked as arn:aws:iam::123456789012:user\/ana\n┌/,
    );
    expect(out).toMatch(
        /\n│ fine +│ stream’s tag +│ cognito-log-lake-dev-user-activity +│ LogDeliveryEnabled=true +│\n/,
    );
    expect(out).toMatch(/┘\n\n\d+ fine, 0 wrong, 0 unknown\.\n$/);
});

test('what is wrong exits with 1, and what to do stands below the table; what can’t be told does not', async () => {
    const account = givenAccount();
    account.tags.set('cognito-log-lake-dev-user-activity', []);
    account.denied.add('cloudwatch:DescribeAlarms');

    const { code, out } = await doctor(account);

    expect(code).toBe(1);
    expect(out).toContain(`
WRONG: stream’s tag cognito-log-lake-dev-user-activity
  Found: lacks the tag LogDeliveryEnabled=true: Cognito delivers nothing to it, and nothing says so
  Do:    aws --region us-west-2 firehose tag-delivery-stream --delivery-stream-name cognito-log-lake-dev-user-activity --tags Key=LogDeliveryEnabled,Value=true

unknown: alarms cognito-log-lake-dev-*
  Found: access is denied: cloudwatch:DescribeAlarms
  Do:    Allow cloudwatch:DescribeAlarms to who runs doctor.

`);
    expect(out).toMatch(/ fine, 1 wrong, 1 unknown\.\n$/);
});

test('only what is unknown is no failure', async () => {
    const account = givenAccount();
    account.denied.add('cloudwatch:DescribeAlarms');

    const { code, out } = await doctor(account, '--json');

    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ stack: 'cognito-log-lake-dev', counts: { wrong: 0, unknown: 1 } });
});

test('no text of the account reaches the terminal as a command', async () => {
    const account = givenAccount();
    Object.assign(account.functions.get('cognito-log-lake-dev-transform')?.['Environment'].Variables, {
        LISTED_POOLS: '\u001b[31m',
    });
    Object.assign(account.alarms[0] ?? {}, { StateValue: 'ALARM', AlarmDescription: '\u009b31m' });

    const [text, json] = [await doctor(account), await doctor(account, '--json')];

    for (const character of ['\u001b', '\u009b']) expect(text.out + json.out).not.toContain(character);
    expect(JSON.parse(json.out).counts.wrong).toBe(2);
});

describe('where the account can’t be asked', () => {
    test.each<readonly [string, Readonly<Record<string, string>>, RegExp]>([
        [
            'for want of credentials',
            { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
            /^AWS: no AWS credentials were found\. Set AWS_PROFILE/,
        ],
        [
            'because nobody answers',
            { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' },
            /^AWS: no server answers there\. Look at the network, AWS_ENDPOINT_URL/,
        ],
    ])('%s, that is said in one line', async (_, own, message) => {
        const { code, out, err } = await withAws(givenAccount(), async (env) =>
            runCli(['doctor'], folder, { env: { ...env, ...own } }),
        );

        expect({ code, out }).toEqual({ code: 1, out: '' });
        expect(err).toMatch(message);
    });

    test('because the credentials are not valid', async () => {
        const account = givenAccount();
        account.denied.add('sts:GetCallerIdentity');

        const { code, err } = await doctor(account);

        expect({ code, err }).toEqual({
            code: 1,
            err: 'AWS: the AWS credentials are not valid. Look at AWS_PROFILE and the access key; sign in again if they are temporary.\n',
        });
    });

    test('for want of settings', async () => {
        const { code, err } = await runCli(['doctor'], temporaryFolder());

        expect({ code, err }).toEqual({
            code: 1,
            err: 'There is no lake.config.yml, and doctor takes no example: cp lake.config.example.yml lake.config.yml, and put your pools in\n',
        });
    });
});
