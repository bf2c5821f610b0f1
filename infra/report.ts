/** The report: a schedule, the function that it calls, and the topic that findings go to. */
import { RESULTS_PREFIX } from '../lib/deploy/glue/work-group.ts';
import { keyOf, type ReportConfig } from '../lib/deploy/config/lake-config.ts';
import { reportInput } from '../lib/deploy/config/report-input.ts';
import { TABLE_NAMES } from '../schemas/columns.ts';
import { CSV_TABLE_NAMES } from '../schemas/csv-tables.ts';
import { arn, bucketArn, type Blueprint } from './blueprint.ts';
import { allow, policy, role, writeLog, type Statement } from './policy.ts';
import { attribute, ref, sub, type Resource, type Resources } from './resource.ts';
import { REPORTS_PREFIX } from '../lib/deploy/config/lake-prefixes.ts';

export const REPORT_ROLE = 'ReportRole';
export const FINDINGS_TOPIC = 'FindingsTopic';
/** The logical id that the framework gives to the function `report`. */
const REPORT_FUNCTION = 'ReportLambdaFunction';
const SCHEDULE_ROLE = 'ReportScheduleRole';
const SCHEDULES = 'ReportSchedules';

/** The longest that Lambda has: questions are asked one after the other, and nobody waits. */
export const REPORT_TIMEOUT_SECONDS = 900;

/** What is tried again in vain for so long is told by the alarm, and by the next report. */
const MAX_AGE_SECONDS = 3600;

const READS = [...TABLE_NAMES, ...CSV_TABLE_NAMES];
const folder = (bucket: string, name: string): string => bucketArn(bucket, `/${name.replace(/\/$/, '')}/*`);

const useKey = (kmsKey: string): Statement => ({
    ...allow(['kms:Decrypt', 'kms:GenerateDataKey'], [kmsKey]),
    Condition: {
        StringEquals: {
            'kms:ViaService': [sub('s3.${AWS::Region}.amazonaws.com'), sub('sns.${AWS::Region}.amazonaws.com')],
        },
    },
});

const reportRole = ({ config, names }: Blueprint): Resource => {
    const kmsKey = keyOf(config);
    return role({
        description: 'Asks questions in Athena, writes reports beside the lake, and gives findings',
        service: 'lambda.amazonaws.com',
        sourceArn: null,
        statements: [
            writeLog(names.reportFunction),
            allow(
                [
                    'athena:StartQueryExecution',
                    'athena:GetQueryExecution',
                    'athena:GetQueryResults',
                    'athena:StopQueryExecution',
                ],
                [arn('athena', `workgroup/${names.workGroup}`)],
            ),
            allow(['athena:GetDataCatalog'], [arn('athena', 'datacatalog/AwsDataCatalog')]),
            // Partitions are projected: none is asked of Glue.
            allow(
                ['glue:GetDatabase', 'glue:GetTable'],
                [
                    arn('glue', 'catalog'),
                    arn('glue', `database/${names.database}`),
                    arn('glue', `table/${names.database}/*`),
                ],
            ),
            allow(
                ['s3:GetObject'],
                READS.map((name) => folder(names.lakeBucket, name)),
            ),
            allow(
                ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
                [RESULTS_PREFIX, REPORTS_PREFIX].map((name) => folder(names.lakeBucket, name)),
            ),
            allow(
                ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
                [bucketArn(names.lakeBucket)],
            ),
            allow(['sns:Publish'], [arn('sns', names.findingsTopic)]),
            ...(kmsKey === null ? [] : [useKey(kmsKey)]),
        ],
    });
};

/** Encrypted, unlike the topic of alarms: a finding names people. */
const findings = ({ config, names }: Blueprint, { email }: ReportConfig): Resources => ({
    [FINDINGS_TOPIC]: {
        Type: 'AWS::SNS::Topic',
        Properties: { TopicName: names.findingsTopic, KmsMasterKeyId: keyOf(config) ?? 'alias/aws/sns' },
    },
    FindingsTopicPolicy: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: {
            Topics: [ref(FINDINGS_TOPIC)],
            PolicyDocument: policy([
                {
                    Sid: 'TlsOnly',
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 'sns:Publish',
                    Resource: ref(FINDINGS_TOPIC),
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                },
            ]),
        },
    },
    ...(email === 'none'
        ? {}
        : {
              FindingsSubscription: {
                  Type: 'AWS::SNS::Subscription',
                  Properties: { TopicArn: ref(FINDINGS_TOPIC), Protocol: 'email', Endpoint: email },
              } as const,
          }),
});

/** A role of Scheduler can be tied to a group of schedules, not to one: docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html. */
const schedule = ({ names, queries }: Blueprint, report: ReportConfig): Resources => ({
    [SCHEDULES]: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: names.reportSchedules } },
    [SCHEDULE_ROLE]: role({
        description: 'Calls the report function',
        service: 'scheduler.amazonaws.com',
        sourceArn: arn('scheduler', `schedule-group/${names.reportSchedules}`),
        statements: [allow(['lambda:InvokeFunction'], [arn('lambda', `function:${names.reportFunction}`)])],
    }),
    ReportSchedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
            Name: names.reportFunction,
            GroupName: ref(SCHEDULES),
            Description: 'Calls the report function',
            ScheduleExpression: report.schedule,
            ScheduleExpressionTimezone: 'UTC',
            FlexibleTimeWindow: { Mode: 'OFF' },
            State: 'ENABLED',
            Target: {
                Arn: attribute(REPORT_FUNCTION, 'Arn'),
                RoleArn: attribute(SCHEDULE_ROLE, 'Arn'),
                Input: JSON.stringify(reportInput(report, queries)),
                RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: MAX_AGE_SECONDS },
            },
        },
    },
});

/** A second try goes on where the first ended: what was given is remembered. */
const invokeConfig: Resource = {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: {
        FunctionName: ref(REPORT_FUNCTION),
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 1,
        MaximumEventAgeInSeconds: MAX_AGE_SECONDS,
    },
};

/** All of it; nothing where the settings have no report. */
export const reportResources = (blueprint: Blueprint): Resources => {
    const { report } = blueprint.config;
    if (report === undefined) return {};
    return {
        [REPORT_ROLE]: reportRole(blueprint),
        ...findings(blueprint, report),
        ...schedule(blueprint, report),
        ReportInvokeConfig: invokeConfig,
    };
};
