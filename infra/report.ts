/** The report: its schedule, the role of the function, and the findings topic. */
import { RESULTS_PREFIX } from '../lib/deploy/glue/work-group.ts';
import { kmsKeyOf } from '../lib/deploy/config/lake-config.ts';
import type { ReportConfig } from '../lib/deploy/config/report-config.ts';
import { reportInput } from '../lib/deploy/config/report-input.ts';
import { TABLE_NAMES } from '../schemas/columns.ts';
import { CSV_TABLE_NAMES } from '../schemas/csv-tables.ts';
import { arn, bucketArn, type Blueprint } from './blueprint.ts';
import { useKey } from './key-use.ts';
import { allow, policy, role, writeLog } from './policy.ts';
import { attribute, ref, type Resource, type Resources } from './resource.ts';
import { REPORTS_PREFIX } from '../lib/deploy/config/lake-prefixes.ts';

export const REPORT_ROLE = 'ReportRole';
export const FINDINGS_TOPIC = 'FindingsTopic';
/** The framework's logical id of the function `report`. */
const REPORT_FUNCTION = 'ReportLambdaFunction';
const SCHEDULE_ROLE = 'ReportScheduleRole';
const SCHEDULE_GROUP = 'ReportSchedules';

/** Retries end after this time; the alarm and the next report cover the failure. */
const MAX_AGE_SECONDS = 3600;

const READ_TABLES = [...TABLE_NAMES, ...CSV_TABLE_NAMES];
const folder = (bucket: string, name: string): string => bucketArn(bucket, `/${name.replace(/\/$/, '')}/*`);

const reportRole = (blueprint: Blueprint): Resource => {
    const { names } = blueprint;
    return role({
        description: 'Runs queries in Athena, writes reports and publishes findings',
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
            // Partitions are projected, so Athena reads none from Glue.
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
                READ_TABLES.map((name) => folder(names.lakeBucket, name)),
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
            ...useKey(blueprint, ['s3', 'sns']),
        ],
    });
};

/** Encrypted, unlike the alarm topic: findings contain personal data. */
const findingsTopicResources = ({ config, names }: Blueprint, { email }: ReportConfig): Resources => ({
    [FINDINGS_TOPIC]: {
        Type: 'AWS::SNS::Topic',
        Properties: { TopicName: names.findingsTopic, KmsMasterKeyId: kmsKeyOf(config) ?? 'alias/aws/sns' },
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

/**
 * A Scheduler role can be restricted to a schedule group, not to one schedule:
 * docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html.
 */
const schedule = ({ names, queries }: Blueprint, report: ReportConfig): Resources => ({
    [SCHEDULE_GROUP]: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: names.reportScheduleGroup } },
    [SCHEDULE_ROLE]: role({
        description: 'Calls the report function',
        service: 'scheduler.amazonaws.com',
        sourceArn: arn('scheduler', `schedule-group/${names.reportScheduleGroup}`),
        statements: [allow(['lambda:InvokeFunction'], [arn('lambda', `function:${names.reportFunction}`)])],
    }),
    ReportSchedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
            Name: names.reportFunction,
            GroupName: ref(SCHEDULE_GROUP),
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

/** A retry continues after the last finding that was sent. */
const invokeConfig: Resource = {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: {
        FunctionName: ref(REPORT_FUNCTION),
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 1,
        MaximumEventAgeInSeconds: MAX_AGE_SECONDS,
    },
};

/** All resources of the report. Nothing if the config has no report. */
export const reportResources = (blueprint: Blueprint): Resources => {
    const { report } = blueprint.config;
    if (report === undefined) return {};
    return {
        [REPORT_ROLE]: reportRole(blueprint),
        ...findingsTopicResources(blueprint, report),
        ...schedule(blueprint, report),
        ReportInvokeConfig: invokeConfig,
    };
};
