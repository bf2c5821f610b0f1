/** What the report needs: docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html, sns/latest/dg/sns-server-side-encryption.html. */
import { findQuery, readCatalogue } from '../../../../lib/query/catalogue.ts';
import { when, type Finding, type Rule } from '../finding.ts';
import { get, list, ofType, parseJson, text, texts, type Json, type Named, type Template } from '../template.ts';

const schedulesOf = (template: Template): readonly Named[] => ofType(template, 'AWS::Scheduler::Schedule');
const reportsOf = (template: Template): readonly Named[] =>
    ofType(template, 'AWS::Lambda::Function').filter(
        ({ properties }) => get(properties, 'Handler') === 'dist/functions/report.handler',
    );
const topicsOf = (template: Template): readonly Named[] =>
    ofType(template, 'AWS::SNS::Topic').filter(({ properties }) =>
        text(get(properties, 'TopicName')).endsWith('-findings'),
    );
const nameOf = ({ properties }: Named): string => text(get(properties, 'FunctionName'));

const roleOf = (template: Template, arn: Json | undefined): Named | undefined =>
    ofType(template, 'AWS::IAM::Role').find(({ id }) => text(arn).endsWith(`/${id}`));
const statementsOf = (role: Named | undefined): readonly Json[] =>
    list(get(role?.properties, 'Policies')).flatMap((each) => list(get(each, 'PolicyDocument', 'Statement')));

/** All that the function may do, and on what: by the end of the ARN. Not less, and not more. */
const RIGHTS: Readonly<Record<string, RegExp>> = {
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
    's3:GetObject': /\/(user_activity|user_notification|known_exceptions|cognito_metrics|results|reports)\/\*$/,
    's3:ListBucket': /^arn:aws:s3:::[\w-]+$/,
    's3:ListBucketMultipartUploads': /^arn:aws:s3:::[\w-]+$/,
    's3:ListMultipartUploadParts': /\/(results|reports)\/\*$/,
    's3:PutObject': /\/(results|reports)\/\*$/,
    'sns:Publish': /:[\w-]+-findings$/,
};

/** With a key of one's own. */
const KEY_RIGHTS: Readonly<Record<string, RegExp>> = { 'kms:Decrypt': /:key\//, 'kms:GenerateDataKey': /:key\// };

const checkRights = (template: Template, { id, properties }: Named): readonly Finding[] => {
    const statements = statementsOf(roleOf(template, get(properties, 'Role')));
    const granted = statements.flatMap((statement) =>
        texts(get(statement, 'Action')).flatMap((action) =>
            texts(get(statement, 'Resource')).map((arn) => [action, arn] as const),
        ),
    );
    const hasKey = granted.some(([, arn]) => arn.includes(':kms:'));
    const rights = { ...RIGHTS, ...(hasKey ? KEY_RIGHTS : {}) };
    return [
        ...Object.keys(rights).flatMap((action) =>
            when(!granted.some(([given]) => given === action), id, `may not ${action}`),
        ),
        ...granted.flatMap(([action, arn]) => when(rights[action]?.test(arn) !== true, id, `may ${action} on ${arn}`)),
    ];
};

const checkTarget = (template: Template, { id, properties }: Named): readonly Finding[] => {
    const target = reportsOf(template).find((each) =>
        text(get(properties, 'Target', 'Arn')).endsWith(`:function:${nameOf(each)}`),
    );
    const role = roleOf(template, get(properties, 'Target', 'RoleArn'));
    const group = text(get(properties, 'GroupName'));
    const trust = get(role?.properties, 'AssumeRolePolicyDocument', 'Statement', 0);
    return [
        ...when(target === undefined, id, 'calls no report function'),
        ...when(
            !statementsOf(role).some(
                (statement) =>
                    texts(get(statement, 'Action')).includes('lambda:InvokeFunction') &&
                    texts(get(statement, 'Resource')).includes(text(get(properties, 'Target', 'Arn'))),
            ),
            id,
            'may not call its function',
        ),
        ...when(
            get(trust, 'Principal', 'Service') !== 'scheduler.amazonaws.com' ||
                !text(get(trust, 'Condition', 'ArnLike', 'aws:SourceArn')).endsWith(`:schedule-group/${group}`),
            id,
            'has a role that Scheduler may not take for its group',
        ),
        ...when(
            !ofType(template, 'AWS::Scheduler::ScheduleGroup').some((each) => get(each.properties, 'Name') === group),
            id,
            `is in the group ${group}, which is not in the stack`,
        ),
    ];
};

/** docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html; cron has six fields. */
const SCHEDULE = /^(rate\(\d+ (minute|hour|day)s?\)|cron\([^\s()]+( [^\s()]+){5}\))$/;

const isQuestion = (name: string): boolean => {
    try {
        return findQuery(readCatalogue(), name).name === name;
    } catch {
        return false;
    }
};

const checkInput = ({ id, properties }: Named): readonly Finding[] => {
    const input = parseJson(text(get(properties, 'Target', 'Input')));
    return [
        ...when(get(input, 'scheduled_at') !== '<aws.scheduler.scheduled-time>', id, 'does not tell for when it calls'),
        ...when(
            !(Number(get(input, 'quiet_hours')) >= 0) || !(Number(get(input, 'max_messages')) >= 1),
            id,
            'does not tell how quiet to be',
        ),
        ...list(get(input, 'questions')).flatMap((question) =>
            when(
                !isQuestion(text(get(question, 'name'))),
                id,
                `asks ${text(get(question, 'name'))}, which is no question`,
            ),
        ),
    ];
};

const checkEnvironment = (template: Template, { id, properties }: Named): readonly Finding[] => {
    const variable = (name: string): string => text(get(properties, 'Environment', 'Variables', name));
    const has = (type: string, property: string, value: string): boolean =>
        ofType(template, type).some((each) => text(get(each.properties, property)) === value);
    const database = ofType(template, 'AWS::Glue::Database').map((each) =>
        text(get(each.properties, 'DatabaseInput', 'Name')),
    );
    const writes = statementsOf(roleOf(template, get(properties, 'Role')))
        .filter((statement) => texts(get(statement, 'Action')).includes('s3:PutObject'))
        .flatMap((statement) => texts(get(statement, 'Resource')));
    return [
        ...when(
            !has('AWS::Athena::WorkGroup', 'Name', variable('WORK_GROUP')),
            id,
            `asks in the workgroup ${variable('WORK_GROUP')}`,
        ),
        ...when(!database.includes(variable('DATABASE')), id, `asks of the database ${variable('DATABASE')}`),
        ...when(
            !topicsOf(template).some((topic) =>
                variable('FINDINGS_TOPIC').endsWith(`:${text(get(topic.properties, 'TopicName'))}`),
            ),
            id,
            `gives findings to ${variable('FINDINGS_TOPIC')}`,
        ),
        ...when(
            !writes.includes(`arn:aws:s3:::${variable('LAKE_BUCKET')}/reports/*`),
            id,
            `writes reports to ${variable('LAKE_BUCKET')}`,
        ),
    ];
};

export const reportRules: readonly Rule[] = [
    {
        name: 'the report may do what it does, and nothing else',
        find: (template) => reportsOf(template).flatMap((each) => checkRights(template, each)),
    },
    {
        name: 'the report knows its bucket, workgroup, database and topic by their names',
        find: (template) => reportsOf(template).flatMap((each) => checkEnvironment(template, each)),
    },
    {
        name: 'a schedule calls the report, as a role that may, and asks questions that there are',
        find: (template) => [
            ...schedulesOf(template).flatMap((each) => [
                ...checkTarget(template, each),
                ...checkInput(each),
                ...when(get(each.properties, 'State') !== 'ENABLED', each.id, 'is switched off'),
                ...when(!SCHEDULE.test(text(get(each.properties, 'ScheduleExpression'))), each.id, 'runs at no time'),
            ]),
            ...reportsOf(template).flatMap((each) =>
                when(schedulesOf(template).length !== 1, each.id, 'is called by no schedule'),
            ),
        ],
    },
    {
        name: 'a report that fails is tried once more, and not for hours',
        find: (template) =>
            reportsOf(template).flatMap((each) => {
                const found = ofType(template, 'AWS::Lambda::EventInvokeConfig').find(
                    ({ properties }) => get(properties, 'FunctionName') === nameOf(each),
                );
                return when(
                    Number(get(found?.properties, 'MaximumRetryAttempts')) !== 1 ||
                        Number(get(found?.properties, 'MaximumEventAgeInSeconds')) > 3600,
                    each.id,
                    'is tried again for hours',
                );
            }),
    },
    {
        name: 'findings, which name people, are encrypted, and go nowhere without TLS',
        find: (template) => [
            ...topicsOf(template).flatMap((topic) => [
                ...when(get(topic.properties, 'KmsMasterKeyId') === undefined, topic.id, 'lies in the clear'),
                ...when(
                    !ofType(template, 'AWS::SNS::TopicPolicy').some(
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
                    'takes findings without TLS',
                ),
            ]),
            ...reportsOf(template).flatMap((each) =>
                when(topicsOf(template).length !== 1, each.id, 'has no topic for its findings'),
            ),
        ],
    },
];
