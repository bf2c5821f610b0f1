/** Tests of the delivery rules: one case for each rule, and requests that AWS accepts. */
import { describe, expect, test } from 'vitest';
import type { LogConfiguration } from '../../../../lib/deploy/delivery/log-configuration.ts';
import {
    NO_ACCOUNT_FACTS,
    type AccountFacts,
    type DeliveryProblem,
} from '../../../../lib/deploy/delivery/delivery-problem.ts';
import { findDeliveryProblems } from '../../../../lib/deploy/delivery/find-delivery-problems.ts';
import { buildRequest } from '../../../../lib/deploy/plan/read-request.ts';

const POOL = 'us-west-2_EXAMPLE';
const STREAM = 'arn:aws:firehose:us-west-2:123456789012:deliverystream/mine';
const GROUP = 'arn:aws:logs:us-west-2:123456789012:log-group:/aws/vendedlogs/mine';
const BUCKET = 'arn:aws:s3:::mine';

const makeFacts = (more: Partial<AccountFacts>): AccountFacts => ({ ...NO_ACCOUNT_FACTS, ...more });
const ACTIVITY = {
    EventSource: 'userAuthEvents',
    LogLevel: 'INFO',
    FirehoseConfiguration: { StreamArn: STREAM },
} as const;
const NOTIFICATION = {
    EventSource: 'userNotification',
    LogLevel: 'ERROR',
    CloudWatchLogsConfiguration: { LogGroupArn: GROUP },
} as const;

const problemsOf = (
    configurations: readonly LogConfiguration[],
    facts: Partial<AccountFacts> = {},
    pool = POOL,
): readonly DeliveryProblem[] =>
    findDeliveryProblems({ UserPoolId: pool, LogConfigurations: configurations }, makeFacts(facts));

const VALIDATION = '1 validation error detected: Value ';

describe('a valid request has no problems:', () => {
    test.each([
        ['activity to a stream', [STREAM], []],
        ['activity to a bucket', [BUCKET], []],
        ['activity to a log group', [GROUP], []],
        ['notifications to a log group', [], [GROUP]],
        ['both', [STREAM], [GROUP]],
        ['neither, which ends the delivery', [], []],
        ['a stream in China', ['arn:aws-cn:firehose:us-west-2:123456789012:deliverystream/mine'], []],
    ])('%s', (_, activity, notification) => {
        expect(
            findDeliveryProblems(
                buildRequest(POOL, activity, notification),
                makeFacts({
                    account: '123456789012',
                    tier: 'PLUS',
                    threatProtection: 'AUDIT',
                    isLogGroupEncrypted: false,
                    hasLogGroupPolicy: true,
                    resourcePolicies: 10,
                }),
            ),
        ).toEqual([]);
    });
});

describe('an error has the message of AWS and a fix:', () => {
    test.each([
        [
            'a pool without an underscore',
            [ACTIVITY],
            'us-west-2',
            `${VALIDATION}'us-west-2' at 'userPoolId' failed to satisfy constraint: Member must satisfy ` +
                'regular expression pattern: [\\w-]+_[0-9a-zA-Z]+',
            /^Use the pool id as Cognito shows it/,
        ],
        [
            'a pool id that is too long',
            [ACTIVITY],
            `us-west-2_${'a'.repeat(60)}`,
            `${VALIDATION}'us-west-2_${'a'.repeat(60)}' at 'userPoolId' failed to satisfy constraint: Member ` +
                'must have length less than or equal to 55',
            /^Use the pool id/,
        ],
        [
            'an empty pool id',
            [ACTIVITY],
            '',
            `${VALIDATION}'' at 'userPoolId' failed to satisfy constraint: Member must have length greater ` +
                'than or equal to 1',
            /^Use the pool id/,
        ],
        [
            'an unknown source',
            [{ ...ACTIVITY, EventSource: 'userEvents' }],
            POOL,
            `${VALIDATION}'userEvents' at 'logConfigurations.1.member.eventSource' failed to satisfy ` +
                'constraint: Member must satisfy enum value set: [userNotification, userAuthEvents]',
            'Write userNotification or userAuthEvents.',
        ],
        [
            'an unknown log level',
            [NOTIFICATION, { ...ACTIVITY, LogLevel: 'DEBUG' }],
            POOL,
            `${VALIDATION}'DEBUG' at 'logConfigurations.2.member.logLevel' failed to satisfy constraint: ` +
                'Member must satisfy enum value set: [ERROR, INFO]',
            'Write ERROR or INFO.',
        ],
        [
            'the log level of the other source',
            [{ ...ACTIVITY, LogLevel: 'ERROR' }],
            POOL,
            'To send userAuthEvents activity with user logs from threat protection with the Plus feature ' +
                'plan, choose INFO with one of CloudWatchLogsConfiguration, FirehoseConfiguration, or ' +
                'S3Configuration.',
            'Set the level of userAuthEvents to INFO.',
        ],
        [
            'notifications at INFO',
            [{ ...NOTIFICATION, LogLevel: 'INFO' }],
            POOL,
            'To send userNotification activity with information about message delivery, choose ERROR with ' +
                'CloudWatchLogsConfiguration.',
            'Set the level of userNotification to ERROR.',
        ],
        [
            'notifications to a stream',
            [{ ...ACTIVITY, EventSource: 'userNotification', LogLevel: 'ERROR' }],
            POOL,
            'To send userNotification activity with information about message delivery, choose ERROR with ' +
                'CloudWatchLogsConfiguration.',
            'Send userNotification to a log group, not to a Firehose stream.',
        ],
        [
            'notifications to a bucket',
            [{ EventSource: 'userNotification', LogLevel: 'ERROR', S3Configuration: { BucketArn: BUCKET } }],
            POOL,
            /^To send userNotification/,
            'Send userNotification to a log group, not to a bucket.',
        ],
        [
            'a source with two destinations',
            [{ ...ACTIVITY, S3Configuration: { BucketArn: BUCKET } }],
            POOL,
            /choose INFO with one of/,
            'Use one destination for userAuthEvents, not 2.',
        ],
        [
            'a source without a destination',
            [ACTIVITY, { EventSource: 'userNotification', LogLevel: 'ERROR' }],
            POOL,
            'Request validation Failed. Following event sources in request have no destination: [userNotification].',
            'Add a destination, or remove the source.',
        ],
        [
            'a source twice',
            [ACTIVITY, ACTIVITY],
            POOL,
            '… appear more then once in a request: [userAuthEvents].',
            'List each source once: it has one destination.',
        ],
        [
            'a log group ARN that ends in :*',
            [{ ...NOTIFICATION, CloudWatchLogsConfiguration: { LogGroupArn: `${GROUP}:*` } }],
            POOL,
            new RegExp(
                String.raw`^1 validation error detected: Value '.*:\*' at ` +
                    String.raw`'logConfigurations\.1\.member\.cloudWatchLogsConfiguration\.logGroupArn' .*regular ` +
                    String.raw`expression pattern: \^arn:`,
            ),
            /^Remove the :\* at the end\./,
        ],
        [
            'a name instead of an ARN',
            [{ ...ACTIVITY, FirehoseConfiguration: { StreamArn: 'cognito-log-lake-dev-user-activity' } }],
            POOL,
            /firehoseConfiguration\.streamArn' failed to satisfy constraint: Member must satisfy regular/,
            'Write it as arn:aws:firehose:REGION:ACCOUNT:deliverystream/NAME.',
        ],
        [
            'an ARN that is too short',
            [{ ...ACTIVITY, FirehoseConfiguration: { StreamArn: 'arn:a:b:c:1:d' } }],
            POOL,
            `${VALIDATION}'arn:a:b:c:1:d' at 'logConfigurations.1.member.firehoseConfiguration.streamArn' ` +
                'failed to satisfy constraint: Member must have length greater than or equal to 20',
            /^Write it as/,
        ],
        [
            'a bucket ARN with a key pattern',
            [{ EventSource: 'userAuthEvents', LogLevel: 'INFO', S3Configuration: { BucketArn: `${BUCKET}/*` } }],
            POOL,
            /s3Configuration\.bucketArn' failed .* regular expression/,
            'Write it as arn:aws:s3:::BUCKET.',
        ],
        [
            'a Kinesis stream',
            [
                {
                    ...ACTIVITY,
                    FirehoseConfiguration: { StreamArn: 'arn:aws:kinesis:us-west-2:123456789012:stream/mine' },
                },
            ],
            POOL,
            null,
            /^This is an ARN of kinesis, not of a Firehose stream\. Write it as arn:aws:firehose/,
        ],
    ])('%s', (_, configurations, pool, awsMessage, fix) => {
        const errors = problemsOf(configurations, {}, pool).filter(({ severity }) => severity === 'error');

        expect(errors.map(({ exception }) => exception)).toEqual(errors.map(() => 'InvalidParameterException'));
        expect(errors).toContainEqual(
            expect.objectContaining({
                aws_message: awsMessage instanceof RegExp ? expect.stringMatching(awsMessage) : awsMessage,
                fix: fix instanceof RegExp ? expect.stringMatching(fix) : fix,
            }),
        );
    });

    test('three configurations', () => {
        const problems = problemsOf([ACTIVITY, NOTIFICATION, NOTIFICATION]);

        expect(problems.map(({ aws_message }) => aws_message)).toEqual([
            `${VALIDATION}at 'logConfigurations' failed to satisfy constraint: Member must have length less ` +
                'than or equal to 2',
            '… appear more then once in a request: [userNotification].',
        ]);
    });

    test('several mistakes in one request', () => {
        expect(
            problemsOf([{ EventSource: 'x', LogLevel: 'y', FirehoseConfiguration: { StreamArn: 'z' } }], {}, '?'),
        ).toHaveLength(5);
    });
});

describe('with facts about the account,', () => {
    test.each([
        [
            'a feature plan without export of user activity',
            [ACTIVITY],
            { tier: 'ESSENTIALS' },
            'FeatureUnavailableInTierException',
            /^User activity needs the Plus plan, but the pool has ESSENTIALS/,
        ],
        [
            'a log group of another account',
            [NOTIFICATION],
            { account: '210987654321' },
            'InvalidParameterException',
            'The log group is in 123456789012, the pool in 210987654321. Use a log group in 210987654321.',
        ],
        [
            'an encrypted log group',
            [NOTIFICATION],
            { isLogGroupEncrypted: true },
            'InvalidParameterException',
            /^Remove the key/,
        ],
        [
            'a log group that needs the eleventh resource policy',
            [
                {
                    ...NOTIFICATION,
                    CloudWatchLogsConfiguration: { LogGroupArn: 'arn:aws:logs:us-west-2:123456789012:log-group:mine' },
                },
            ],
            { resourcePolicies: 10 },
            'LimitExceededException',
            /^The region has 10 of 10 resource policies\. Put a policy for delivery\.logs\.amazonaws\.com on the/,
        ],
    ])('%s is an error', (_, configurations, facts, exception, fix) => {
        expect(problemsOf(configurations, facts)).toEqual([
            expect.objectContaining({
                severity: 'error',
                exception,
                fix: fix instanceof RegExp ? expect.stringMatching(fix) : fix,
            }),
        ]);
    });

    test.each([
        ['disabled threat protection', [ACTIVITY], { threatProtection: 'OFF' }, /exports no user activity/],
        [
            'a stream of another account',
            [ACTIVITY],
            { account: '210987654321' },
            /AWS does not document whether that works/,
        ],
        [
            'a destination in another region',
            [{ ...ACTIVITY, FirehoseConfiguration: { StreamArn: STREAM.replace('us-west-2', 'eu-west-1') } }],
            {},
            /^The destination is in eu-west-1, the pool in us-west-2/,
        ],
        [
            'a log group that needs a resource policy',
            [
                {
                    ...NOTIFICATION,
                    CloudWatchLogsConfiguration: { LogGroupArn: 'arn:aws:logs:us-west-2:123456789012:log-group:mine' },
                },
            ],
            {},
            /^The delivery needs a resource policy\..* It counts for none of the 10\.$/,
        ],
        [
            'a log group under /aws/vendedlogs/, if the account may have no more policies',
            [NOTIFICATION],
            { resourcePolicies: 10 },
            /^The region has 10 of 10 resource policies\. If none of them lets AWS write to \/aws\/vendedlogs\//,
        ],
    ])('%s is a warning', (_, configurations, facts, fix) => {
        expect(problemsOf(configurations, facts)).toEqual([
            expect.objectContaining({ severity: 'warning', exception: null, fix: expect.stringMatching(fix) }),
        ]);
    });

    test('a log group with its own policy needs none of the account', () => {
        const group = 'arn:aws:logs:us-west-2:123456789012:log-group:mine';
        const toGroup = { ...NOTIFICATION, CloudWatchLogsConfiguration: { LogGroupArn: group } };

        expect(problemsOf([toGroup], { resourcePolicies: 10, hasLogGroupPolicy: true })).toEqual([]);
    });

    test('notifications of a pool on Essentials are valid', () => {
        expect(problemsOf([NOTIFICATION], { tier: 'ESSENTIALS', threatProtection: 'OFF' })).toEqual([]);
    });
});
