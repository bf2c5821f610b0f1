/** Rules about the report: docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html. */
import { findQuery, readCatalogue } from '../../../../lib/query/catalogue.ts';
import { problemIf, type TemplateProblem, type TemplateRule } from '../template-rule.ts';
import {
    get,
    list,
    resourcesOfType,
    parseJson,
    text,
    texts,
    type Json,
    type NamedResource,
    type Template,
} from '../template.ts';

const schedulesOf = (template: Template): readonly NamedResource[] =>
    resourcesOfType(template, 'AWS::Scheduler::Schedule');
const reportsOf = (template: Template): readonly NamedResource[] =>
    resourcesOfType(template, 'AWS::Lambda::Function').filter(
        ({ properties }) => get(properties, 'Handler') === 'dist/functions/report.handler',
    );
const topicsOf = (template: Template): readonly NamedResource[] =>
    resourcesOfType(template, 'AWS::SNS::Topic').filter(({ properties }) =>
        text(get(properties, 'TopicName')).endsWith('-findings'),
    );
const nameOf = ({ properties }: NamedResource): string => text(get(properties, 'FunctionName'));

const roleOf = (template: Template, arn: Json | undefined): NamedResource | undefined =>
    resourcesOfType(template, 'AWS::IAM::Role').find(({ id }) => text(arn).endsWith(`/${id}`));
const statementsOf = (role: NamedResource | undefined): readonly Json[] =>
    list(get(role?.properties, 'Policies')).flatMap((each) => list(get(each, 'PolicyDocument', 'Statement')));

/** The exact permissions of the function: actions, and patterns of their ARNs. */
const PERMISSIONS: Readonly<Record<string, RegExp>> = {
    'logs:CreateLogStream': /:log-group:\/aws\/lambda\/[\w-]+-report:log-stream:\*$/,
    'logs:PutLogEvents': /:log-group:\/aws\/lambda\/[\w-]+-report:log-stream:\*$/,
    'athena:StartQueryExecution': /:workgroup\/[\w-]+$/,
    'athena:GetQueryExecution': /:workgroup\/[\w-]+$/,
    'athena:GetQueryResults': /:workgroup\/[\w-]+$/,
    'athena:StopQueryExecution': /:workgroup\/[\w-]+$/,
    'athena:GetDataCatalog': /:datacatalog\/AwsDataCatalog$/,
    'glue:GetDatabase': /:(catalog|database\/\w+|table\/\w+\/\*)$/,
    'glue:GetTable': /:(catalog|database\/\w+|table\/\w+\/\*)$/,
    's3:AbortMultipartUpload': /\/(results|reports)\/\*$/,
    's3:GetBucketLocation': /^arn:aws:s3:::[\w-]+$/,
    's3:GetObject': /\/(user_activity|user_notification|allowlist|cognito_metrics|results|reports)\/\*$/,
    's3:ListBucket': /^arn:aws:s3:::[\w-]+$/,
    's3:ListBucketMultipartUploads': /^arn:aws:s3:::[\w-]+$/,
    's3:ListMultipartUploadParts': /\/(results|reports)\/\*$/,
    's3:PutObject': /\/(results|reports)\/\*$/,
    'sns:Publish': /:[\w-]+-findings$/,
};

/** The additional permissions with a customer managed key. */
const KEY_PERMISSIONS: Readonly<Record<string, RegExp>> = { 'kms:Decrypt': /:key\//, 'kms:GenerateDataKey': /:key\// };

const checkPermissions = (template: Template, { id, properties }: NamedResource): readonly TemplateProblem[] => {
    const statements = statementsOf(roleOf(template, get(properties, 'Role')));
    const granted = statements.flatMap((statement) =>
        texts(get(statement, 'Action')).flatMap((action) =>
            texts(get(statement, 'Resource')).map((arn) => [action, arn] as const),
        ),
    );
    const hasKey = granted.some(([, arn]) => arn.includes(':kms:'));
    const rights = { ...PERMISSIONS, ...(hasKey ? KEY_PERMISSIONS : {}) };
    return [
        ...Object.keys(rights).flatMap((action) =>
            problemIf(!granted.some(([each]) => each === action), id, `lacks the permission ${action}`),
        ),
        ...granted.flatMap(([action, arn]) =>
            problemIf(rights[action]?.test(arn) !== true, id, `is allowed ${action} on ${arn}`),
        ),
    ];
};

const checkTarget = (template: Template, { id, properties }: NamedResource): readonly TemplateProblem[] => {
    const target = reportsOf(template).find((each) =>
        text(get(properties, 'Target', 'Arn')).endsWith(`:function:${nameOf(each)}`),
    );
    const role = roleOf(template, get(properties, 'Target', 'RoleArn'));
    const group = text(get(properties, 'GroupName'));
    const trust = get(role?.properties, 'AssumeRolePolicyDocument', 'Statement', 0);
    return [
        ...problemIf(target === undefined, id, 'does not call the report function'),
        ...problemIf(
            !statementsOf(role).some(
                (statement) =>
                    texts(get(statement, 'Action')).includes('lambda:InvokeFunction') &&
                    texts(get(statement, 'Resource')).includes(text(get(properties, 'Target', 'Arn'))),
            ),
            id,
            'has a role that may not invoke its function',
        ),
        ...problemIf(
            get(trust, 'Principal', 'Service') !== 'scheduler.amazonaws.com' ||
                !text(get(trust, 'Condition', 'ArnLike', 'aws:SourceArn')).endsWith(`:schedule-group/${group}`),
            id,
            'has a role that Scheduler may not assume for its group',
        ),
        ...problemIf(
            !resourcesOfType(template, 'AWS::Scheduler::ScheduleGroup').some(
                (each) => get(each.properties, 'Name') === group,
            ),
            id,
            `is in the group ${group}, which is not in the stack`,
        ),
    ];
};

/** docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html; cron has six fields. */
const SCHEDULE_PATTERN = /^(rate\(\d+ (minute|hour|day)s?\)|cron\([^\s()]+( [^\s()]+){5}\))$/;

const isQueryName = (name: string): boolean => {
    try {
        return findQuery(readCatalogue(), name).name === name;
    } catch {
        return false;
    }
};

const checkInput = ({ id, properties }: NamedResource): readonly TemplateProblem[] => {
    const input = parseJson(text(get(properties, 'Target', 'Input')));
    return [
        ...problemIf(
            get(input, 'scheduled_at') !== '<aws.scheduler.scheduled-time>',
            id,
            'does not pass the scheduled time',
        ),
        ...problemIf(
            !(Number(get(input, 'quiet_hours')) >= 0) || !(Number(get(input, 'max_messages')) >= 1),
            id,
            'has no quiet_hours or max_messages',
        ),
        ...list(get(input, 'queries')).flatMap((query) =>
            problemIf(
                !isQueryName(text(get(query, 'name'))),
                id,
                `names the unknown query ${text(get(query, 'name'))}`,
            ),
        ),
    ];
};

const checkEnvironment = (template: Template, { id, properties }: NamedResource): readonly TemplateProblem[] => {
    const variable = (name: string): string => text(get(properties, 'Environment', 'Variables', name));
    const has = (type: string, property: string, value: string): boolean =>
        resourcesOfType(template, type).some((each) => text(get(each.properties, property)) === value);
    const database = resourcesOfType(template, 'AWS::Glue::Database').map((each) =>
        text(get(each.properties, 'DatabaseInput', 'Name')),
    );
    const writes = statementsOf(roleOf(template, get(properties, 'Role')))
        .filter((statement) => texts(get(statement, 'Action')).includes('s3:PutObject'))
        .flatMap((statement) => texts(get(statement, 'Resource')));
    return [
        ...problemIf(
            !has('AWS::Athena::WorkGroup', 'Name', variable('WORK_GROUP')),
            id,
            `uses the workgroup ${variable('WORK_GROUP')}`,
        ),
        ...problemIf(!database.includes(variable('DATABASE')), id, `uses the database ${variable('DATABASE')}`),
        ...problemIf(
            !topicsOf(template).some((topic) =>
                variable('FINDINGS_TOPIC').endsWith(`:${text(get(topic.properties, 'TopicName'))}`),
            ),
            id,
            `publishes findings to ${variable('FINDINGS_TOPIC')}`,
        ),
        ...problemIf(
            !writes.includes(`arn:aws:s3:::${variable('LAKE_BUCKET')}/reports/*`),
            id,
            `writes reports to ${variable('LAKE_BUCKET')}`,
        ),
    ];
};

export const reportRules: readonly TemplateRule[] = [
    {
        name: 'the report has exactly the permissions that it needs',
        findProblems: (template) => reportsOf(template).flatMap((each) => checkPermissions(template, each)),
    },
    {
        name: 'the environment of the report names the bucket, workgroup, database and topic of the stack',
        findProblems: (template) => reportsOf(template).flatMap((each) => checkEnvironment(template, each)),
    },
    {
        name: 'a schedule calls the report with a valid role, input and time',
        findProblems: (template) => [
            ...schedulesOf(template).flatMap((each) => [
                ...checkTarget(template, each),
                ...checkInput(each),
                ...problemIf(get(each.properties, 'State') !== 'ENABLED', each.id, 'is not enabled'),
                ...problemIf(
                    !SCHEDULE_PATTERN.test(text(get(each.properties, 'ScheduleExpression'))),
                    each.id,
                    'has an invalid schedule',
                ),
            ]),
            ...reportsOf(template).flatMap((each) =>
                problemIf(schedulesOf(template).length !== 1, each.id, 'does not have one schedule'),
            ),
        ],
    },
    {
        name: 'a failed report is retried once, within an hour',
        findProblems: (template) =>
            reportsOf(template).flatMap((each) => {
                const found = resourcesOfType(template, 'AWS::Lambda::EventInvokeConfig').find(
                    ({ properties }) => get(properties, 'FunctionName') === nameOf(each),
                );
                return problemIf(
                    Number(get(found?.properties, 'MaximumRetryAttempts')) !== 1 ||
                        Number(get(found?.properties, 'MaximumEventAgeInSeconds')) > 3600,
                    each.id,
                    'has other retries',
                );
            }),
    },
    {
        name: 'the findings topic is encrypted and rejects requests without TLS',
        findProblems: (template) => [
            ...topicsOf(template).flatMap((topic) => [
                ...problemIf(get(topic.properties, 'KmsMasterKeyId') === undefined, topic.id, 'is not encrypted'),
                ...problemIf(
                    !resourcesOfType(template, 'AWS::SNS::TopicPolicy').some(
                        ({ properties }) =>
                            texts(get(properties, 'Topics')).some((arn) =>
                                arn.endsWith(`:${text(get(topic.properties, 'TopicName'))}`),
                            ) &&
                            list(get(properties, 'PolicyDocument', 'Statement')).some(
                                (statement) =>
                                    get(statement, 'Effect') === 'Deny' &&
                                    text(get(statement, 'Condition', 'Bool', 'aws:SecureTransport')) === 'false',
                            ),
                    ),
                    topic.id,
                    'allows requests without TLS',
                ),
            ]),
            ...reportsOf(template).flatMap((each) =>
                problemIf(topicsOf(template).length !== 1, each.id, 'does not have one findings topic'),
            ),
        ],
    },
];
