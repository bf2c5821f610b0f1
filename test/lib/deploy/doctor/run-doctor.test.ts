/** Tests of doctor against a fake account with the resources of infra/: every broken part is found, with its fix. */
import { beforeEach, describe, expect, test } from 'vitest';
import { DOCTOR_ACTIONS } from '../../../../lib/deploy/account/lookup-actions.ts';
import { parseConfig } from '../../../../lib/deploy/config/read-config.ts';
import type { StackCheck } from '../../../../lib/deploy/doctor/stack-check.ts';
import { runDoctor, type DoctorSummary } from '../../../../lib/deploy/doctor/run-doctor.ts';
import { readCatalogue } from '../../../../lib/query/catalogue.ts';
import { EXAMPLE_CONFIG, makeFakeAccount, LAKE_BUCKET_NAME, type FakeAccount } from '../../../support/fake-account.ts';
import { restoreEnvironment } from '../../../support/restore-environment.ts';
import { withFakeAccount } from '../../../support/with-fake-account.ts';

restoreEnvironment();
beforeEach(() => {
    // The SDK would retry unknown calls, after a pause.
    process.env['AWS_MAX_ATTEMPTS'] = '1';
});

const diagnose = async (account: FakeAccount, config = EXAMPLE_CONFIG): Promise<DoctorSummary> =>
    withFakeAccount(account, async (env) => {
        Object.assign(process.env, env);
        return runDoctor(parseConfig(config, 'lake.config.yml'), 'dev', Date.now());
    });

const notPassed = ({ checks }: DoctorSummary): readonly StackCheck[] =>
    checks.filter(({ state }) => state !== 'passed');

/** The value with a name. Throws if it is missing. */
const of = <Value>(all: ReadonlyMap<string, Value>, name: string): Value => {
    const found = all.get(name);
    if (found === undefined) throw new Error(`the account has no ${name}`);
    return found;
};

const [ACTIVITY, NOTIFICATION] = ['cognito-log-lake-dev-user-activity', 'cognito-log-lake-dev-user-notification'];
const GROUP = '/aws/vendedlogs/cognito-log-lake-dev/user-notification';
const GROUP_ARN = `arn:aws:logs:us-west-2:123456789012:log-group:${GROUP}`;
const EXPORT = 'cognito-log-lake-dev-export-123456789012-us-west-2';
const TOPIC = 'arn:aws:sns:us-west-2:123456789012:cognito-log-lake-dev-alarms';
const DATABASE = 'cognito_log_lake_dev';
const QUERY_COUNT = readCatalogue().length;
const today = new Date().toISOString().slice(0, 10).replaceAll('-', '/');

const FINDINGS = 'arn:aws:sns:us-west-2:123456789012:cognito-log-lake-dev-findings';
const schedule = ({ schedules }: FakeAccount) =>
    of(schedules, 'cognito-log-lake-dev-report/cognito-log-lake-dev-report');

const destination = ({ streams }: FakeAccount) =>
    of(streams, ACTIVITY)['Destinations'][0].ExtendedS3DestinationDescription;
const columns = ({ tables }: FakeAccount) => of(tables, `${DATABASE}.user_activity`)['StorageDescriptor'].Columns;

test('every check of a stack as infra/ deploys it passes', async () => {
    const summary = await diagnose(makeFakeAccount());

    expect(notPassed(summary)).toEqual([]);
    expect(summary).toMatchObject({
        stack: 'cognito-log-lake-dev',
        region: 'us-west-2',
        account: '123456789012',
        caller: 'arn:aws:iam::123456789012:user/ana',
        counts: { failed: 0, unknown: 0 },
    });
    expect(summary.counts.passed).toBeGreaterThan(35);
});

const KEY_ARN = 'arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555';
const KEY_CONFIG = EXAMPLE_CONFIG.replace(/^encryption: .*/m, `encryption: ${KEY_ARN}`);

test('doctor uses exactly the actions in its permissions', async () => {
    const account = makeFakeAccount(KEY_CONFIG);
    account.buckets
        .get(LAKE_BUCKET_NAME)
        ?.objects.set(`errors/${ACTIVITY}/processing-failed/2020/01/01/00/1`, new Date());

    await diagnose(account, KEY_CONFIG);

    expect([...account.calledActions].toSorted()).toEqual([...DOCTOR_ACTIONS].toSorted());
});

describe('doctor finds a part that was broken by hand, with a fix:', () => {
    test.each<readonly [string, (account: FakeAccount) => void, string, RegExp, RegExp]>([
        [
            'a stream’s tag',
            ({ tags }) => tags.set(ACTIVITY, [{ Key: 'Name', Value: 'x' }]),
            'stream’s tag',
            /lacks the tag LogDeliveryEnabled=true/,
            new RegExp(
                '^aws --region us-west-2 firehose tag-delivery-stream --delivery-stream-name ' +
                    'cognito-log-lake-dev-user-activity --tags Key=LogDeliveryEnabled,Value=true$',
            ),
        ],
        [
            'a missing subscription filter',
            ({ subscriptionFilters }) => subscriptionFilters.set(GROUP, []),
            'subscription filter',
            /has no subscription filter to its stream/,
            new RegExp(
                '^aws --region us-west-2 logs put-subscription-filter --log-group-name ' +
                    '/aws/vendedlogs/cognito-log-lake-dev/user-notification --filter-name ' +
                    String.raw`cognito-log-lake-dev-user-notification --filter-pattern '' --destination-arn ` +
                    'arn:aws:firehose:us-west-2:123456789012:deliverystream/' +
                    'cognito-log-lake-dev-user-notification --role-arn ',
            ),
        ],
        [
            'a subscription filter with a pattern',
            ({ subscriptionFilters }) =>
                Object.assign(of(subscriptionFilters, GROUP)[0] ?? {}, { filterPattern: 'ERROR' }),
            'subscription filter',
            /has the pattern "ERROR"/,
            /put-subscription-filter/,
        ],
        [
            'Lake Formation, which took the tables from IAM',
            (account) =>
                Object.assign(account.dataLakeSettings, {
                    CreateDatabaseDefaultPermissions: [],
                    CreateTableDefaultPermissions: [],
                }),
            'Lake Formation',
            /^does not give new tables to IAM_ALLOWED_PRINCIPALS/,
            /^Set lakeFormation: true in lake\.config\.yml/,
        ],
        [
            'log events that were not forwarded',
            ({ functionErrors }) =>
                functionErrors
                    .set(`AWS/Logs/IncomingLogEvents/LogGroupName/${GROUP}`, 500)
                    .set(`AWS/Logs/ForwardedLogEvents/LogGroupName/${GROUP}`, 499),
            'forwarded log events',
            /^500 log events arrived in the last 2 days, but only 499 were forwarded$/,
            /"Log events are not forwarded" in docs\/runbook\.md/,
        ],
        [
            'a log delivery to another destination',
            ({ deliveries }) =>
                Object.assign(of(deliveries, 'us-west-2_EXAMPLE')[0] ?? {}, {
                    FirehoseConfiguration: {
                        StreamArn: 'arn:aws:firehose:us-west-2:123456789012:deliverystream/other',
                    },
                }),
            'log delivery',
            /^userAuthEvents goes to .*\/other at INFO, not to .*\/cognito-log-lake-dev-user-activity at INFO$/,
            /^npm run -s lake -- apply --pool us-west-2_EXAMPLE --stage dev$/,
        ],
        [
            'a log delivery that was deleted',
            ({ deliveries }) => deliveries.set('us-west-2_EXAMPLE3', []),
            'log delivery',
            /^userAuthEvents has no destination$/,
            /apply --pool us-west-2_EXAMPLE3/,
        ],
        [
            'a pool with another feature plan',
            ({ pools }) => Object.assign(of(pools, 'us-west-2_EXAMPLE2'), { UserPoolTier: 'ESSENTIALS' }),
            'user pool',
            /has the plan ESSENTIALS/,
            /Change the plan to Plus/,
        ],
        [
            'disabled threat protection',
            ({ pools }) => Object.assign(of(pools, 'us-west-2_EXAMPLE2'), { UserPoolAddOns: undefined }),
            'user pool',
            /has threat protection off/,
            /Set threat protection/,
        ],
        [
            'a missing pool',
            ({ pools }) => pools.delete('us-west-2_EXAMPLE'),
            'user pool',
            /does not exist/,
            /Check its id in lake\.config\.yml/,
        ],
        [
            'a column with the wrong type',
            (account) => Object.assign(columns(account)[1], { Type: 'string' }),
            'table',
            /^its column event_at is string, not timestamp$/,
            new RegExp(
                '^npm run -s lake -- plan --table-input user_activity --account 123456789012 --stage ' +
                    String.raw`dev > user_activity\.json && aws --region us-west-2 glue update-table ` +
                    String.raw`--database-name cognito_log_lake_dev --table-input file://user_activity\.json$`,
            ),
        ],
        [
            'a missing column',
            (account) => columns(account).pop(),
            'table',
            /^lacks the column extra_values$/,
            /glue update-table/,
        ],
        [
            'an additional column',
            (account) => columns(account).push({ Name: 'evil', Type: 'string' }),
            'table',
            /has a column evil, which schemas\/ does not define/,
            /glue update-table/,
        ],
        [
            'columns in the wrong order',
            (account) => columns(account).reverse(),
            'table',
            /its columns are in the wrong order/,
            /glue update-table/,
        ],
        [
            'a pool missing from the projection',
            ({ tables }) =>
                Object.assign(of(tables, `${DATABASE}.user_activity`)['Parameters'], {
                    'projection.user_pool_id.values': 'us-west-2_EXAMPLE',
                }),
            'table',
            /its parameter projection\.user_pool_id\.values is us-west-2_EXAMPLE, not us-west-2_EXAMPLE,us-west/,
            /glue update-table/,
        ],
        [
            'a missing table',
            ({ tables }) => tables.delete(`${DATABASE}.allowlist`),
            'table',
            /does not exist/,
            /--table-input allowlist .*glue create-table/,
        ],
        [
            'a view with other SQL',
            ({ tables }) =>
                Object.assign(of(tables, `${DATABASE}.attempts`), { ViewOriginalText: '/* Presto View: e30= */' }),
            'view',
            /its SQL differs from athena\/views/,
            /--table-input attempts .*glue update-table/,
        ],
        [
            'a changed environment variable of the transform',
            ({ functions }) =>
                Object.assign(of(functions, 'cognito-log-lake-dev-transform')['Environment'].Variables, {
                    ACTIVITY_STREAM: 'other',
                    OWN: 'kept',
                }),
            'function',
            /has changed environment variables: ACTIVITY_STREAM is "other", not "cognito-log-lake-dev-user-activity"$/,
            new RegExp(
                '^aws --region us-west-2 lambda update-function-configuration --function-name ' +
                    'cognito-log-lake-dev-transform --environment ' +
                    String.raw`'\{"Variables":\{"ACTIVITY_STREAM":"cognito-log-lake-dev-user-activity",` +
                    String.raw`.*"OWN":"kept"\}\}'$`,
            ),
        ],
        [
            'a function that can’t run',
            ({ functions }) =>
                Object.assign(of(functions, 'cognito-log-lake-dev-transform'), {
                    State: 'Failed',
                    StateReason: 'no image',
                }),
            'function',
            /can't run: no image/,
            /serverless deploy --force/,
        ],
        [
            'a disabled event source of the import',
            ({ eventSources }) =>
                Object.assign(of(eventSources, 'cognito-log-lake-dev-import')[0] ?? {}, { State: 'Disabled' }),
            'event source',
            /is disabled/,
            /update-event-source-mapping --uuid a-b-c --enabled/,
        ],
        [
            'a missing event source of the import',
            ({ eventSources }) => eventSources.set('cognito-log-lake-dev-import', []),
            'event source',
            /has no event source mapping/,
            new RegExp(
                'create-event-source-mapping --function-name cognito-log-lake-dev-import ' +
                    '--event-source-arn arn:aws:sqs:us-west-2:123456789012:cognito-log-lake-dev-import',
            ),
        ],
        [
            'a workgroup that is not enforced',
            ({ workGroups }) =>
                Object.assign(of(workGroups, 'cognito-log-lake-dev')['Configuration'], {
                    EnforceWorkGroupConfiguration: false,
                }),
            'workgroup',
            /is not enforced/,
            new RegExp(
                'athena update-work-group --work-group cognito-log-lake-dev --configuration-updates ' +
                    String.raw`'\{"EnforceWorkGroupConfiguration":true,` +
                    String.raw`.*"ResultConfigurationUpdates":\{"OutputLocation":"s3://` +
                    'cognito-log-lake-dev-lake-123456789012-us-west-2/results/"',
            ),
        ],
        [
            'a workgroup without a scan limit',
            ({ workGroups }) =>
                Object.assign(of(workGroups, 'cognito-log-lake-dev')['Configuration'], {
                    BytesScannedCutoffPerQuery: undefined,
                }),
            'workgroup',
            /has a scan limit of no bytes, not 10000000000/,
            /"BytesScannedCutoffPerQuery":10000000000/,
        ],
        [
            'a missing named query',
            ({ namedQueries }) => namedQueries.splice(3, 1),
            'named queries',
            new RegExp(`^lacks 1 of ${QUERY_COUNT}: `),
            /npx serverless deploy --stage dev/,
        ],
        [
            'a named query with another text',
            ({ namedQueries }) => Object.assign(namedQueries[0] ?? {}, { QueryString: 'select 1' }),
            'named queries',
            new RegExp(`^1 of ${QUERY_COUNT} differ from athena/queries: `),
            /update-named-query/,
        ],
        [
            'a missing alarm topic',
            ({ topics }) => topics.delete(TOPIC),
            'alarm topic',
            /does not exist/,
            new RegExp(
                '^aws --region us-west-2 sns create-topic --name cognito-log-lake-dev-alarms, then ' +
                    'aws --region us-west-2 sns subscribe --topic-arn ' +
                    'arn:aws:sns:us-west-2:123456789012:cognito-log-lake-dev-alarms --protocol email ' +
                    String.raw`--notification-endpoint security@example\.com`,
            ),
        ],
        [
            'an unconfirmed subscription to alarms',
            ({ topics }) => Object.assign(of(topics, TOPIC)[0] ?? {}, { SubscriptionArn: 'PendingConfirmation' }),
            'alarm topic',
            /security@example\.com has not confirmed/,
            /Follow the link/,
        ],
        [
            'a missing subscription to alarms',
            ({ topics }) => topics.set(TOPIC, []),
            'alarm topic',
            /is not subscribed/,
            /sns subscribe/,
        ],
        [
            'an alarm with disabled actions',
            ({ alarms }) => Object.assign(alarms[2] ?? {}, { ActionsEnabled: false }),
            'alarms',
            /have their actions disabled: cognito-log-lake-dev-/,
            /enable-alarm-actions --alarm-names cognito-log-lake-dev-/,
        ],
        [
            'an alarm without an action',
            ({ alarms }) => Object.assign(alarms[2] ?? {}, { AlarmActions: [] }),
            'alarms',
            /do not notify the topic: cognito-log-lake-dev-/,
            /Add arn:aws:sns/,
        ],
        [
            'an alarm in state ALARM',
            ({ alarms }) => Object.assign(alarms[0] ?? {}, { StateValue: 'ALARM' }),
            'alarms',
            /is in alarm/,
            /Events were rejected/,
        ],
        [
            'a missing alarm',
            ({ alarms }) => alarms.splice(1, 1),
            'alarms',
            /^1 do not exist: cognito-log-lake-dev-/,
            /npx serverless deploy --stage dev/,
        ],
        ['missing alarms', ({ alarms }) => alarms.splice(0), 'alarms', /do not exist/, /deploy/],
        [
            'a missing notification of the queue',
            ({ buckets }) => Object.assign(of(buckets, EXPORT), { notifications: {} }),
            'export bucket',
            /does not notify the queue/,
            new RegExp(
                '^aws --region us-west-2 s3api put-bucket-notification-configuration --bucket ' +
                    'cognito-log-lake-dev-export-123456789012-us-west-2 --notification-configuration ' +
                    String.raw`'\{"QueueConfigurations":\[\{"QueueArn":"arn:aws:sqs:us-west-2:123456789012:cognito-` +
                    String.raw`log-lake-dev-import","Events":\["s3:ObjectCreated:\*"\]\}\]\}'$`,
            ),
        ],
        [
            'a missing policy of the export bucket',
            ({ buckets }) => Object.assign(of(buckets, EXPORT), { policy: null }),
            'export bucket’s policy',
            /does not exist/,
            /apply --bucket --stage dev$/,
        ],
        [
            'a missing policy of the queue',
            ({ queues }) => Object.assign(of(queues, 'cognito-log-lake-dev-import'), { Policy: '' }),
            'queue',
            /does not allow the export bucket to send/,
            /ImportQueuePolicy/,
        ],
        [
            'messages in the dead-letter queue',
            ({ queues }) =>
                Object.assign(of(queues, 'cognito-log-lake-dev-import-dead-letters'), {
                    ApproximateNumberOfMessages: '2',
                }),
            'dead-letter queue',
            /holds 2 messages/,
            new RegExp(
                'start-message-move-task --source-arn ' +
                    'arn:aws:sqs:us-west-2:123456789012:cognito-log-lake-dev-import-dead-letters$',
            ),
        ],
        [
            'a log group without a policy',
            ({ groupPolicies }) => groupPolicies.delete(GROUP_ARN),
            'resource policy',
            /^neither its policy nor one of the account allows delivery\.logs\.amazonaws\.com to write to it$/,
            new RegExp(
                `^aws --region us-west-2 logs put-resource-policy --resource-arn ${GROUP_ARN} --policy-document ` +
                    String.raw`'\{"Version":"2012-10-17".*user-notification:log-stream:\*.*` +
                    '"aws:SourceAccount":"123456789012"',
            ),
        ],
        [
            'a log group with a policy for another service',
            ({ groupPolicies }) => groupPolicies.set(GROUP_ARN, { policyDocument: '{}', revisionId: '7' }),
            'resource policy',
            /^neither its policy nor one of the account allows/,
            / --expected-revision-id 7 --policy-document /,
        ],
        [
            'an encrypted log group',
            ({ logGroups }) =>
                Object.assign(of(logGroups, GROUP), { kmsKeyId: 'arn:aws:kms:us-west-2:123456789012:key/a' }),
            'log group',
            /is encrypted with a KMS key/,
            /disassociate-kms-key/,
        ],
        [
            'a missing log group',
            ({ logGroups, subscriptionFilters }) => [logGroups.delete(GROUP), subscriptionFilters.delete(GROUP)],
            'log group',
            /does not exist/,
            /deploy/,
        ],
        [
            'a missing stream',
            ({ streams, tags }) => [streams.delete(NOTIFICATION), tags.delete(NOTIFICATION)],
            'stream',
            /does not exist/,
            /existingLakeBucket/,
        ],
        [
            'a stream that is being deleted',
            ({ streams }) => Object.assign(of(streams, ACTIVITY), { DeliveryStreamStatus: 'DELETING' }),
            'stream',
            /is DELETING/,
            /console/,
        ],
        [
            'a stream with another prefix',
            (account) => Object.assign(destination(account), { Prefix: 'x/' }),
            'stream',
            /^its Prefix is x\/, not user_activity\/user_pool_id=/,
            /firehose update-destination .*--extended-s3-destination-update '\{"Prefix":"user_activity/,
        ],
        [
            'a stream without its transform',
            (account) => Object.assign(destination(account), { ProcessingConfiguration: { Enabled: false } }),
            'stream',
            /runs no transform/,
            /of ActivityStream in/,
        ],
        [
            'a stream with the schema of another table',
            (account) =>
                Object.assign(destination(account).DataFormatConversionConfiguration.SchemaConfiguration, {
                    TableName: 'other',
                }),
            'stream',
            /uses the schema of cognito_log_lake_dev\.other, not of cognito_log_lake_dev\.user_activity/,
            /DataFormatConversionConfiguration/,
        ],
        [
            'a stream without conversion to Parquet',
            (account) => Object.assign(destination(account), { DataFormatConversionConfiguration: { Enabled: false } }),
            'stream',
            /writes no Parquet/,
            /DataFormatConversionConfiguration/,
        ],
        [
            'a lake bucket policy without a TLS rule',
            ({ buckets }) => Object.assign(of(buckets, LAKE_BUCKET_NAME), { policy: '{"Statement":[]}' }),
            'lake bucket’s policy',
            /allows requests without TLS/,
            /apply --bucket --stage dev$/,
        ],
        [
            'an error object of today',
            ({ buckets }) =>
                of(buckets, LAKE_BUCKET_NAME).objects.set(
                    `errors/${ACTIVITY}/processing-failed/${today}/00/1`,
                    new Date(),
                ),
            'errors',
            /^error objects in the last 2 days: 1 of processing-failed$/,
            new RegExp(
                'redrive ' +
                    's3://cognito-log-lake-dev-lake-123456789012-us-west-2/errors/' +
                    'cognito-log-lake-dev-user-activity/',
            ),
        ],
        [
            'a failing function',
            ({ functionErrors }) => functionErrors.set('cognito-log-lake-dev-report', 3),
            'function’s errors',
            /^failed 3 times in the last 2 days$/,
            new RegExp(
                '^aws --region us-west-2 logs tail /aws/lambda/cognito-log-lake-dev-report --since ' +
                    '2d --filter-pattern ERROR$',
            ),
        ],
        [
            'a changed environment variable of the report',
            ({ functions }) =>
                Object.assign(of(functions, 'cognito-log-lake-dev-report')['Environment'].Variables, {
                    WORK_GROUP: 'primary',
                }),
            'function',
            /has changed environment variables: WORK_GROUP is "primary", not "cognito-log-lake-dev"$/,
            /update-function-configuration --function-name cognito-log-lake-dev-report/,
        ],
        [
            'a missing report function',
            ({ functions }) => functions.delete('cognito-log-lake-dev-report'),
            'function',
            /^does not exist$/,
            /deploy/,
        ],
        [
            'a disabled schedule',
            (account) => Object.assign(schedule(account), { State: 'DISABLED' }),
            'report schedule',
            /^is DISABLED: no reports are made$/,
            new RegExp(
                '^aws --region us-west-2 scheduler update-schedule --cli-input-json ' +
                    String.raw`'\{"Name":"cognito-log-lake-dev-report","GroupName":"cognito-log-lake-dev-report",` +
                    String.raw`"State":"ENABLED","ScheduleExpression":"cron\(0 6 \* \* \? ` +
                    String.raw`\*\)".*"RoleArn":"arn:aws:iam:`,
            ),
        ],
        [
            'a schedule at another time',
            (account) => Object.assign(schedule(account), { ScheduleExpression: 'rate(7 days)' }),
            'report schedule',
            /^has the schedule rate\(7 days\), not cron\(0 6 \* \* \? \*\)$/,
            /update-schedule/,
        ],
        [
            'a schedule in another time zone',
            (account) => Object.assign(schedule(account), { ScheduleExpressionTimezone: 'Asia/Tokyo' }),
            'report schedule',
            /^uses the time zone Asia\/Tokyo, not UTC$/,
            /"ScheduleExpressionTimezone":"UTC"/,
        ],
        [
            'a schedule with another target',
            (account) =>
                Object.assign(schedule(account)['Target'], {
                    Arn: 'arn:aws:lambda:us-west-2:123456789012:function:other',
                }),
            'report schedule',
            /^calls .*:function:other, not arn:aws:lambda:us-west-2:123456789012:function:cognito-log-lake-dev-report$/,
            /update-schedule/,
        ],
        [
            'a schedule with another input',
            (account) => Object.assign(schedule(account)['Target'], { Input: '{}' }),
            'report schedule',
            /^has an input that differs from the config$/,
            /"Input":"\{\\"scheduled_at\\":\\"<aws\.scheduler\.scheduled-time>/,
        ],
        ['a missing schedule', ({ schedules }) => schedules.clear(), 'report schedule', /^does not exist$/, /deploy/],
        [
            'an unencrypted findings topic',
            ({ topicAttributes }) => delete of(topicAttributes, FINDINGS)['KmsMasterKeyId'],
            'findings topic',
            /^is not encrypted, but findings contain personal data$/,
            new RegExp(
                '^aws --region us-west-2 sns set-topic-attributes --topic-arn ' +
                    'arn:aws:sns:us-west-2:123456789012:cognito-log-lake-dev-findings --attribute-name ' +
                    'KmsMasterKeyId --attribute-value alias/aws/sns$',
            ),
        ],
        [
            'a findings topic with another key',
            ({ topicAttributes }) => Object.assign(of(topicAttributes, FINDINGS), { KmsMasterKeyId: 'alias/mine' }),
            'findings topic',
            /^is encrypted with alias\/mine, not with alias\/aws\/sns$/,
            /set-topic-attributes/,
        ],
        [
            'a findings topic without a TLS rule',
            ({ topicAttributes }) => delete of(topicAttributes, FINDINGS)['Policy'],
            'findings topic',
            /^allows requests without TLS$/,
            /FindingsTopicPolicy/,
        ],
        [
            'a missing subscription to findings',
            ({ topics }) => topics.set(FINDINGS, []),
            'subscription to findings',
            /^security@example\.com is not subscribed: no e-mails about findings$/,
            new RegExp(
                '^aws --region us-west-2 sns subscribe --topic-arn ' +
                    'arn:aws:sns:us-west-2:123456789012:cognito-log-lake-dev-findings --protocol email ' +
                    String.raw`--notification-endpoint security@example\.com$`,
            ),
        ],
        [
            'an unconfirmed subscription to findings',
            ({ topics }) => Object.assign(of(topics, FINDINGS)[0] ?? {}, { SubscriptionArn: 'PendingConfirmation' }),
            'subscription to findings',
            /^security@example\.com has not confirmed the subscription: no e-mails about findings$/,
            /Follow the link/,
        ],
        [
            'a missing findings topic',
            ({ topics, topicAttributes }) => [topics.delete(FINDINGS), topicAttributes.delete(FINDINGS)],
            'findings topic',
            /^does not exist$/,
            new RegExp(
                '^aws --region us-west-2 sns create-topic --name cognito-log-lake-dev-findings, then ' +
                    '.*sns subscribe .*run doctor again',
            ),
        ],
        [
            'a missing rule for incomplete uploads',
            ({ buckets }) => of(buckets, LAKE_BUCKET_NAME).lifecycle.pop(),
            'lake bucket’s uploads',
            /^keeps the parts of incomplete uploads/,
            new RegExp(
                '^aws --region us-west-2 s3api put-bucket-lifecycle-configuration --bucket ' +
                    'cognito-log-lake-dev-lake-123456789012-us-west-2 --lifecycle-configuration ' +
                    String.raw`'\{"Rules":\[\{.*"ID":"errors".*"ID":"abandoned-uploads"`,
            ),
        ],
        [
            'a rule for incomplete uploads of one folder',
            ({ buckets }) =>
                Object.assign(of(buckets, LAKE_BUCKET_NAME).lifecycle.at(-1) ?? {}, { Prefix: 'user_activity/' }),
            'lake bucket’s uploads',
            /^keeps the parts/,
            /put-bucket-lifecycle/,
        ],
        [
            'a rule for incomplete uploads with a tag',
            ({ buckets }) =>
                Object.assign(of(buckets, LAKE_BUCKET_NAME).lifecycle.at(-1) ?? {}, {
                    Filter: '<Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter>',
                }),
            'lake bucket’s uploads',
            /^keeps the parts/,
            /put-bucket-lifecycle/,
        ],
        [
            'a disabled rule for incomplete uploads',
            ({ buckets }) =>
                Object.assign(of(buckets, LAKE_BUCKET_NAME).lifecycle.at(-1) ?? {}, { Status: 'Disabled' }),
            'lake bucket’s uploads',
            /^keeps the parts/,
            /put-bucket-lifecycle/,
        ],
        [
            'silence',
            ({ buckets }) => {
                const { objects } = of(buckets, LAKE_BUCKET_NAME);
                for (const key of objects.keys()) objects.set(key, new Date(Date.now() - 100 * 3_600_000));
            },
            'last record',
            /^no record for 100 hours \(the config allows 72\)$/,
            /Sign in once/,
        ],
    ])('%s', async (_, breakPart, part, message, fix) => {
        const account = makeFakeAccount();
        breakPart(account);

        const summary = await diagnose(account);

        expect(notPassed(summary)).toEqual([
            {
                state: 'failed',
                part,
                name: expect.any(String),
                message: expect.stringMatching(message),
                fix: expect.stringMatching(fix),
            },
        ]);
        expect(summary.counts.failed).toBe(1);
    });
});

describe('the report', () => {
    test('has the time of its newest object', async () => {
        const account = makeFakeAccount();
        const [earlier, last] = [new Date('2026-01-10T06:00:00Z'), new Date('2026-01-11T06:00:05Z')];
        const day = new Date().toISOString().slice(0, 10);
        of(account.buckets, LAKE_BUCKET_NAME)
            .objects.set('reports/dt=2020-01-01/summary.txt', earlier)
            .set(`reports/dt=${day}/findings.ndjson`, earlier)
            .set(`reports/dt=${day}/summary.txt`, last);

        const { checks } = await diagnose(account);

        expect(checks.find(({ part }) => part === 'last report')).toMatchObject({
            state: 'passed',
            message: '2026-01-11T06:00:05.000Z',
        });
    });

    test('passes without a subscriber and with a customer managed key', async () => {
        const config = KEY_CONFIG.replace(/^ {2}email: .*/m, '  email: none');
        const account = makeFakeAccount(config);

        const summary = await diagnose(account, config);
        account.topics.delete(FINDINGS);
        account.topicAttributes.delete(FINDINGS);
        const missing = notPassed(await diagnose(account, config));

        expect(notPassed(summary)).toEqual([]);
        expect(summary.checks.find(({ part }) => part === 'subscription to findings')?.message).toBe(
            'exists; the config has no subscriber',
        );
        expect(missing.map(({ fix }) => fix)).toEqual([
            'aws --region us-west-2 sns create-topic --name cognito-log-lake-dev-findings. Then run doctor ' +
                'again for the remaining fixes.',
        ]);
    });

    test('is not checked if the config has none', async () => {
        const config = EXAMPLE_CONFIG.replace(/^report:\n(?: .*\n)+/m, '');
        const account = makeFakeAccount(config);

        expect(notPassed(await diagnose(account, config))).toEqual([]);
        expect(
            [...account.calledActions].filter(
                (action) => action.startsWith('scheduler:') || action === 'sns:GetTopicAttributes',
            ),
        ).toEqual([]);
    });
});

test('an old error object is ignored', async () => {
    const account = makeFakeAccount();
    of(account.buckets, LAKE_BUCKET_NAME).objects.set(
        `errors/${ACTIVITY}/processing-failed/2020/01/01/00/1`,
        new Date(),
    );

    expect(notPassed(await diagnose(account))).toEqual([]);
});

test('a lake without any record is unknown, not failed', async () => {
    const account = makeFakeAccount();
    of(account.buckets, LAKE_BUCKET_NAME).objects.clear();

    expect(notPassed(await diagnose(account))).toEqual([
        {
            state: 'unknown',
            part: 'last record',
            name: 'user_activity',
            message: 'no record in the last 8 days',
            fix: expect.stringMatching(/^Sign in once/),
        },
    ]);
});

describe('a check is unknown', () => {
    /** If one of these is denied, doctor does not try later actions. */
    const FIRST: readonly string[] = [
        'athena:ListNamedQueries',
        'sqs:GetQueueUrl',
        's3:ListBucket',
        'glue:GetDatabase',
    ];

    test.each([
        ['most permissions', DOCTOR_ACTIONS.filter((action) => !FIRST.includes(action))],
        ['the permissions that others depend on', FIRST],
    ])('without %s, and names the denied action', async (_, actions) => {
        const account = makeFakeAccount(KEY_CONFIG);
        for (const action of actions) account.deniedActions.add(action);

        const found = notPassed(await diagnose(account, KEY_CONFIG));

        expect(found.map(({ state, message, fix }) => `${state} ${message} ${fix}`)).toEqual(
            found.map(
                ({ message }) =>
                    `unknown ${message} Allow ${message.replace('access is denied: ', '')} to the caller of doctor.`,
            ),
        );
        expect([...new Set(found.map(({ message }) => message))].toSorted()).toEqual(
            [...actions].toSorted().map((action) => `access is denied: ${action}`),
        );
    });

    test('if an emulator lacks the call, with the reason', async () => {
        const account = makeFakeAccount();
        for (const action of DOCTOR_ACTIONS) account.unsupportedActions.add(action);

        const { checks } = await diagnose(account);

        for (const check of checks)
            expect(check).toMatchObject({
                state: 'unknown',
                message: expect.stringMatching(/UnknownOperation|This emulator has no such call|UnknownError|501/),
            });
        expect(checks.length).toBeGreaterThan(25);
    });

    test('if a field is missing in the response', async () => {
        const account = makeFakeAccount();
        account.pools.set('us-west-2_EXAMPLE', {});
        account.workGroups.set('cognito-log-lake-dev', {});
        Object.assign(of(account.streams, ACTIVITY), { Destinations: [] });
        Object.assign(of(account.eventSources, 'cognito-log-lake-dev-import')[0] ?? {}, {
            FunctionResponseTypes: undefined,
        });
        Object.assign(of(account.queues, 'cognito-log-lake-dev-import'), { ApproximateNumberOfMessages: undefined });
        Object.assign(of(account.streams, NOTIFICATION)['Destinations'][0].ExtendedS3DestinationDescription, {
            ProcessingConfiguration: undefined,
            DynamicPartitioningConfiguration: undefined,
            DataFormatConversionConfiguration: undefined,
        });

        const found = notPassed(await diagnose(account));

        expect(found.map(({ state, message }) => `${state}: ${message}`)).toEqual(
            [
                'its feature plan and threat protection',
                'its message count',
                'its response types',
                'its destination',
                'its processing configuration',
                'its dynamic partitioning',
                'its format conversion',
                'its configuration',
            ].map((what) => `unknown: the response does not contain ${what}`),
        );
    });
});

test('a caller who may list only some folders gets their checks, and the missing permission for others', async () => {
    const account = makeFakeAccount();
    const processing = `errors/${ACTIVITY}/processing-failed/`;
    of(account.buckets, LAKE_BUCKET_NAME).objects.set(`${processing}${today}/00/1`, new Date());
    for (const prefix of [processing, `errors/${NOTIFICATION}/`, 'user_activity/user_pool_id=us-west-2_EXAMPLE/'])
        account.unlistablePrefixes.add(prefix);

    const found = notPassed(await diagnose(account));

    expect(found.map(({ state, part, name, message, fix }) => `${state} ${part} ${name}: ${message} ${fix}`)).toEqual(
        [
            [`errors s3://${LAKE_BUCKET_NAME}/errors/${ACTIVITY}/`],
            [`errors s3://${LAKE_BUCKET_NAME}/errors/${NOTIFICATION}/`],
            ['last record user_activity'],
        ].map(
            ([which]) =>
                `unknown ${which}: access is denied: s3:ListBucket Allow s3:ListBucket to the caller of doctor.`,
        ),
    );
});

test('fields that an emulator omits are shown as unknown or pass', async () => {
    const account = makeFakeAccount();
    Object.assign(of(account.functions, 'cognito-log-lake-dev-transform'), { State: undefined, Runtime: undefined });
    Object.assign(of(account.subscriptionFilters, GROUP)[0] ?? {}, { filterPattern: undefined });
    Object.assign(of(account.pools, 'us-west-2_EXAMPLE'), { UserPoolTier: undefined });
    Object.assign(of(account.streams, ACTIVITY), { VersionId: undefined });

    const summary = await diagnose(account);

    expect(notPassed(summary)).toEqual([]);
    expect(summary.checks.find(({ name }) => name === 'cognito-log-lake-dev-transform')?.message).toBe(
        'exists, unknown runtime, environment as configured',
    );
    expect(summary.checks.find(({ part, name }) => part === 'user pool' && name === 'us-west-2_EXAMPLE')?.message).toBe(
        'plan unknown, threat protection AUDIT',
    );
});

test('a pool without a log delivery has no destination for its sources', async () => {
    const account = makeFakeAccount();
    account.missingActions.add('cognito-idp:GetLogDeliveryConfiguration');

    const found = notPassed(await diagnose(account)).filter(({ name }) => name === 'us-west-2_EXAMPLE');

    expect(found.map(({ part, message }) => `${part}: ${message}`)).toEqual([
        'log delivery: userAuthEvents has no destination',
        'log delivery: userNotification has no destination',
    ]);
});

test('a pool that exports only notifications passes with any plan and without threat protection', async () => {
    const config = EXAMPLE_CONFIG.replace(
        /^pools:\n[^]*?\n\n/m,
        'pools:\n  - { id: us-west-2_EXAMPLE, userActivity: none, userNotification: cloudwatch }\n\n',
    );
    const account = makeFakeAccount(config);
    account.pools.set('us-west-2_EXAMPLE', { UserPoolTier: 'LITE' });

    const summary = await diagnose(account, config);

    expect(notPassed(summary)).toEqual([]);
    expect(
        summary.checks
            .filter(({ name }) => name === 'us-west-2_EXAMPLE')
            .map(({ part, message }) => `${part}: ${message}`),
    ).toEqual(['user pool: exists', 'log delivery: userNotification to cloudwatch']);
});

test.each([
    ['a wildcard of AWS itself', '/aws/vendedlogs/*:log-stream:*', []],
    ['another group', '/aws/vendedlogs/other:log-stream:*', ['resource policy']],
])('without a policy on the group, a policy of the account for %s is judged', async (_, resource, failed) => {
    const account = makeFakeAccount();
    account.groupPolicies.delete(GROUP_ARN);
    const document = {
        Statement: [
            {
                Principal: { Service: 'delivery.logs.amazonaws.com' },
                Resource: `arn:aws:logs:us-west-2:123456789012:log-group:${resource}`,
            },
        ],
    };
    account.resourcePolicies.push({ policyDocument: JSON.stringify(document) });

    expect(notPassed(await diagnose(account)).map(({ part }) => part)).toEqual(failed);
});

describe('with a customer managed key, doctor finds', () => {
    const encryption = ({ streams }: FakeAccount) => of(streams, ACTIVITY)['DeliveryStreamEncryptionConfiguration'];

    test.each<readonly [string, (account: FakeAccount) => unknown, RegExp, RegExp]>([
        [
            'a disabled key',
            ({ keys }) => Object.assign(of(keys, KEY_ARN), { KeyState: 'Disabled' }),
            /^KMS key: is Disabled: nothing can be written or read$/,
            new RegExp(`^aws --region us-west-2 kms enable-key --key-id ${KEY_ARN}$`),
        ],
        [
            'a key that will be deleted',
            ({ keys }) => Object.assign(of(keys, KEY_ARN), { KeyState: 'PendingDeletion' }),
            /^KMS key: is PendingDeletion/,
            /kms cancel-key-deletion .*, then .*kms enable-key /,
        ],
        [
            'an asymmetric key',
            ({ keys }) => Object.assign(of(keys, KEY_ARN), { KeySpec: 'RSA_2048' }),
            /^KMS key: is a key of RSA_2048 for ENCRYPT_DECRYPT: Firehose needs a symmetric key/,
            /^Create a symmetric key/,
        ],
        [
            'a missing key',
            ({ keys }) => keys.delete(KEY_ARN),
            /^KMS key: does not exist$/,
            /^Set encryption to the ARN of an existing key/,
        ],
        [
            'a stream whose encryption failed',
            (account) =>
                Object.assign(encryption(account), {
                    Status: 'ENABLING_FAILED',
                    FailureDescription: { Type: 'KMS_ACCESS_DENIED', Details: 'no grant' },
                }),
            /^stream: has the encryption status ENABLING_FAILED: no grant: records may be unencrypted$/,
            new RegExp(
                'kms:CreateGrant and kms:DescribeKey .* younger than six hours.*start-delivery-stream-encryption ' +
                    `--delivery-stream-name ${ACTIVITY} .*"KeyARN":"${KEY_ARN}"`,
            ),
        ],
        [
            'a stream that is encrypted with a key owned by AWS',
            (account) => Object.assign(encryption(account), { KeyARN: undefined, KeyType: 'AWS_OWNED_CMK' }),
            new RegExp(`^stream: is encrypted with a key owned by AWS, not with ${KEY_ARN}$`),
            /start-delivery-stream-encryption/,
        ],
    ])('%s', async (_, change, message, fix) => {
        const account = makeFakeAccount(KEY_CONFIG);
        change(account);

        const found = notPassed(await diagnose(account, KEY_CONFIG));

        expect(found.map((check) => ({ ...check, message: `${check.part}: ${check.message}` }))).toEqual([
            expect.objectContaining({
                state: 'failed',
                message: expect.stringMatching(message),
                fix: expect.stringMatching(fix),
            }),
        ]);
    });

    test('a response without the state of the key or of the encryption', async () => {
        const account = makeFakeAccount(KEY_CONFIG);
        account.keys.set(KEY_ARN, {});
        of(account.streams, ACTIVITY)['DeliveryStreamEncryptionConfiguration'] = undefined;

        expect(notPassed(await diagnose(account, KEY_CONFIG)).map(({ state, message }) => [state, message])).toEqual([
            ['unknown', 'the response does not contain its state'],
            ['unknown', 'the response does not contain its encryption status'],
        ]);
    });

    test('that a stream is still being encrypted', async () => {
        const account = makeFakeAccount(KEY_CONFIG);
        Object.assign(encryption(account), { Status: 'ENABLING' });

        expect(notPassed(await diagnose(account, KEY_CONFIG))).toEqual([
            expect.objectContaining({ state: 'unknown', part: 'stream', message: 'is being encrypted' }),
        ]);
    });
});

test.each([
    ['unencrypted', { Status: 'DISABLED' }, 'has the encryption status DISABLED: records may be unencrypted'],
    [
        'encrypted with another key',
        { Status: 'ENABLED', KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: KEY_ARN },
        `is encrypted with ${KEY_ARN}, not with a key owned by AWS`,
    ],
])('without a customer managed key, a stream that is %s is found', async (_, found, message) => {
    const account = makeFakeAccount();
    of(account.streams, ACTIVITY)['DeliveryStreamEncryptionConfiguration'] = found;

    const [problem, ...others] = notPassed(await diagnose(account));

    expect(others).toEqual([]);
    expect(problem).toMatchObject({ part: 'stream', message, fix: expect.stringContaining('"AWS_OWNED_CMK"') });
});

test('an existing log group without a policy, or a missing one, is put right by apply', async () => {
    const config = `${EXAMPLE_CONFIG}\nexistingExportLogGroups: true\n`;
    const account = makeFakeAccount();
    account.groupPolicies.delete(GROUP_ARN);
    account.logGroups.delete(GROUP.replace('notification', 'activity'));

    const found = notPassed(await diagnose(account, config)).filter(({ part }) => /log group|policy/.test(part));

    expect(found.map(({ part, fix }) => [part, fix])).toEqual([
        ['log group', 'npm run -s lake -- apply --log-groups --stage dev'],
        ['resource policy', 'npm run -s lake -- apply --log-groups --stage dev'],
    ]);
});

describe('doctor compares a bucket with the config, and apply --bucket puts it right:', () => {
    const KEY = 'arn:aws:kms:us-west-2:123456789012:key/other';

    test.each<readonly [string, (account: FakeAccount) => unknown, readonly string[]]>([
        [
            'no lifecycle rules at all',
            ({ buckets }) => of(buckets, LAKE_BUCKET_NAME).lifecycle.splice(0),
            ['lake bucket’s uploads: keeps the parts', 'lake bucket’s lifecycle: is user_activity: no rule;'],
        ],
        [
            'another retention',
            ({ buckets }) =>
                Object.assign(of(buckets, EXPORT).lifecycle.find(({ Id }) => Id === 'exports') ?? {}, {
                    ExpirationInDays: 5,
                }),
            ['export bucket’s lifecycle: is exports: everything after 5 days, not exports: everything after 30 days'],
        ],
        [
            'another key',
            ({ buckets }) =>
                Object.assign(of(buckets, LAKE_BUCKET_NAME), {
                    encryption: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY },
                }),
            [`lake bucket’s encryption: is aws:kms with ${KEY}, not AES256`],
        ],
        [
            'no encryption',
            ({ buckets }) => Object.assign(of(buckets, EXPORT), { encryption: null }),
            ['export bucket’s encryption: is none, not AES256'],
        ],
        [
            'versions that the config does not have',
            ({ buckets }) => Object.assign(of(buckets, LAKE_BUCKET_NAME), { versioning: 'Enabled' }),
            [
                'lake bucket’s lifecycle: is versions: no rule, not versions: everything after 1 days',
                'lake bucket’s versions: is Enabled, not Suspended',
            ],
        ],
        [
            'a statement for another account',
            ({ buckets }) =>
                Object.assign(of(buckets, EXPORT), {
                    policy: of(buckets, EXPORT).policy?.replaceAll('123456789012"', '210987654321"'),
                }),
            ['export bucket’s policy: has the statements: TlsOnly, CognitoReadsBucket, CognitoWrites, not '],
        ],
    ])('%s', async (_, change, expected) => {
        const account = makeFakeAccount();
        change(account);

        const found = notPassed(await diagnose(account)).map(({ part, message }) => `${part}: ${message}`);

        expect(found).toEqual(expected.map((text) => expect.stringContaining(text)));
    });
});

test('the tag is found among the maximum of 50 tags', async () => {
    const account = makeFakeAccount();
    account.tags.set(ACTIVITY, [
        ...Array.from({ length: 49 }, (_, index) => ({ Key: `cost-${index}`, Value: 'x' })),
        ...of(account.tags, ACTIVITY),
    ]);

    expect(notPassed(await diagnose(account))).toEqual([]);
});

test('empty responses crash nothing and pass almost no check', async () => {
    const account = makeFakeAccount();
    account.hasEmptyReplies = true;

    const { checks, counts } = await diagnose(account);

    expect(counts.failed).toBeGreaterThan(15);
    expect(checks.filter(({ state }) => state === 'passed').map(({ part }) => part)).toEqual([
        'lake bucket',
        'last record',
        'lake bucket’s versions',
        'export bucket’s versions',
        'database',
        'last report',
    ]);
});

test('empty entries in responses match nothing', async () => {
    const account = makeFakeAccount();
    account.subscriptionFilters.set(GROUP, [{}]);
    account.tags.set(ACTIVITY, [{}]);
    account.resourcePolicies.push({});
    account.groupPolicies.set(GROUP_ARN, {});
    account.eventSources.set('cognito-log-lake-dev-import', [{}]);
    account.topics.set(TOPIC, [{}]);
    account.namedQueries.splice(0, 1, { WorkGroup: 'cognito-log-lake-dev', NamedQueryId: 'x' });
    account.pools.set('us-west-2_EXAMPLE', { UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } });
    account.deliveries.set('us-west-2_EXAMPLE3', [{ EventSource: 'userAuthEvents' }]);
    Object.assign(of(account.tables, `${DATABASE}.user_activity`)['StorageDescriptor'], { Columns: [{}] });
    of(account.tables, `${DATABASE}.allowlist`)['StorageDescriptor'] = undefined;
    of(account.tables, `${DATABASE}.attempts`)['ViewOriginalText'] = '';
    Object.assign(destination(account), {
        Prefix: undefined,
        DataFormatConversionConfiguration: { Enabled: true },
        ProcessingConfiguration: { Enabled: true },
    });

    const found = notPassed(await diagnose(account));

    expect(found.map(({ part }) => part)).toEqual([
        'log delivery',
        'subscription filter',
        'resource policy',
        'event source',
        'stream',
        'stream',
        'stream',
        'stream’s tag',
        'table',
        'table',
        'view',
        'named queries',
        'alarm topic',
    ]);
    expect(found.find(({ part }) => part === 'view')?.message).toBe('has no SQL');
});

test('the message of a failed check has the reason of the service', async () => {
    const account = makeFakeAccount();
    Object.assign(of(account.streams, ACTIVITY), {
        DeliveryStreamStatus: 'CREATING_FAILED',
        FailureDescription: { Type: 'KMS', Details: 'no key' },
    });
    Object.assign(of(account.functions, 'cognito-log-lake-dev-transform'), {
        LastUpdateStatus: 'Failed',
        LastUpdateStatusReason: 'no role',
    });
    Object.assign(of(account.functions, 'cognito-log-lake-dev-import'), {
        State: 'Failed',
        LastUpdateStatus: 'Failed',
    });
    Object.assign(of(account.workGroups, 'cognito-log-lake-dev'), { State: 'DISABLED' });
    Object.assign(of(account.workGroups, 'cognito-log-lake-dev')['Configuration'], {
        EngineVersion: { SelectedEngineVersion: 'PySpark engine version 3' },
        ResultConfiguration: {},
    });
    Object.assign(of(account.eventSources, 'cognito-log-lake-dev-import')[0] ?? {}, { FunctionResponseTypes: [] });
    Object.assign(of(account.queues, 'cognito-log-lake-dev-import'), { RedrivePolicy: '' });
    Object.assign(destination(account), {
        S3BackupMode: 'Disabled',
        DynamicPartitioningConfiguration: { Enabled: false },
        ProcessingConfiguration: {
            Enabled: true,
            Processors: [
                {
                    Type: 'Lambda',
                    Parameters: [
                        {
                            ParameterName: 'LambdaArn',
                            ParameterValue: 'arn:aws:lambda:us-west-2:123456789012:function:other',
                        },
                    ],
                },
            ],
        },
    });
    Object.assign(of(account.buckets, EXPORT), { policy: '{}' });
    account.namedQueries.splice(0, 5);

    const found = notPassed(await diagnose(account)).map(({ message }) => message);

    expect(found.map((message) => message.replace(/: [a-z_]+, .* and 2 more$/, ''))).toEqual([
        'does not allow delivery.logs.amazonaws.com to write',
        'has no dead-letter queue for messages that keep failing',
        'its last update failed: no role',
        "can't run: Failed",
        'its last update failed: Failed',
        'lacks the response type ReportBatchItemFailures: one bad object blocks the others',
        'is CREATING_FAILED: no key',
        'runs arn:aws:lambda:us-west-2:123456789012:function:other, not ' +
            'arn:aws:lambda:us-west-2:123456789012:function:cognito-log-lake-dev-transform',
        'has no dynamic partitioning',
        'has no raw backup, but the config sets rawBackup',
        'is disabled',
        `writes results to no location, not to s3://${LAKE_BUCKET_NAME}/results/`,
        'does not encrypt results as configured',
        'runs on PySpark engine version 3, not Athena engine version 3',
        `lacks 5 of ${QUERY_COUNT}`,
    ]);
});

test('the fix for a missing notification keeps those to other queues, topics, functions and EventBridge', async () => {
    const account = makeFakeAccount();
    const others =
        '<TopicConfiguration><Topic>arn:aws:sns:us-west-2:123456789012:seen</Topic>' +
        '<Event>s3:ObjectRemoved:*</Event></TopicConfiguration>' +
        '<CloudFunctionConfiguration>' +
        '<CloudFunction>arn:aws:lambda:us-west-2:123456789012:function:seen</CloudFunction>' +
        '<Event>s3:ObjectRemoved:*</Event></CloudFunctionConfiguration><EventBridgeConfiguration/>';
    Object.assign(of(account.buckets, EXPORT), {
        notifications: {
            QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: 'arn:aws:sqs:us-west-2:123456789012:other' }],
            others,
        },
    });

    const [found] = notPassed(await diagnose(account));

    expect(found?.fix).toContain('"QueueArn":"arn:aws:sqs:us-west-2:123456789012:other"');
    expect(found?.fix).toContain('"QueueArn":"arn:aws:sqs:us-west-2:123456789012:cognito-log-lake-dev-import"');
    expect(found?.fix).toContain(
        '"TopicConfigurations":[{"TopicArn":"arn:aws:sns:us-west-2:123456789012:seen",' +
            '"Events":["s3:ObjectRemoved:*"]}]',
    );
    expect(found?.fix).toContain('"LambdaFunctionArn":"arn:aws:lambda:us-west-2:123456789012:function:seen"');
    expect(found?.fix).toContain('"EventBridgeConfiguration":{}');
});

test('a thousand or more error objects are counted as such', async () => {
    const account = makeFakeAccount();
    for (let index = 0; index < 1000; index += 1)
        of(account.buckets, LAKE_BUCKET_NAME).objects.set(
            `errors/${ACTIVITY}/processing-failed/${today}/00/${index}`,
            new Date(),
        );

    expect(notPassed(await diagnose(account)).map(({ message }) => message)).toEqual([
        'error objects in the last 2 days: 1,000 or more of processing-failed',
    ]);
});

test('silence passes if the config has no silence alarm', async () => {
    const config = EXAMPLE_CONFIG.replace(/^silenceHours: .*/m, 'silenceHours: none').replace(
        /^ {4}silenceHours: .*\n/m,
        '',
    );
    const account = makeFakeAccount(config);
    of(account.buckets, LAKE_BUCKET_NAME).objects.clear();

    expect(notPassed(await diagnose(account, config))).toEqual([]);
});

test('a stack that is not deployed is one failed check, with the current account', async () => {
    const summary = await diagnose(makeFakeAccount(EXAMPLE_CONFIG, false));

    expect(notPassed(summary)).toEqual([
        {
            state: 'failed',
            part: 'stack',
            name: 'cognito-log-lake-dev',
            message: 'is not deployed to us-west-2',
            fix: expect.stringMatching(/^npx serverless deploy --stage dev\. .*the current account is 123456789012\.$/),
        },
    ]);
});

test('a config without a report has no checks of one', async () => {
    const config = EXAMPLE_CONFIG.replace(/^report:\n( +.*\n)+/m, '');
    const account = makeFakeAccount(config);

    const summary = await diagnose(account, config);

    expect(notPassed(summary)).toEqual([]);
    expect(summary.checks.filter(({ part, name }) => /report|findings/.test(`${part} ${name}`))).toEqual([]);
});

test('the last report has its time, and the fix for a topic without a subscriber only creates it', async () => {
    const config = EXAMPLE_CONFIG.replace(/^( +email: ).*/m, '$1none');
    const account = makeFakeAccount(config);
    const at = new Date(Date.now() - 3_600_000);
    of(account.buckets, LAKE_BUCKET_NAME).objects.set(
        `reports/dt=${at.toISOString().slice(0, 10)}/brute_force_by_address.json`,
        at,
    );
    expect((await diagnose(account, config)).checks.find(({ part }) => part === 'last report')?.message).toBe(
        at.toISOString(),
    );

    account.topics.delete(FINDINGS);
    account.topicAttributes.delete(FINDINGS);
    const found = notPassed(await diagnose(account, config));

    expect(found.map(({ part, message }) => `${part} ${message}`)).toEqual(['findings topic does not exist']);
    expect(found[0]?.fix).toMatch(
        /^aws --region us-west-2 sns create-topic --name \S+\. Then run doctor again for the remaining fixes\.$/,
    );
});

test('log groups and queues are not checked if no pool exports to them', async () => {
    const config = EXAMPLE_CONFIG.replace(
        /^pools:\n[^]*?\n\n/m,
        'pools:\n  - { id: us-west-2_EXAMPLE, userActivity: firehose, userNotification: none }\n\n',
    ).replace(/^alarmEmail: .*/m, 'alarmEmail: none');
    const account = makeFakeAccount(config);

    const summary = await diagnose(account, config);

    expect(notPassed(summary)).toEqual([]);
    expect([...account.calledActions].filter((action) => /^(logs|sqs):/.test(action))).toEqual([]);
});

test('a schedule with nothing but a name is described by what it lacks', async () => {
    const account = makeFakeAccount();
    const found = schedule(account);
    for (const key of ['State', 'ScheduleExpression', 'ScheduleExpressionTimezone']) delete found[key];
    delete found['Target'].Arn;

    const messages = notPassed(await diagnose(account))
        .filter(({ part }) => part === 'report schedule')
        .map(({ message }) => message);

    expect(messages).toEqual([
        'is not enabled: no reports are made',
        'has the schedule (none), not cron(0 6 * * ? *)',
        expect.stringMatching(/^calls nothing, not arn:aws:lambda:/),
    ]);
});
