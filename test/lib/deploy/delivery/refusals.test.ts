/** Tests of what AWS would refuse of a delivery, a rule each, and of the requests that it takes. */
import { describe, expect, test } from 'vitest';
import type { LogConfiguration } from '../../../../lib/deploy/delivery/log-configuration.ts';
import { NOTHING_KNOWN, type Known, type Refusal } from '../../../../lib/deploy/delivery/refusal.ts';
import { refusals } from '../../../../lib/deploy/delivery/refusals.ts';
import { requestFor } from '../../../../lib/deploy/plan/read-request.ts';

const POOL = 'us-west-2_EXAMPLE';
const STREAM = 'arn:aws:firehose:us-west-2:123456789012:deliverystream/mine';
const GROUP = 'arn:aws:logs:us-west-2:123456789012:log-group:/aws/vendedlogs/mine';
const BUCKET = 'arn:aws:s3:::mine';

const known = (more: Partial<Known>): Known => ({ ...NOTHING_KNOWN, ...more });
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

const of = (configurations: readonly LogConfiguration[], facts: Partial<Known> = {}, pool = POOL): readonly Refusal[] =>
    refusals({ UserPoolId: pool, LogConfigurations: configurations }, known(facts));

const VALIDATION = '1 validation error detected: Value ';

describe('a request that AWS takes is refused in nothing', () => {
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
            refusals(
                requestFor(POOL, activity, notification),
                known({
                    account: '123456789012',
                    tier: 'PLUS',
                    threatProtection: 'AUDIT',
                    isLogGroupEncrypted: false,
                    resourcePolicies: 10,
                }),
            ),
        ).toEqual([]);
    });
});

describe('what AWS refuses is told in its words, with what to do', () => {
    test.each([
        [
            'a pool without an underscore',
            [ACTIVITY],
            'us-west-2',
            `${VALIDATION}'us-west-2' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+`,
            /^Give the pool’s id as Cognito shows it/,
        ],
        [
            'a pool’s id that is too long',
            [ACTIVITY],
            `us-west-2_${'a'.repeat(60)}`,
            `${VALIDATION}'us-west-2_${'a'.repeat(60)}' at 'userPoolId' failed to satisfy constraint: Member must have length less than or equal to 55`,
            /^Give the pool’s id/,
        ],
        [
            'no pool’s id',
            [ACTIVITY],
            '',
            `${VALIDATION}'' at 'userPoolId' failed to satisfy constraint: Member must have length greater than or equal to 1`,
            /^Give the pool’s id/,
        ],
        [
            'a source that there is not',
            [{ ...ACTIVITY, EventSource: 'userEvents' }],
            POOL,
            `${VALIDATION}'userEvents' at 'logConfigurations.1.member.eventSource' failed to satisfy constraint: Member must satisfy enum value set: [userNotification, userAuthEvents]`,
            'Write userNotification or userAuthEvents.',
        ],
        [
            'a level that there is not',
            [NOTIFICATION, { ...ACTIVITY, LogLevel: 'DEBUG' }],
            POOL,
            `${VALIDATION}'DEBUG' at 'logConfigurations.2.member.logLevel' failed to satisfy constraint: Member must satisfy enum value set: [ERROR, INFO]`,
            'Write ERROR or INFO.',
        ],
        [
            'the level of the other source',
            [{ ...ACTIVITY, LogLevel: 'ERROR' }],
            POOL,
            'To send userAuthEvents activity with user logs from threat protection with the Plus feature plan, choose INFO with one of CloudWatchLogsConfiguration, FirehoseConfiguration, or S3Configuration.',
            'Set the level of userAuthEvents to INFO.',
        ],
        [
            'notifications at INFO',
            [{ ...NOTIFICATION, LogLevel: 'INFO' }],
            POOL,
            'To send userNotification activity with information about message delivery, choose ERROR with CloudWatchLogsConfiguration.',
            'Set the level of userNotification to ERROR.',
        ],
        [
            'notifications to a stream',
            [{ ...ACTIVITY, EventSource: 'userNotification', LogLevel: 'ERROR' }],
            POOL,
            'To send userNotification activity with information about message delivery, choose ERROR with CloudWatchLogsConfiguration.',
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
            'Name one destination for userAuthEvents, not 2.',
        ],
        [
            'a source without a destination',
            [ACTIVITY, { EventSource: 'userNotification', LogLevel: 'ERROR' }],
            POOL,
            'Request validation Failed. Following event sources in request have no destination: [userNotification].',
            'Name a destination for it, or leave the source out.',
        ],
        [
            'a source twice',
            [ACTIVITY, ACTIVITY],
            POOL,
            '… appear more then once in a request: [userAuthEvents].',
            'Give each source once: it has one destination.',
        ],
        [
            'an ARN of a log group that ends in :*',
            [{ ...NOTIFICATION, CloudWatchLogsConfiguration: { LogGroupArn: `${GROUP}:*` } }],
            POOL,
            /^1 validation error detected: Value '.*:\*' at 'logConfigurations\.1\.member\.cloudWatchLogsConfiguration\.logGroupArn' .*regular expression pattern: \^arn:/,
            /^Leave the :\* at the end off/,
        ],
        [
            'a name for an ARN',
            [{ ...ACTIVITY, FirehoseConfiguration: { StreamArn: 'cognito-log-lake-dev-user-activity' } }],
            POOL,
            /firehoseConfiguration\.streamArn' failed to satisfy constraint: Member must satisfy regular/,
            'Write it as arn:aws:firehose:REGION:ACCOUNT:deliverystream/NAME.',
        ],
        [
            'an ARN that is too short',
            [{ ...ACTIVITY, FirehoseConfiguration: { StreamArn: 'arn:a:b:c:1:d' } }],
            POOL,
            `${VALIDATION}'arn:a:b:c:1:d' at 'logConfigurations.1.member.firehoseConfiguration.streamArn' failed to satisfy constraint: Member must have length greater than or equal to 20`,
            /^Write it as/,
        ],
        [
            'an ARN of a bucket with objects',
            [{ EventSource: 'userAuthEvents', LogLevel: 'INFO', S3Configuration: { BucketArn: `${BUCKET}/*` } }],
            POOL,
            /s3Configuration\.bucketArn' failed .* regular expression/,
            'Write it as arn:aws:s3:::BUCKET.',
        ],
        [
            'an ARN of a Kinesis stream',
            [
                {
                    ...ACTIVITY,
                    FirehoseConfiguration: { StreamArn: 'arn:aws:kinesis:us-west-2:123456789012:stream/mine' },
                },
            ],
            POOL,
            null,
            /^It is the ARN of kinesis, not of a Firehose stream: write it as arn:aws:firehose/,
        ],
    ])('%s', (_, configurations, pool, says, next) => {
        const found = of(configurations, {}, pool).filter(({ severity }) => severity === 'refused');

        expect(found.map(({ error }) => error)).toEqual(found.map(() => 'InvalidParameterException'));
        expect(found).toContainEqual(
            expect.objectContaining({
                says: says instanceof RegExp ? expect.stringMatching(says) : says,
                next: next instanceof RegExp ? expect.stringMatching(next) : next,
            }),
        );
    });

    test('three configurations are more than two', () => {
        const found = of([ACTIVITY, NOTIFICATION, NOTIFICATION]);

        expect(found.map(({ says }) => says)).toEqual([
            `${VALIDATION}at 'logConfigurations' failed to satisfy constraint: Member must have length less than or equal to 2`,
            '… appear more then once in a request: [userNotification].',
        ]);
    });

    test('each mistake of a request is told', () => {
        expect(
            of([{ EventSource: 'x', LogLevel: 'y', FirehoseConfiguration: { StreamArn: 'z' } }], {}, '?'),
        ).toHaveLength(5);
    });
});

describe('what is known of the account is held against the request', () => {
    test.each([
        [
            'a plan that has no export of activity',
            [ACTIVITY],
            { tier: 'ESSENTIALS' },
            'FeatureUnavailableInTierException',
            /^User activity needs the Plus plan, the pool is on ESSENTIALS/,
        ],
        [
            'a log group of another account',
            [NOTIFICATION],
            { account: '210987654321' },
            'InvalidParameterException',
            'The log group is in 123456789012, the pool in 210987654321: name one of 210987654321.',
        ],
        [
            'a log group with a key',
            [NOTIFICATION],
            { isLogGroupEncrypted: true },
            'InvalidParameterException',
            /^Take the key off/,
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
            /^There are 10 resource policies, of 10\. Name the log group \/aws\/vendedlogs\//,
        ],
    ])('%s is refused', (_, configurations, facts, error, next) => {
        expect(of(configurations, facts)).toEqual([
            expect.objectContaining({
                severity: 'refused',
                error,
                next: next instanceof RegExp ? expect.stringMatching(next) : next,
            }),
        ]);
    });

    test.each([
        ['threat protection that is off', [ACTIVITY], { threatProtection: 'OFF' }, /while it is off, nothing comes/],
        [
            'a stream of another account',
            [ACTIVITY],
            { account: '210987654321' },
            /AWS does not say whether it takes that/,
        ],
        [
            'a destination in another region',
            [{ ...ACTIVITY, FirehoseConfiguration: { StreamArn: STREAM.replace('us-west-2', 'eu-west-1') } }],
            {},
            /^It is in eu-west-1, the pool in us-west-2/,
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
            /Name the log group \/aws\/vendedlogs\//,
        ],
    ])('%s is doubtful', (_, configurations, facts, next) => {
        expect(of(configurations, facts)).toEqual([
            expect.objectContaining({ severity: 'doubtful', error: null, next: expect.stringMatching(next) }),
        ]);
    });

    test('a pool on Essentials may export its notifications', () => {
        expect(of([NOTIFICATION], { tier: 'ESSENTIALS', threatProtection: 'OFF' })).toEqual([]);
    });
});
