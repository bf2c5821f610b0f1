/** Tests of the command `apply` as it is shipped, beside an AWS that holds to the rules of the real one. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildCli } from '../../build.mjs';
import { temporaryFolder } from '../support/run-command.ts';
import { EXAMPLE, givenAccount, type Account } from '../support/given-account.ts';
import { withAws } from '../support/given-account-calls.ts';
import { runCli, type Outcome } from '../support/given-command.ts';

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
let account: Account;
beforeAll(() => {
    [folder, empty] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(join(folder, 'lake.config.yml'), EXAMPLE);
});
beforeEach(() => {
    account = givenAccount();
    account.deliveries.set(POOL, [TO_OTHER, TO_GROUP]);
});

const apply = async (cwd: string, ...words: readonly string[]): Promise<Outcome> =>
    withAws(account, async (env) => runCli(['apply', ...words], cwd, { env }));

test('what the settings say of a pool is set, the other source stays, and the difference is shown', async () => {
    const { code, out, err } = await apply(folder, '--pool', POOL, '--yes');

    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`The log delivery of ${POOL}, account 123456789012
  userAuthEvents
    - ${OTHER} at INFO
    + ${STREAM} at INFO
  userNotification
    = ${GROUP} at ERROR (stays)
Set, and read back as it was set. Records come a few minutes after the next sign-in.
`);
    expect(account.deliveries.get(POOL)).toEqual([TO_STREAM, TO_GROUP]);
});

test('a source that went nowhere is added to the other', async () => {
    account.deliveries.set(POOL, [TO_STREAM]);

    const { code, out } = await apply(empty, '--pool', POOL, '--notification', GROUP, '--yes', '--json');

    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
        user_pool_id: POOL,
        account: '123456789012',
        ending: 'set',
        refusals: [],
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

test('without a terminal and without --yes nothing is changed', async () => {
    const { code, err } = await apply(folder, '--pool', POOL);

    expect({ code, err }).toEqual({
        code: 1,
        err: 'apply asks before it changes anything, and here is no terminal: give --yes.\n',
    });
    expect(account.deliveries.get(POOL)).toEqual([TO_OTHER, TO_GROUP]);
});

test('a delivery of the stack that was changed by hand is put back', async () => {
    account.deliveries.set('us-west-2_EXAMPLE', []);

    const { code } = await apply(folder, '--pool', 'us-west-2_EXAMPLE', '--yes');

    expect(code).toBe(0);
    expect(account.deliveries.get('us-west-2_EXAMPLE')).toMatchObject([
        TO_STREAM,
        { EventSource: 'userNotification', LogLevel: 'ERROR' },
    ]);
});

test('what AWS would refuse is told as plan tells it, and not sent', async () => {
    const { code, out } = await apply(empty, '--pool', POOL, '--yes', '--notification', `${GROUP}:*`);

    expect(code).toBe(1);
    expect(out).toMatch(
        /\nAWS would refuse\n.*\n    AWS says: InvalidParameterException: 1 validation error detected: .*\n    Do:       Leave the :\* at the end off: .*\nNothing was changed\.\n$/,
    );
    expect([...account.asked]).not.toContain('cognito-idp:SetLogDeliveryConfiguration');
});

describe('a wrong call says what is allowed', () => {
    test.each([
        [
            'a pool that the settings have not',
            'folder',
            ['--pool', 'us-west-2_OTHER'],
            2,
            'The settings have no pool us-west-2_OTHER: say where its logs go with --activity ARN, --notification ARN or both.\n',
        ],
        [
            'no settings and no ARNs',
            'empty',
            ['--pool', POOL],
            2,
            'There is no lake.config.yml: say where its logs go with --activity ARN, --notification ARN or both.\n',
        ],
        [
            'a retired pool',
            'folder',
            ['--pool', 'us-west-2_EXAMPLE5'],
            1,
            'The settings send nothing of us-west-2_EXAMPLE5 anywhere: there is nothing to set.\n',
        ],
        [
            'ARNs for a pool of the stack',
            'folder',
            ['--pool', 'us-west-2_EXAMPLE', '--activity', OTHER],
            1,
            'The stack owns the delivery of us-west-2_EXAMPLE: change the settings and deploy, or give no ARNs, to put back what the settings say.\n',
        ],
        [
            'no id of a pool',
            'empty',
            ['--pool', 'mine', '--activity', OTHER],
            2,
            '--pool is the id of a user pool, such as us-west-2_aB3dE5gH7, not "mine"\n',
        ],
    ])('%s', async (_, where, words, code, err) => {
        expect(await apply(where === 'folder' ? folder : empty, ...words)).toEqual({ code, out: '', err });
    });
});
