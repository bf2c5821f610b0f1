/** Tests of the built command `apply`, against a fake AWS with the rules of the real one. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildCli } from '../../build.mjs';
import { temporaryFolder } from '../support/run-command.ts';
import { EXAMPLE_CONFIG, makeFakeAccount, type FakeAccount } from '../support/fake-account.ts';
import { withFakeAccount } from '../support/with-fake-account.ts';
import { runCli, type CliOutcome } from '../support/run-cli.ts';

const POOL = 'us-west-2_EXAMPLE4';
const STREAM = 'arn:aws:firehose:us-west-2:123456789012:deliverystream/cognito-log-lake-dev-user-activity';
const OTHER = 'arn:aws:firehose:us-west-2:123456789012:deliverystream/other';
const GROUP = 'arn:aws:logs:us-west-2:123456789012:log-group:/aws/vendedlogs/mine';
const TO_OTHER = {
    EventSource: 'userAuthEvents',
    LogLevel: 'INFO',
    FirehoseConfiguration: { StreamArn: OTHER },
} as const;
const TO_STREAM = {
    EventSource: 'userAuthEvents',
    LogLevel: 'INFO',
    FirehoseConfiguration: { StreamArn: STREAM },
} as const;
const TO_GROUP = {
    EventSource: 'userNotification',
    LogLevel: 'ERROR',
    CloudWatchLogsConfiguration: { LogGroupArn: GROUP },
} as const;

beforeAll(buildCli);

let [folder, empty] = ['', ''];
let account: FakeAccount;
beforeAll(() => {
    [folder, empty] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(join(folder, 'lake.config.yml'), EXAMPLE_CONFIG);
});
beforeEach(() => {
    account = makeFakeAccount();
    account.deliveries.set(POOL, [TO_OTHER, TO_GROUP]);
});

const apply = async (cwd: string, ...words: readonly string[]): Promise<CliOutcome> =>
    withFakeAccount(account, async (env) => runCli(['apply', ...words], cwd, { env }));

test('apply sets the delivery from the config, keeps the other source and shows the difference', async () => {
    const { code, out, err } = await apply(folder, '--pool', POOL, '--yes');

    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`The log delivery of ${POOL}, account 123456789012
  userAuthEvents
    - ${OTHER} at INFO
    + ${STREAM} at INFO
  userNotification
    = ${GROUP} at ERROR (unchanged)
Set and verified. Records arrive a few minutes after the next sign-in.
`);
    expect(account.deliveries.get(POOL)).toEqual([TO_STREAM, TO_GROUP]);
});

test('a source without a destination is added to the other', async () => {
    account.deliveries.set(POOL, [TO_STREAM]);

    const { code, out } = await apply(empty, '--pool', POOL, '--notification', GROUP, '--yes', '--json');

    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
        user_pool_id: POOL,
        account: '123456789012',
        status: 'applied',
        problems: [],
        changes: [
            {
                event_source: 'userAuthEvents',
                before: `${STREAM} at INFO`,
                after: `${STREAM} at INFO`,
                is_changed: false,
            },
            { event_source: 'userNotification', before: null, after: `${GROUP} at ERROR`, is_changed: true },
        ],
    });
    expect(account.deliveries.get(POOL)).toEqual([TO_STREAM, TO_GROUP]);
});

test('without a terminal and --yes, apply changes nothing', async () => {
    const { code, err } = await apply(folder, '--pool', POOL);

    expect({ code, err }).toEqual({
        code: 1,
        err: 'apply asks for confirmation, but this is not a terminal. Pass --yes to confirm.\n',
    });
    expect(account.deliveries.get(POOL)).toEqual([TO_OTHER, TO_GROUP]);
});

test('apply resets a delivery of the stack that was changed by hand', async () => {
    account.deliveries.set('us-west-2_EXAMPLE', []);

    const { code } = await apply(folder, '--pool', 'us-west-2_EXAMPLE', '--yes');

    expect(code).toBe(0);
    expect(account.deliveries.get('us-west-2_EXAMPLE')).toMatchObject([
        TO_STREAM,
        { EventSource: 'userNotification', LogLevel: 'ERROR' },
    ]);
});

test('an invalid delivery is shown as in plan, and not sent', async () => {
    const { code, out } = await apply(empty, '--pool', POOL, '--yes', '--notification', `${GROUP}:*`);

    expect(code).toBe(1);
    expect(out).toMatch(
        new RegExp(
            '\\nErrors: AWS would reject this\\n.*\\n' +
                ' {4}AWS says: InvalidParameterException: 1 validation error detected: .*\\n' +
                ' {4}Fix: {6}Remove the :\\* at the end\\. .*\\nNothing was changed\\.\\n$',
        ),
    );
    expect([...account.calledActions]).not.toContain('cognito-idp:SetLogDeliveryConfiguration');
});

describe('an invalid call fails with a fix:', () => {
    test.each([
        [
            'a pool that is not in the config',
            'folder',
            ['--pool', 'us-west-2_OTHER'],
            2,
            'The config does not list the pool us-west-2_OTHER. ' +
                'Pass the destination of its logs: --activity ARN, --notification ARN or both.\n',
        ],
        [
            'no config and no ARNs',
            'empty',
            ['--pool', POOL],
            2,
            'lake.config.yml does not exist. ' +
                'Pass the destination of its logs: --activity ARN, --notification ARN or both.\n',
        ],
        [
            'a retired pool',
            'folder',
            ['--pool', 'us-west-2_EXAMPLE5'],
            1,
            'The config exports nothing from us-west-2_EXAMPLE5. There is nothing to set.\n',
        ],
        [
            'ARNs for a managed pool',
            'folder',
            ['--pool', 'us-west-2_EXAMPLE', '--activity', OTHER],
            1,
            'The stack manages the log delivery of us-west-2_EXAMPLE. Change the config and deploy, ' +
                'or pass no ARNs to reset the delivery to the config.\n',
        ],
        [
            'an invalid pool id',
            'empty',
            ['--pool', 'mine', '--activity', OTHER],
            2,
            '--pool must be the id of a user pool, such as us-west-2_aB3dE5gH7, not "mine"\n',
        ],
    ])('%s', async (_, where, words, code, err) => {
        expect(await apply(where === 'folder' ? folder : empty, ...words)).toEqual({ code, out: '', err });
    });
});

describe('apply --log-groups', () => {
    const group = '/aws/vendedlogs/cognito-log-lake-dev/user-notification';
    const groupArn = `arn:aws:logs:us-west-2:123456789012:log-group:${group}`;
    const withLine = (): string => {
        const path = temporaryFolder();
        writeFileSync(join(path, 'lake.config.yml'), `${EXAMPLE_CONFIG}\nexistingExportLogGroups: true\n`);
        return path;
    };

    test('sets the policy of an existing log group and shows the difference', async () => {
        account.groupPolicies.delete(groupArn);

        const { code, out } = await apply(withLine(), '--log-groups', '--yes');

        expect({ code, out }).toEqual({
            code: 0,
            out: `Account 123456789012
  ${group}, resource policy
    - none
    + delivery.logs.amazonaws.com may write
Set and verified.
`,
        });
        expect(account.groupPolicies.has(groupArn)).toBe(true);
    });

    test('says that everything is as in the config', async () => {
        const { code, out } = await apply(withLine(), '--log-groups', '--json');

        expect(code).toBe(0);
        expect(JSON.parse(out)).toEqual({ account: '123456789012', changes: [], status: 'unchanged' });
    });

    test('leaves the log groups of the stack alone', async () => {
        const { code, err } = await apply(folder, '--log-groups');

        expect({ code, err }).toEqual({
            code: 1,
            err: 'The stack manages the export log groups: deploy it. Or set existingExportLogGroups: true.\n',
        });
    });

    test.each([
        [[], 'apply needs one of --pool ID, --bucket and --log-groups.'],
        [['--log-groups', '--pool', POOL], 'apply needs one of --pool ID, --bucket and --log-groups.'],
        [['--log-groups', '--activity', STREAM], '--activity and --notification need --pool ID.'],
    ])('is not combined with a pool: %j', async (words, message) => {
        expect(await apply(withLine(), ...words)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
    });
});

test('apply --bucket sets the retention of an existing bucket and shows the difference', async () => {
    const bucket = account.buckets.get('cognito-log-lake-dev-lake-123456789012-us-west-2')!;
    bucket.lifecycle = bucket.lifecycle.filter(({ Id }) => Id !== 'errors');

    const { code, out } = await apply(folder, '--bucket', '--yes');

    expect({ code, out }).toEqual({
        code: 0,
        out: `Account 123456789012
  cognito-log-lake-dev-lake-123456789012-us-west-2, lifecycle
    - errors: no rule
    + errors: errors/ after 180 days
Set and verified.
`,
    });
    expect((await apply(folder, '--bucket')).out).toBe('Everything is as in the config. Nothing was changed.\n');
});
