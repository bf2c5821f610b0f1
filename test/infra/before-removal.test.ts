/** Tests of what happens before `serverless remove`, against a fake account. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareRemoval } from '../../infra/before-removal.ts';
import { REMOVAL_ACTIONS } from '../../lib/deploy/account/lookup-actions.ts';
import { EXAMPLE_CONFIG, makeFakeAccount, type FakeAccount } from '../support/fake-account.ts';
import { temporaryFolder } from '../support/run-command.ts';
import { restoreEnvironment } from '../support/restore-environment.ts';
import { withFakeAccount } from '../support/with-fake-account.ts';

restoreEnvironment();

const ANALYSTS = 'cognito-log-lake-dev-analyst-us-west-2';
const QUEUE = 'cognito-log-lake-dev-import';
const STOPPED = ['', '2', '3', '4'].map((end) => `Stopped the log delivery of us-west-2_EXAMPLE${end}`);
const WAITING = 'Waiting 540 seconds until the streams have written what they have';

/** Prepares the removal of the account's stack. `onWait` is called at each wait with the seconds. */
const prepare = async (
    account: FakeAccount,
    onWait: (seconds: number) => void = () => undefined,
    configText = EXAMPLE_CONFIG,
) => {
    const config = join(temporaryFolder(), 'lake.config.yml');
    writeFileSync(config, configText);
    const steps: string[] = [];
    const policies = await withFakeAccount(account, async (env) => {
        Object.assign(process.env, env, { LAKE_CONFIG: config, AWS_MAX_ATTEMPTS: '1' });
        return prepareRemoval('dev', async () => ({ accessKeyId: 'a', secretAccessKey: 'a' }), {
            wait: async (seconds) => onWait(seconds),
            onStep: (text) => steps.push(text),
        });
    });
    return { ...policies, steps };
};

test('the deliveries to the stack are stopped, and the streams get the time to write what they have', async () => {
    const account = makeFakeAccount(EXAMPLE_CONFIG);
    const waits: number[] = [];

    const { problems, unknown, steps } = await prepare(account, (seconds) => waits.push(seconds));

    expect({ problems, unknown, steps }).toEqual({ problems: [], unknown: [], steps: [...STOPPED, WAITING] });
    expect(waits).toEqual([540]);
    for (const deliveries of account.deliveries.values()) expect(deliveries).toEqual([]);
});

test('the import\u2019s queue is awaited, at most for a quarter of an hour', async () => {
    const account = makeFakeAccount(EXAMPLE_CONFIG);
    Object.assign(account.queues.get(QUEUE)!, { ApproximateNumberOfMessages: '7' });
    const waits: number[] = [];

    const { steps } = await prepare(account, (seconds) => {
        waits.push(seconds);
        if (waits.length === 3) Object.assign(account.queues.get(QUEUE)!, { ApproximateNumberOfMessages: '0' });
    });

    expect(waits).toEqual([15, 15, 15, 540]);
    expect(steps).toEqual([...STOPPED, 'Waiting for the import of 7 exported objects', WAITING]);
});

test('a queue that never empties does not stop the removal', async () => {
    const account = makeFakeAccount(EXAMPLE_CONFIG);
    Object.assign(account.queues.get(QUEUE)!, { ApproximateNumberOfMessagesNotVisible: '1' });
    const waits: number[] = [];

    const { unknown } = await prepare(account, (seconds) => waits.push(seconds));

    expect(waits).toEqual([...Array<number>(60).fill(15), 540]);
    expect(unknown).toEqual(['1 exported objects are still queued. They stay in the export bucket: replay them later']);
});

test('a delivery to elsewhere stays, and a removal after a stopped one waits too', async () => {
    const account = makeFakeAccount(EXAMPLE_CONFIG);
    const elsewhere = [
        {
            EventSource: 'userAuthEvents',
            LogLevel: 'INFO',
            FirehoseConfiguration: { StreamArn: 'arn:aws:firehose:us-west-2:123456789012:deliverystream/other' },
        },
    ];
    for (const id of account.deliveries.keys()) account.deliveries.set(id, elsewhere);

    const { steps } = await prepare(account);

    expect(steps).toEqual([WAITING]);
    for (const deliveries of account.deliveries.values()) expect(deliveries).toEqual(elsewhere);
});

test('an attached policy ends the removal before anything is changed, with the commands that detach it', async () => {
    const account = makeFakeAccount(EXAMPLE_CONFIG);
    account.policyEntities.set(ANALYSTS, { roles: ['Security'], users: ['ana'], groups: ['auditors'] });
    const deliveries = structuredClone([...account.deliveries]);

    const { problems, steps } = await prepare(account);

    expect(steps).toEqual([]);
    expect([...account.deliveries]).toEqual(deliveries);
    expect(problems).toEqual([
        'Policies of the stack are attached. Detach them:',
        `aws iam detach-role-policy --role-name Security --policy-arn ${ANALYSTS}`,
        `aws iam detach-user-policy --user-name ana --policy-arn ${ANALYSTS}`,
        `aws iam detach-group-policy --group-name auditors --policy-arn ${ANALYSTS}`,
    ]);
});

test('what may not be read is unknown, and the removal goes on', async () => {
    const denied = makeFakeAccount(EXAMPLE_CONFIG);
    denied.deniedActions.add('iam:ListEntitiesForPolicy');
    const hidden = makeFakeAccount(EXAMPLE_CONFIG);
    hidden.deniedActions.add('cloudformation:ListStackResources');

    expect((await prepare(denied)).unknown).toContain(`what ${ANALYSTS} is attached to: access is denied`);
    expect((await prepare(hidden)).unknown).toEqual(['the policies of cognito-log-lake-dev: access is denied']);
});

test('a delivery and a queue that may not be read are unknown, and the streams are awaited nevertheless', async () => {
    const account = makeFakeAccount(EXAMPLE_CONFIG);
    for (const action of [
        'cognito-idp:GetLogDeliveryConfiguration',
        'sqs:GetQueueUrl',
        'cloudformation:DescribeStacks',
    ])
        account.deniedActions.add(action);

    const { unknown, steps } = await prepare(account);

    expect(steps).toEqual([WAITING]);
    expect(unknown).toEqual([
        'whether the stack is protected: access is denied',
        ...['', '2', '3', '4', '5'].map((end) => `whether us-west-2_EXAMPLE${end} still delivers: access is denied`),
        `what is in ${QUEUE}: access is denied`,
    ]);
});

test('a protected stack ends the removal before anything is changed', async () => {
    const account = makeFakeAccount(EXAMPLE_CONFIG);
    account.isStackProtected = true;
    const deliveries = structuredClone([...account.deliveries]);

    const { problems, steps } = await prepare(account);

    expect(problems).toEqual([
        'The stack is protected against removal. Deploy it with terminationProtection: false, then remove it.',
    ]);
    expect(steps).toEqual([]);
    expect([...account.deliveries]).toEqual(deliveries);
});

test('a stack that was never deployed has nothing to wait for', async () => {
    const { problems, unknown, steps } = await prepare(makeFakeAccount(EXAMPLE_CONFIG, false));

    expect({ problems, unknown, steps }).toEqual({ problems: [], unknown: [], steps: [] });
});

test('a removal uses exactly the actions in its permissions', async () => {
    const account = makeFakeAccount(EXAMPLE_CONFIG);

    await prepare(account);

    expect([...account.calledActions].filter((action) => !action.startsWith('sts:')).toSorted()).toEqual(
        [...REMOVAL_ACTIONS].toSorted(),
    );
});

test('pools and a queue that are gone have nothing under way', async () => {
    const account = makeFakeAccount(EXAMPLE_CONFIG);
    account.missingActions.add('cognito-idp:GetLogDeliveryConfiguration').add('sqs:GetQueueUrl');

    expect(await prepare(account)).toEqual({ problems: [], unknown: [], steps: [WAITING] });
});

test('empty responses are no attached policy and no message in the queue', async () => {
    const account = makeFakeAccount(EXAMPLE_CONFIG);
    account.hasEmptyReplies = true;

    expect(await prepare(account)).toMatchObject({ problems: [], steps: [WAITING] });
});

test('without a pool that exports to S3 no queue is awaited', async () => {
    const config = EXAMPLE_CONFIG.replace('userActivity: s3', 'userActivity: none');
    const account = makeFakeAccount(config);

    await prepare(account, undefined, config);

    expect([...account.calledActions].filter((action) => action.startsWith('sqs:'))).toEqual([]);
});
