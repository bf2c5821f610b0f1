/** Tests of doctor against an account that holds what infra/ makes: all is fine, and each thing that is broken is found with its fix. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DOCTOR_ACTIONS } from '../../../../lib/deploy/account/permissions.ts';
import { parseConfig } from '../../../../lib/deploy/config/read-config.ts';
import type { Check } from '../../../../lib/deploy/doctor/check.ts';
import { doctor, type Diagnosis } from '../../../../lib/deploy/doctor/doctor.ts';
import { readCatalogue } from '../../../../lib/query/catalogue.ts';
import { EXAMPLE, givenAccount, LAKE, type Account } from '../../../support/given-account.ts';
import { withAws } from '../../../support/given-account-calls.ts';

const before = { ...process.env };
beforeEach(() => {
    // What a call that is not known answers is tried again by the SDK, after a while.
    process.env['AWS_MAX_ATTEMPTS'] = '1';
});
afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
});

const asked = async (account: Account, settings = EXAMPLE): Promise<Diagnosis> =>
    withAws(account, async (env) => {
        Object.assign(process.env, env);
        return doctor(parseConfig(settings, 'lake.config.yml'), 'dev', Date.now());
    });

const notFine = ({ checks }: Diagnosis): readonly Check[] => checks.filter(({ state }) => state !== 'fine');

/** The one of a kind; must be there. */
const of = <Value>(all: ReadonlyMap<string, Value>, name: string): Value => {
    const found = all.get(name);
    if (found === undefined) throw new Error(`the account has no ${name}`);
    return found;
};

const [ACTIVITY, NOTIFICATION] = ['cognito-log-lake-dev-user-activity', 'cognito-log-lake-dev-user-notification'];
const GROUP = '/aws/vendedlogs/cognito-log-lake-dev/user-notification';
const EXPORT = 'cognito-log-lake-dev-export-123456789012-us-west-2';
const TOPIC = 'arn:aws:sns:us-west-2:123456789012:cognito-log-lake-dev-alarms';
const DATABASE = 'cognito_log_lake_dev';
const QUESTIONS = readCatalogue().length;
const today = new Date().toISOString().slice(0, 10).replaceAll('-', '/');

const FINDINGS = 'arn:aws:sns:us-west-2:123456789012:cognito-log-lake-dev-findings';
const schedule = ({ schedules }: Account) => of(schedules, 'cognito-log-lake-dev-report/cognito-log-lake-dev-report');

const destination = ({ streams }: Account) => of(streams, ACTIVITY)['Destinations'][0].ExtendedS3DestinationDescription;
const columns = ({ tables }: Account) => of(tables, `${DATABASE}.user_activity`)['StorageDescriptor'].Columns;

test('of a stack as infra/ makes it, everything is fine', async () => {
    const diagnosis = await asked(givenAccount());

    expect(notFine(diagnosis)).toEqual([]);
    expect(diagnosis).toMatchObject({
        stack: 'cognito-log-lake-dev',
        region: 'us-west-2',
        account: '123456789012',
        caller: 'arn:aws:iam::123456789012:user/ana',
        counts: { wrong: 0, unknown: 0 },
    });
    expect(diagnosis.counts.fine).toBeGreaterThan(35);
});

test('it asks what the table of permissions says, and nothing else', async () => {
    const account = givenAccount();
    account.buckets.get(LAKE)?.objects.set(`errors/${ACTIVITY}/processing-failed/2020/01/01/00/1`, new Date());

    await asked(account);

    expect([...account.asked].toSorted()).toEqual([...DOCTOR_ACTIONS].toSorted());
});

describe('what is broken by hand is found, with what to do', () => {
    test.each<readonly [string, (account: Account) => void, string, RegExp, RegExp]>([
        [
            'a stream’s tag',
            ({ tags }) => tags.set(ACTIVITY, [{ Key: 'Name', Value: 'x' }]),
            'stream’s tag',
            /lacks the tag LogDeliveryEnabled=true/,
            /^aws --region us-west-2 firehose tag-delivery-stream --delivery-stream-name cognito-log-lake-dev-user-activity --tags Key=LogDeliveryEnabled,Value=true$/,
        ],
        [
            'a filter that is gone',
            ({ filters }) => filters.set(GROUP, []),
            'subscription filter',
            /has no filter to its stream/,
            /^aws --region us-west-2 logs put-subscription-filter --log-group-name \/aws\/vendedlogs\/cognito-log-lake-dev\/user-notification --filter-name cognito-log-lake-dev-user-notification --filter-pattern '' --destination-arn arn:aws:firehose:us-west-2:123456789012:deliverystream\/cognito-log-lake-dev-user-notification --role-arn /,
        ],
        [
            'a filter with a pattern',
            ({ filters }) => Object.assign(of(filters, GROUP)[0] ?? {}, { filterPattern: 'ERROR' }),
            'subscription filter',
            /has the pattern "ERROR"/,
            /put-subscription-filter/,
        ],
        [
            'a log delivery that goes elsewhere',
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
            'a log delivery that was cleared',
            ({ deliveries }) => deliveries.set('us-west-2_EXAMPLE3', []),
            'log delivery',
            /^userAuthEvents goes nowhere$/,
            /apply --pool us-west-2_EXAMPLE3/,
        ],
        [
            'a pool on another plan',
            ({ pools }) => Object.assign(of(pools, 'us-west-2_EXAMPLE2'), { UserPoolTier: 'ESSENTIALS' }),
            'user pool',
            /is on the plan ESSENTIALS/,
            /Change its plan to Plus/,
        ],
        [
            'threat protection that is off',
            ({ pools }) => Object.assign(of(pools, 'us-west-2_EXAMPLE2'), { UserPoolAddOns: undefined }),
            'user pool',
            /threat protection is off/,
            /Switch threat protection/,
        ],
        [
            'a pool that is gone',
            ({ pools }) => pools.delete('us-west-2_EXAMPLE'),
            'user pool',
            /is not there/,
            /Look at its id in lake\.config\.yml/,
        ],
        [
            'the type of a column',
            (account) => Object.assign(columns(account)[1], { Type: 'string' }),
            'table',
            /^its column event_at is string, not timestamp$/,
            /^npm run -s lake -- plan --table-input user_activity --account 123456789012 --stage dev > user_activity\.json && aws --region us-west-2 glue update-table --database-name cognito_log_lake_dev --table-input file:\/\/user_activity\.json$/,
        ],
        [
            'a column that is gone',
            (account) => columns(account).pop(),
            'table',
            /^lacks the column extra_values$/,
            /glue update-table/,
        ],
        [
            'a column too many',
            (account) => columns(account).push({ Name: 'evil', Type: 'string' }),
            'table',
            /has a column evil that schemas\/ has not/,
            /glue update-table/,
        ],
        [
            'columns in another order',
            (account) => columns(account).reverse(),
            'table',
            /its columns are in another order/,
            /glue update-table/,
        ],
        [
            'a pool that is not projected',
            ({ tables }) =>
                Object.assign(of(tables, `${DATABASE}.user_activity`)['Parameters'], {
                    'projection.user_pool_id.values': 'us-west-2_EXAMPLE',
                }),
            'table',
            /its parameter projection\.user_pool_id\.values is us-west-2_EXAMPLE, not us-west-2_EXAMPLE,us-west/,
            /glue update-table/,
        ],
        [
            'a table that is gone',
            ({ tables }) => tables.delete(`${DATABASE}.known_exceptions`),
            'table',
            /is not there/,
            /--table-input known_exceptions .*glue create-table/,
        ],
        [
            'the text of a view',
            ({ tables }) =>
                Object.assign(of(tables, `${DATABASE}.attempts`), { ViewOriginalText: '/* Presto View: e30= */' }),
            'view',
            /its text is another than that of athena\/views/,
            /--table-input attempts .*glue update-table/,
        ],
        [
            'a variable of the function',
            ({ functions }) =>
                Object.assign(of(functions, 'cognito-log-lake-dev-transform')['Environment'].Variables, {
                    ACTIVITY_STREAM: 'other',
                    OWN: 'kept',
                }),
            'function',
            /its environment was changed: ACTIVITY_STREAM is "other", not "cognito-log-lake-dev-user-activity"$/,
            /^aws --region us-west-2 lambda update-function-configuration --function-name cognito-log-lake-dev-transform --environment '\{"Variables":\{"ACTIVITY_STREAM":"cognito-log-lake-dev-user-activity",.*"OWN":"kept"\}\}'$/,
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
            'the import’s event source, switched off',
            ({ sources }) => Object.assign(of(sources, 'cognito-log-lake-dev-import')[0] ?? {}, { State: 'Disabled' }),
            'event source',
            /is switched off/,
            /update-event-source-mapping --uuid a-b-c --enabled/,
        ],
        [
            'the import’s event source, gone',
            ({ sources }) => sources.set('cognito-log-lake-dev-import', []),
            'event source',
            /nothing hands the messages/,
            /create-event-source-mapping --function-name cognito-log-lake-dev-import --event-source-arn arn:aws:sqs:us-west-2:123456789012:cognito-log-lake-dev-import/,
        ],
        [
            'a workgroup that is not enforced',
            ({ workGroups }) =>
                Object.assign(of(workGroups, 'cognito-log-lake-dev')['Configuration'], {
                    EnforceWorkGroupConfiguration: false,
                }),
            'workgroup',
            /is not enforced/,
            /athena update-work-group --work-group cognito-log-lake-dev --configuration-updates '\{"EnforceWorkGroupConfiguration":true,.*"ResultConfigurationUpdates":\{"OutputLocation":"s3:\/\/cognito-log-lake-dev-lake-123456789012-us-west-2\/results\/"/,
        ],
        [
            'a workgroup without a limit',
            ({ workGroups }) =>
                Object.assign(of(workGroups, 'cognito-log-lake-dev')['Configuration'], {
                    BytesScannedCutoffPerQuery: undefined,
                }),
            'workgroup',
            /stops a query at no number of bytes, not at 10000000000/,
            /"BytesScannedCutoffPerQuery":10000000000/,
        ],
        [
            'a named query that is gone',
            ({ queries }) => queries.splice(3, 1),
            'named queries',
            new RegExp(`^lacks 1 of ${QUESTIONS}: `),
            /npx serverless deploy --stage dev/,
        ],
        [
            'the text of a named query',
            ({ queries }) => Object.assign(queries[0] ?? {}, { QueryString: 'select 1' }),
            'named queries',
            new RegExp(`^1 of ${QUESTIONS} have another text: `),
            /update-named-query/,
        ],
        [
            'the topic of alarms',
            ({ topics }) => topics.delete(TOPIC),
            'topic of alarms',
            /is not there/,
            /^aws --region us-west-2 sns create-topic --name cognito-log-lake-dev-alarms, then aws --region us-west-2 sns subscribe --topic-arn arn:aws:sns:us-west-2:123456789012:cognito-log-lake-dev-alarms --protocol email --notification-endpoint security@example\.com/,
        ],
        [
            'an address that has not confirmed',
            ({ topics }) => Object.assign(of(topics, TOPIC)[0] ?? {}, { SubscriptionArn: 'PendingConfirmation' }),
            'topic of alarms',
            /security@example\.com has not confirmed/,
            /Follow the link/,
        ],
        [
            'an address that is not subscribed',
            ({ topics }) => topics.set(TOPIC, []),
            'topic of alarms',
            /is not subscribed/,
            /sns subscribe/,
        ],
        [
            'alarms whose actions are off',
            ({ alarms }) => Object.assign(alarms[2] ?? {}, { ActionsEnabled: false }),
            'alarms',
            /their actions are off: cognito-log-lake-dev-/,
            /enable-alarm-actions --alarm-names cognito-log-lake-dev-/,
        ],
        [
            'alarms that tell another topic',
            ({ alarms }) => Object.assign(alarms[2] ?? {}, { AlarmActions: [] }),
            'alarms',
            /do not tell the topic: cognito-log-lake-dev-/,
            /Name arn:aws:sns/,
        ],
        [
            'an alarm that rings',
            ({ alarms }) => Object.assign(alarms[0] ?? {}, { StateValue: 'ALARM' }),
            'alarms',
            /is in alarm/,
            /Records were refused/,
        ],
        [
            'an alarm that is gone',
            ({ alarms }) => alarms.splice(1, 1),
            'alarms',
            /^1 are not there: cognito-log-lake-dev-/,
            /npx serverless deploy --stage dev/,
        ],
        ['no alarms', ({ alarms }) => alarms.splice(0), 'alarms', /are not there/, /deploy/],
        [
            'the queue’s notification',
            ({ buckets }) => Object.assign(of(buckets, EXPORT), { notifications: {} }),
            'export bucket',
            /does not tell the queue/,
            /^aws --region us-west-2 s3api put-bucket-notification-configuration --bucket cognito-log-lake-dev-export-123456789012-us-west-2 --notification-configuration '\{"QueueConfigurations":\[\{"QueueArn":"arn:aws:sqs:us-west-2:123456789012:cognito-log-lake-dev-import","Events":\["s3:ObjectCreated:\*"\]\}\]\}'$/,
        ],
        [
            'the export bucket’s policy',
            ({ buckets }) => Object.assign(of(buckets, EXPORT), { policy: null }),
            'export bucket’s policy',
            /is not there/,
            /ExportBucketPolicy/,
        ],
        [
            'the queue’s policy',
            ({ queues }) => Object.assign(of(queues, 'cognito-log-lake-dev-import'), { Policy: '' }),
            'queue',
            /does not let the export bucket send/,
            /ImportQueuePolicy/,
        ],
        [
            'dead letters',
            ({ queues }) =>
                Object.assign(of(queues, 'cognito-log-lake-dev-import-dead-letters'), {
                    ApproximateNumberOfMessages: '2',
                }),
            'dead letters',
            /holds 2 messages/,
            /start-message-move-task --source-arn arn:aws:sqs:us-west-2:123456789012:cognito-log-lake-dev-import-dead-letters$/,
        ],
        [
            'the resource policy',
            ({ policies }) => policies.splice(0),
            'resource policy',
            /no resource policy lets delivery\.logs\.amazonaws\.com write to arn:aws:logs:.*user-activity:log-stream:\* and .*user-notification:log-stream:\*$/,
            /^aws --region us-west-2 logs put-resource-policy --policy-name cognito-log-lake-dev-export --policy-document '\{"Version":"2012-10-17".*"aws:SourceAccount":"123456789012"/,
        ],
        [
            'a log group with a key',
            ({ groups }) => Object.assign(of(groups, GROUP), { kmsKeyId: 'arn:aws:kms:us-west-2:123456789012:key/a' }),
            'log group',
            /is encrypted with a key of KMS/,
            /disassociate-kms-key/,
        ],
        [
            'a log group that is gone',
            ({ groups, filters }) => [groups.delete(GROUP), filters.delete(GROUP)],
            'log group',
            /is not there/,
            /deploy/,
        ],
        [
            'a stream that is gone',
            ({ streams, tags }) => [streams.delete(NOTIFICATION), tags.delete(NOTIFICATION)],
            'stream',
            /is not there/,
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
            'a stream that writes elsewhere',
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
            /ActivityStream has in/,
        ],
        [
            'a stream that writes by another table',
            (account) =>
                Object.assign(destination(account).DataFormatConversionConfiguration.SchemaConfiguration, {
                    TableName: 'other',
                }),
            'stream',
            /writes Parquet by cognito_log_lake_dev\.other, not by cognito_log_lake_dev\.user_activity/,
            /DataFormatConversionConfiguration/,
        ],
        [
            'a stream that writes JSON',
            (account) => Object.assign(destination(account), { DataFormatConversionConfiguration: { Enabled: false } }),
            'stream',
            /writes no Parquet/,
            /DataFormatConversionConfiguration/,
        ],
        [
            'the lake bucket’s policy',
            ({ buckets }) => Object.assign(of(buckets, LAKE), { policy: '{"Statement":[]}' }),
            'lake bucket’s policy',
            /does not refuse what comes without TLS/,
            /LakeBucketPolicy/,
        ],
        [
            'what was refused today',
            ({ buckets }) =>
                of(buckets, LAKE).objects.set(`errors/${ACTIVITY}/processing-failed/${today}/00/1`, new Date()),
            'errors',
            /^error objects of the last 2 days: 1 of processing-failed$/,
            /redrive s3:\/\/cognito-log-lake-dev-lake-123456789012-us-west-2\/errors\/cognito-log-lake-dev-user-activity\//,
        ],
        [
            'a function that fails',
            ({ errors }) => errors.set('cognito-log-lake-dev-report', 3),
            'function’s errors',
            /^failed 3 times in the last 2 days$/,
            /^aws --region us-west-2 logs tail \/aws\/lambda\/cognito-log-lake-dev-report --since 2d --filter-pattern ERROR$/,
        ],
        [
            'a variable of the report',
            ({ functions }) =>
                Object.assign(of(functions, 'cognito-log-lake-dev-report')['Environment'].Variables, {
                    WORK_GROUP: 'primary',
                }),
            'function',
            /its environment was changed: WORK_GROUP is "primary", not "cognito-log-lake-dev"$/,
            /update-function-configuration --function-name cognito-log-lake-dev-report/,
        ],
        [
            'the report',
            ({ functions }) => functions.delete('cognito-log-lake-dev-report'),
            'function',
            /^is not there$/,
            /deploy/,
        ],
        [
            'the schedule, switched off',
            (account) => Object.assign(schedule(account), { State: 'DISABLED' }),
            'schedule of the report',
            /^is DISABLED: nobody is told of anything$/,
            /^aws --region us-west-2 scheduler update-schedule --cli-input-json '\{"Name":"cognito-log-lake-dev-report","GroupName":"cognito-log-lake-dev-report","State":"ENABLED","ScheduleExpression":"cron\(0 6 \* \* \? \*\)".*"RoleArn":"arn:aws:iam:/,
        ],
        [
            'the schedule at another time',
            (account) => Object.assign(schedule(account), { ScheduleExpression: 'rate(7 days)' }),
            'schedule of the report',
            /^runs at rate\(7 days\), not at cron\(0 6 \* \* \? \*\)$/,
            /update-schedule/,
        ],
        [
            'the schedule by another clock',
            (account) => Object.assign(schedule(account), { ScheduleExpressionTimezone: 'Asia/Tokyo' }),
            'schedule of the report',
            /^runs by the clock of Asia\/Tokyo, not by UTC$/,
            /"ScheduleExpressionTimezone":"UTC"/,
        ],
        [
            'the schedule’s target',
            (account) =>
                Object.assign(schedule(account)['Target'], {
                    Arn: 'arn:aws:lambda:us-west-2:123456789012:function:other',
                }),
            'schedule of the report',
            /^calls .*:function:other, not arn:aws:lambda:us-west-2:123456789012:function:cognito-log-lake-dev-report$/,
            /update-schedule/,
        ],
        [
            'the schedule’s input',
            (account) => Object.assign(schedule(account)['Target'], { Input: '{}' }),
            'schedule of the report',
            /^asks something else than the settings say$/,
            /"Input":"\{\\"scheduled_at\\":\\"<aws\.scheduler\.scheduled-time>/,
        ],
        [
            'the schedule, gone',
            ({ schedules }) => schedules.clear(),
            'schedule of the report',
            /^is not there$/,
            /deploy/,
        ],
        [
            'findings in the clear',
            ({ topicAttributes }) => delete of(topicAttributes, FINDINGS)['KmsMasterKeyId'],
            'topic of findings',
            /^is not encrypted, and findings name people$/,
            /^aws --region us-west-2 sns set-topic-attributes --topic-arn arn:aws:sns:us-west-2:123456789012:cognito-log-lake-dev-findings --attribute-name KmsMasterKeyId --attribute-value alias\/aws\/sns$/,
        ],
        [
            'findings with another key',
            ({ topicAttributes }) => Object.assign(of(topicAttributes, FINDINGS), { KmsMasterKeyId: 'alias/mine' }),
            'topic of findings',
            /^is encrypted with alias\/mine, not with alias\/aws\/sns$/,
            /set-topic-attributes/,
        ],
        [
            'findings without TLS',
            ({ topicAttributes }) => delete of(topicAttributes, FINDINGS)['Policy'],
            'topic of findings',
            /^does not refuse what comes without TLS$/,
            /FindingsTopicPolicy/,
        ],
        [
            'findings that nobody hears of',
            ({ topics }) => topics.set(FINDINGS, []),
            'who hears of findings',
            /^security@example\.com is not subscribed: nobody is told of findings$/,
            /^aws --region us-west-2 sns subscribe --topic-arn arn:aws:sns:us-west-2:123456789012:cognito-log-lake-dev-findings --protocol email --notification-endpoint security@example\.com$/,
        ],
        [
            'findings that nobody has confirmed',
            ({ topics }) => Object.assign(of(topics, FINDINGS)[0] ?? {}, { SubscriptionArn: 'PendingConfirmation' }),
            'who hears of findings',
            /^security@example\.com has not confirmed: nobody is told of findings$/,
            /Follow the link/,
        ],
        [
            'the topic of findings',
            ({ topics, topicAttributes }) => [topics.delete(FINDINGS), topicAttributes.delete(FINDINGS)],
            'topic of findings',
            /^is not there$/,
            /^aws --region us-west-2 sns create-topic --name cognito-log-lake-dev-findings, then .*sns subscribe .*run doctor again/,
        ],
        [
            'unfinished uploads that stay',
            ({ buckets }) => of(buckets, LAKE).lifecycle.pop(),
            'lake bucket’s uploads',
            /^keeps the parts of unfinished uploads/,
            /^aws --region us-west-2 s3api put-bucket-lifecycle-configuration --bucket cognito-log-lake-dev-lake-123456789012-us-west-2 --lifecycle-configuration '\{"Rules":\[\{.*"ID":"errors".*"ID":"abandoned-uploads"/,
        ],
        [
            'unfinished uploads, with no rule at all',
            ({ buckets }) => of(buckets, LAKE).lifecycle.splice(0),
            'lake bucket’s uploads',
            /^keeps the parts of unfinished uploads/,
            /'\{"Rules":\[\{"ID":"abandoned-uploads","Status":"Enabled","AbortIncompleteMultipartUpload":\{"DaysAfterInitiation":7\},"Filter":\{"Prefix":""\}\}\]\}'$/,
        ],
        [
            'unfinished uploads of one folder',
            ({ buckets }) => Object.assign(of(buckets, LAKE).lifecycle.at(-1) ?? {}, { Prefix: 'user_activity/' }),
            'lake bucket’s uploads',
            /^keeps the parts/,
            /put-bucket-lifecycle/,
        ],
        [
            'unfinished uploads with a tag',
            ({ buckets }) =>
                Object.assign(of(buckets, LAKE).lifecycle.at(-1) ?? {}, {
                    Filter: '<Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter>',
                }),
            'lake bucket’s uploads',
            /^keeps the parts/,
            /put-bucket-lifecycle/,
        ],
        [
            'unfinished uploads by a rule that is off',
            ({ buckets }) => Object.assign(of(buckets, LAKE).lifecycle.at(-1) ?? {}, { Status: 'Disabled' }),
            'lake bucket’s uploads',
            /^keeps the parts/,
            /put-bucket-lifecycle/,
        ],
        [
            'a silence',
            ({ buckets }) => {
                const { objects } = of(buckets, LAKE);
                for (const key of objects.keys()) objects.set(key, new Date(Date.now() - 100 * 3_600_000));
            },
            'last arrival',
            /^nothing arrived for 100 hours, of 72 that the settings allow$/,
            /Sign in once/,
        ],
    ])('%s', async (_, breakIt, part, found, fix) => {
        const account = givenAccount();
        breakIt(account);

        const diagnosis = await asked(account);

        expect(notFine(diagnosis)).toEqual([
            {
                state: 'wrong',
                part,
                name: expect.any(String),
                found: expect.stringMatching(found),
                fix: expect.stringMatching(fix),
            },
        ]);
        expect(diagnosis.counts.wrong).toBe(1);
    });
});

describe('the report', () => {
    test('that has written is told with the time of its last one', async () => {
        const account = givenAccount();
        const [earlier, last] = [new Date('2026-01-10T06:00:00Z'), new Date('2026-01-11T06:00:05Z')];
        const day = new Date().toISOString().slice(0, 10);
        of(account.buckets, LAKE)
            .objects.set('reports/dt=2020-01-01/summary.txt', earlier)
            .set(`reports/dt=${day}/findings.ndjson`, earlier)
            .set(`reports/dt=${day}/summary.txt`, last);

        const { checks } = await asked(account);

        expect(checks.find(({ part }) => part === 'last report')).toMatchObject({
            state: 'fine',
            found: '2026-01-11T06:00:05.000Z',
        });
    });

    test('that nobody is to be told of, with a key of one’s own, is fine so', async () => {
        const settings = EXAMPLE.replace(
            /^encryption: .*/m,
            'encryption: arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555',
        ).replace(/^ {2}email: .*/m, '  email: none');
        const account = givenAccount(settings);

        const diagnosis = await asked(account, settings);
        account.topics.delete(FINDINGS);
        account.topicAttributes.delete(FINDINGS);
        const gone = notFine(await asked(account, settings));

        expect(notFine(diagnosis)).toEqual([]);
        expect(diagnosis.checks.find(({ part }) => part === 'who hears of findings')?.found).toBe(
            'is there; the settings name nobody to tell',
        );
        expect(gone.map(({ fix }) => fix)).toEqual([
            'aws --region us-west-2 sns create-topic --name cognito-log-lake-dev-findings; then run doctor again: it tells what is missing.',
        ]);
    });

    test('that the settings do not have is not asked for', async () => {
        const settings = EXAMPLE.replace(/^report:\n(?: .*\n)+/m, '');
        const account = givenAccount(settings);

        expect(notFine(await asked(account, settings))).toEqual([]);
        expect(
            [...account.asked].filter(
                (action) => action.startsWith('scheduler:') || action === 'sns:GetTopicAttributes',
            ),
        ).toEqual([]);
    });
});

test('a refused record of long ago, or of the other stream’s name, is no news', async () => {
    const account = givenAccount();
    of(account.buckets, LAKE).objects.set(`errors/${ACTIVITY}/processing-failed/2020/01/01/00/1`, new Date());

    expect(notFine(await asked(account))).toEqual([]);
});

test('a lake in which nothing ever arrived is unknown, not wrong', async () => {
    const account = givenAccount();
    of(account.buckets, LAKE).objects.clear();

    expect(notFine(await asked(account))).toEqual([
        {
            state: 'unknown',
            part: 'last arrival',
            name: 'user_activity',
            found: 'nothing arrived in the last 8 days',
            fix: expect.stringMatching(/^Sign in once/),
        },
    ]);
});

describe('what can’t be told is unknown', () => {
    /** Where one of these is refused, others are not asked for. */
    const FIRST: readonly string[] = [
        'athena:ListNamedQueries',
        'sqs:GetQueueUrl',
        's3:ListBucket',
        'glue:GetDatabase',
    ];

    test.each([
        ['permissions', DOCTOR_ACTIONS.filter((action) => !FIRST.includes(action))],
        ['permissions that come before others', FIRST],
    ])('without %s, each of which is named', async (_, actions) => {
        const account = givenAccount();
        for (const action of actions) account.denied.add(action);

        const found = notFine(await asked(account));

        expect(found.map(({ state, found: told, fix }) => `${state} ${told} ${fix}`)).toEqual(
            found.map(
                ({ found: told }) =>
                    `unknown ${told} Allow ${told.replace('access is denied: ', '')} to who runs doctor.`,
            ),
        );
        expect([...new Set(found.map(({ found: told }) => told))].toSorted()).toEqual(
            [...actions].toSorted().map((action) => `access is denied: ${action}`),
        );
    });

    test('where an emulator lacks calls, with the reason', async () => {
        const account = givenAccount();
        for (const action of DOCTOR_ACTIONS) account.unknown.add(action);

        const { checks } = await asked(account);

        for (const check of checks)
            expect(check).toMatchObject({
                state: 'unknown',
                found: expect.stringMatching(/UnknownOperation|This emulator has no such call|UnknownError|501/),
            });
        expect(checks.length).toBeGreaterThan(25);
    });

    test('where an answer lacks what it should tell', async () => {
        const account = givenAccount();
        account.pools.set('us-west-2_EXAMPLE', {});
        account.workGroups.set('cognito-log-lake-dev', {});
        Object.assign(of(account.streams, ACTIVITY), { Destinations: [] });
        Object.assign(of(account.sources, 'cognito-log-lake-dev-import')[0] ?? {}, {
            FunctionResponseTypes: undefined,
        });
        Object.assign(of(account.queues, 'cognito-log-lake-dev-import'), { ApproximateNumberOfMessages: undefined });
        Object.assign(of(account.streams, NOTIFICATION)['Destinations'][0].ExtendedS3DestinationDescription, {
            ProcessingConfiguration: undefined,
            DynamicPartitioningConfiguration: undefined,
            DataFormatConversionConfiguration: undefined,
        });

        const found = notFine(await asked(account));

        expect(found.map(({ state, found: told }) => `${state}: ${told}`)).toEqual(
            [
                'its plan and threat protection',
                'how many messages it holds',
                'its response types',
                'where it writes',
                'its transform',
                'whether it partitions',
                'whether it writes Parquet',
                'its configuration',
            ].map((what) => `unknown: the answer does not tell ${what}`),
        );
    });
});

test('a role that may list some folders of the lake learns of those; of the others it is told what to allow', async () => {
    const account = givenAccount();
    const processing = `errors/${ACTIVITY}/processing-failed/`;
    of(account.buckets, LAKE).objects.set(`${processing}${today}/00/1`, new Date());
    for (const prefix of [processing, `errors/${NOTIFICATION}/`, 'user_activity/user_pool_id=us-west-2_EXAMPLE/'])
        account.unlisted.add(prefix);

    const found = notFine(await asked(account));

    expect(found.map(({ state, part, name, found: told, fix }) => `${state} ${part} ${name}: ${told} ${fix}`)).toEqual(
        [
            [`errors s3://${LAKE}/errors/${ACTIVITY}/`],
            [`errors s3://${LAKE}/errors/${NOTIFICATION}/`],
            ['last arrival user_activity'],
        ].map(([which]) => `unknown ${which}: access is denied: s3:ListBucket Allow s3:ListBucket to who runs doctor.`),
    );
});

test('what an emulator leaves out of an answer is not made up', async () => {
    const account = givenAccount();
    Object.assign(of(account.functions, 'cognito-log-lake-dev-transform'), { State: undefined, Runtime: undefined });
    Object.assign(of(account.filters, GROUP)[0] ?? {}, { filterPattern: undefined });
    Object.assign(of(account.pools, 'us-west-2_EXAMPLE'), { UserPoolTier: undefined });
    Object.assign(of(account.streams, ACTIVITY), { VersionId: undefined });

    const diagnosis = await asked(account);

    expect(notFine(diagnosis)).toEqual([]);
    expect(diagnosis.checks.find(({ name }) => name === 'cognito-log-lake-dev-transform')?.found).toBe(
        'is there, runtime not told, with its environment',
    );
    expect(diagnosis.checks.find(({ part, name }) => part === 'user pool' && name === 'us-west-2_EXAMPLE')?.found).toBe(
        'plan not told, threat protection AUDIT',
    );
});

test('a pool that Cognito knows no delivery of is told as one that sends nowhere', async () => {
    const account = givenAccount();
    account.gone.add('cognito-idp:GetLogDeliveryConfiguration');

    const found = notFine(await asked(account)).filter(({ name }) => name === 'us-west-2_EXAMPLE');

    expect(found.map(({ part, found: told }) => `${part}: ${told}`)).toEqual([
        'log delivery: userAuthEvents goes nowhere',
        'log delivery: userNotification goes nowhere',
    ]);
});

test('of a pool that sends notifications only, neither plan nor threat protection matters', async () => {
    const settings = EXAMPLE.replace(
        /^pools:\n[^]*?\n\n/m,
        'pools:\n  - { id: us-west-2_EXAMPLE, userActivity: none, userNotification: cloudwatch }\n\n',
    );
    const account = givenAccount(settings);
    account.pools.set('us-west-2_EXAMPLE', { UserPoolTier: 'LITE' });

    const diagnosis = await asked(account, settings);

    expect(notFine(diagnosis)).toEqual([]);
    expect(
        diagnosis.checks
            .filter(({ name }) => name === 'us-west-2_EXAMPLE')
            .map(({ part, found }) => `${part}: ${found}`),
    ).toEqual(['user pool: is there', 'log delivery: userNotification to cloudwatch']);
});

test('the tag is found among as many as a stream can have', async () => {
    const account = givenAccount();
    account.tags.set(ACTIVITY, [
        ...Array.from({ length: 49 }, (_, index) => ({ Key: `cost-${index}`, Value: 'x' })),
        ...of(account.tags, ACTIVITY),
    ]);

    expect(notFine(await asked(account))).toEqual([]);
});

test('answers with nothing in them are no crash, and nothing that was told is fine by them', async () => {
    const account = givenAccount();
    account.isMute = true;

    const { checks, counts } = await asked(account);

    expect(counts.wrong).toBeGreaterThan(15);
    expect(checks.filter(({ state }) => state === 'fine').map(({ part }) => part)).toEqual([
        'lake bucket',
        'last arrival',
        'database',
        'last report',
    ]);
});

test('entries with nothing in them are none of ours', async () => {
    const account = givenAccount();
    account.filters.set(GROUP, [{}]);
    account.tags.set(ACTIVITY, [{}]);
    account.policies.splice(0, 1, {});
    account.sources.set('cognito-log-lake-dev-import', [{}]);
    account.topics.set(TOPIC, [{}]);
    account.queries.splice(0, 1, { WorkGroup: 'cognito-log-lake-dev', NamedQueryId: 'x' });
    account.pools.set('us-west-2_EXAMPLE', { UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } });
    account.deliveries.set('us-west-2_EXAMPLE3', [{ EventSource: 'userAuthEvents' }]);
    Object.assign(of(account.tables, `${DATABASE}.user_activity`)['StorageDescriptor'], { Columns: [{}] });
    of(account.tables, `${DATABASE}.known_exceptions`)['StorageDescriptor'] = undefined;
    of(account.tables, `${DATABASE}.attempts`)['ViewOriginalText'] = '';
    Object.assign(destination(account), {
        Prefix: undefined,
        DataFormatConversionConfiguration: { Enabled: true },
        ProcessingConfiguration: { Enabled: true },
    });

    const found = notFine(await asked(account));

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
        'topic of alarms',
    ]);
    expect(found.find(({ part }) => part === 'view')?.found).toBe('has no text');
});

test('what a service says of a failure is told', async () => {
    const account = givenAccount();
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
    Object.assign(of(account.sources, 'cognito-log-lake-dev-import')[0] ?? {}, { FunctionResponseTypes: [] });
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
    account.queries.splice(0, 5);

    const found = notFine(await asked(account)).map(({ found: told }) => told);

    expect(found.map((told) => told.replace(/: [a-z_]+, .* and 2 more$/, ''))).toEqual([
        'does not let delivery.logs.amazonaws.com write',
        'hands what fails again and again to no dead letters',
        'its last update failed: no role',
        "can't run: Failed",
        'its last update failed: Failed',
        `does not report ReportBatchItemFailures: one bad object holds the others up`,
        'is CREATING_FAILED: no key',
        'runs arn:aws:lambda:us-west-2:123456789012:function:other, not arn:aws:lambda:us-west-2:123456789012:function:cognito-log-lake-dev-transform',
        'does not partition',
        'keeps no raw backup, which the settings ask for',
        'is disabled',
        `its results go to no place of its own, not to s3://${LAKE}/results/`,
        'its results are not encrypted as the settings say',
        'runs on PySpark engine version 3',
        `lacks 5 of ${QUESTIONS}`,
    ]);
});

test('notifications to another queue, to a topic, to a function and to EventBridge stay in the command that puts ours back', async () => {
    const account = givenAccount();
    const others =
        '<TopicConfiguration><Topic>arn:aws:sns:us-west-2:123456789012:seen</Topic><Event>s3:ObjectRemoved:*</Event></TopicConfiguration><CloudFunctionConfiguration><CloudFunction>arn:aws:lambda:us-west-2:123456789012:function:seen</CloudFunction><Event>s3:ObjectRemoved:*</Event></CloudFunctionConfiguration><EventBridgeConfiguration/>';
    Object.assign(of(account.buckets, EXPORT), {
        notifications: {
            QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: 'arn:aws:sqs:us-west-2:123456789012:other' }],
            others,
        },
    });

    const [found] = notFine(await asked(account));

    expect(found?.fix).toContain('"QueueArn":"arn:aws:sqs:us-west-2:123456789012:other"');
    expect(found?.fix).toContain('"QueueArn":"arn:aws:sqs:us-west-2:123456789012:cognito-log-lake-dev-import"');
    expect(found?.fix).toContain(
        '"TopicConfigurations":[{"TopicArn":"arn:aws:sns:us-west-2:123456789012:seen","Events":["s3:ObjectRemoved:*"]}]',
    );
    expect(found?.fix).toContain('"LambdaFunctionArn":"arn:aws:lambda:us-west-2:123456789012:function:seen"');
    expect(found?.fix).toContain('"EventBridgeConfiguration":{}');
});

test('a thousand errors and more are told as such', async () => {
    const account = givenAccount();
    for (let index = 0; index < 1000; index += 1)
        of(account.buckets, LAKE).objects.set(`errors/${ACTIVITY}/processing-failed/${today}/00/${index}`, new Date());

    expect(notFine(await asked(account)).map(({ found }) => found)).toEqual([
        'error objects of the last 2 days: a thousand or more of processing-failed',
    ]);
});

test('where no silence is asked about, none is told', async () => {
    const settings = EXAMPLE.replace(/^silenceHours: .*/m, 'silenceHours: none').replace(
        /^ {4}silenceHours: .*\n/m,
        '',
    );
    const account = givenAccount(settings);
    of(account.buckets, LAKE).objects.clear();

    expect(notFine(await asked(account, settings))).toEqual([]);
});

test('a stack that is not deployed is told in one line, with the account that was asked', async () => {
    const diagnosis = await asked(givenAccount(EXAMPLE, false));

    expect(notFine(diagnosis)).toEqual([
        {
            state: 'wrong',
            part: 'stack',
            name: 'cognito-log-lake-dev',
            found: 'is not deployed to us-west-2',
            fix: expect.stringMatching(/^npx serverless deploy --stage dev; .*this is the account 123456789012\.$/),
        },
    ]);
});

test('of settings without a report nothing of one is asked for', async () => {
    const settings = EXAMPLE.replace(/^report:\n( +.*\n)+/m, '');
    const account = givenAccount(settings);

    const diagnosis = await asked(account, settings);

    expect(notFine(diagnosis)).toEqual([]);
    expect(diagnosis.checks.filter(({ part, name }) => /report|findings/.test(`${part} ${name}`))).toEqual([]);
});

test('when the last report was written is told; a topic of findings that nobody is to hear of is made without a subscriber', async () => {
    const settings = EXAMPLE.replace(/^( +email: ).*/m, '$1none');
    const account = givenAccount(settings);
    const at = new Date(Date.now() - 3_600_000);
    of(account.buckets, LAKE).objects.set(
        `reports/dt=${at.toISOString().slice(0, 10)}/brute_force_by_address.json`,
        at,
    );
    expect((await asked(account, settings)).checks.find(({ part }) => part === 'last report')?.found).toBe(
        at.toISOString(),
    );

    account.topics.delete(FINDINGS);
    account.topicAttributes.delete(FINDINGS);
    const found = notFine(await asked(account, settings));

    expect(found.map(({ part, found: told }) => `${part} ${told}`)).toEqual(['topic of findings is not there']);
    expect(found[0]?.fix).toMatch(
        /^aws --region us-west-2 sns create-topic --name \S+; then run doctor again: it tells what is missing\.$/,
    );
});

test('of settings that send nothing to a log group or a bucket neither is asked for', async () => {
    const settings = EXAMPLE.replace(
        /^pools:\n[^]*?\n\n/m,
        'pools:\n  - { id: us-west-2_EXAMPLE, userActivity: firehose, userNotification: none }\n\n',
    ).replace(/^alarmEmail: .*/m, 'alarmEmail: none');
    const account = givenAccount(settings);

    const diagnosis = await asked(account, settings);

    expect(notFine(diagnosis)).toEqual([]);
    expect([...account.asked].filter((action) => /^(logs|sqs):/.test(action))).toEqual([]);
});
