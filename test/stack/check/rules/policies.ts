/** Rules about IAM policies: no wildcards that can be narrower, and no confused deputy. */
import { problemIf, type TemplateProblem, type TemplateRule } from '../template-rule.ts';
import {
    ACCOUNT,
    entries,
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

/** A statement of a policy, with its resource and the kind of policy. */
type PolicyStatement = {
    readonly id: string;
    readonly statement: Json;
    readonly kind: 'trust' | 'identity' | 'resource';
};

const parseDocument = (json: Json | undefined): Json =>
    typeof json === 'string' && json.startsWith('{') ? parseJson(json) : (json ?? null);
const statementsOf = (
    id: string,
    document: Json | undefined,
    kind: PolicyStatement['kind'],
): readonly PolicyStatement[] =>
    list(get(parseDocument(document), 'Statement')).map((statement) => ({ id, statement, kind }));

const RESOURCE_POLICIES = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'];

const allStatements = (template: Template): readonly PolicyStatement[] => [
    ...resourcesOfType(template, 'AWS::IAM::Role').flatMap(({ id, properties }) => [
        ...statementsOf(id, get(properties, 'AssumeRolePolicyDocument'), 'trust'),
        ...list(get(properties, 'Policies')).flatMap((each) =>
            statementsOf(id, get(each, 'PolicyDocument'), 'identity'),
        ),
    ]),
    ...resourcesOfType(template, 'AWS::IAM::ManagedPolicy').flatMap(({ id, properties }) =>
        statementsOf(id, get(properties, 'PolicyDocument'), 'identity'),
    ),
    ...RESOURCE_POLICIES.flatMap((type) =>
        resourcesOfType(template, type).flatMap(({ id, properties }) =>
            statementsOf(id, get(properties, 'PolicyDocument'), 'resource'),
        ),
    ),
    ...resourcesOfType(template, 'AWS::Logs::LogGroup').flatMap(({ id, properties }) =>
        statementsOf(id, get(properties, 'ResourcePolicyDocument'), 'resource'),
    ),
];

const allowStatements = (template: Template): readonly PolicyStatement[] =>
    allStatements(template).filter(({ statement }) => get(statement, 'Effect') !== 'Deny');

/** Lambda sends no source when it assumes a role. Only a caller with iam:PassRole can give the role to a function. */
const SERVICES_WITHOUT_SOURCE = new Set(['lambda.amazonaws.com']);
const TRUSTED_SERVICES = new Set([
    'cloudwatch.amazonaws.com',
    'delivery.logs.amazonaws.com',
    'firehose.amazonaws.com',
    'lambda.amazonaws.com',
    's3.amazonaws.com',
    'scheduler.amazonaws.com',
    'logs.amazonaws.com',
]);

/** What the Athena console lists first: docs.aws.amazon.com/athena/latest/ug/example-policies-workgroup.html. */
const ATHENA_CONSOLE_ACTIONS = ['athena:ListDataCatalogs', 'athena:ListEngineVersions', 'athena:ListWorkGroups'];

/**
 * Actions without resource-level permissions: docs.aws.amazon.com/service-authorization/latest/reference/
 * list_amazonathena.html, list_amazoncloudwatch.html, list_awslakeformation.html, list_awslambda.html,
 * list_amazoncloudwatchlogs.html.
 */
const ACTIONS_WITHOUT_RESOURCE = new Set([
    ...ATHENA_CONSOLE_ACTIONS,
    'cloudwatch:GetMetricData',
    'cloudwatch:ListMetrics',
    'lakeformation:GetDataLakeSettings',
    'lambda:ListEventSourceMappings',
    'logs:DescribeResourcePolicies',
]);

/** List actions with a prefix, which cannot be narrowed to a resource. */
const LIST_ACTIONS: ReadonlyMap<string, RegExp> = new Map([
    ['cloudwatch:DescribeAlarms', /^arn:aws:cloudwatch:[^*]+:alarm:\*$/],
    ['logs:DescribeLogGroups', /^arn:aws:logs:[^*]+:log-group:\*$/],
]);

/** Allowed wildcards at the end of an ARN: log streams, objects below a prefix, tables and function versions. */
const NARROW_ARN_PATTERNS = [
    /^arn:aws:logs:[^*]+:log-group:\/aws\/vendedlogs\/[^*]+\/\*$/,
    /^arn:aws:logs:[^*]+:log-group:[^*]+:log-stream:\*$/,
    /^arn:aws:s3:::[^*]+\/[^*]+\/\*$/,
    /^arn:aws:glue:[^*]+:table\/[^*/]+\/\*$/,
    /^arn:aws:lambda:[^*]+:function:[^*]+:\*$/,
    /^arn:aws:s3:::[^*]+\/\*$/,
];

const isNarrowArn = (arn: string): boolean =>
    arn.startsWith('arn:aws:') && (!arn.includes('*') || NARROW_ARN_PATTERNS.some((pattern) => pattern.test(arn)));

/** Whether an action can't be allowed on a narrower ARN. */
const isNarrowest = (action: string, arn: string): boolean =>
    arn === '*'
        ? ACTIONS_WITHOUT_RESOURCE.has(action)
        : isNarrowArn(arn) || LIST_ACTIONS.get(action)?.test(arn) === true;

/**
 * The required actions of a role, by its service: docs.aws.amazon.com/firehose/latest/dev/controlling-access.html,
 * AmazonCloudWatch/latest/logs/SubscriptionFilters.html.
 */
const REQUIRED_ACTIONS: Readonly<Record<string, readonly string[]>> = {
    'firehose.amazonaws.com': [
        's3:AbortMultipartUpload',
        's3:GetBucketLocation',
        's3:GetObject',
        's3:ListBucket',
        's3:ListBucketMultipartUploads',
        's3:PutObject',
        'lambda:InvokeFunction',
        'lambda:GetFunctionConfiguration',
        'glue:GetTable',
        'glue:GetTableVersion',
        'glue:GetTableVersions',
        'logs:PutLogEvents',
    ],
    'logs.amazonaws.com': ['firehose:PutRecord'],
    // rules/functions.ts and rules/report.ts check what else the functions need.
    'lambda.amazonaws.com': ['logs:CreateLogStream', 'logs:PutLogEvents'],
    'scheduler.amazonaws.com': ['lambda:InvokeFunction'],
};

const actionsOf = ({ properties }: NamedResource): ReadonlySet<string> =>
    new Set(
        list(get(properties, 'Policies'))
            .flatMap((each) => list(get(each, 'PolicyDocument', 'Statement')))
            .filter((statement) => get(statement, 'Effect') === 'Allow')
            .flatMap((statement) => texts(get(statement, 'Action'))),
    );

/** The names of the stack's resources that an ARN can contain. */
const resourceNamesOf = (template: Template): readonly string[] =>
    Object.values(template.Resources).flatMap(({ Properties }) =>
        ['BucketName', 'QueueName', 'DeliveryStreamName', 'FunctionName', 'LogGroupName', 'Name', 'TopicName']
            .map((name) => get(Properties, name))
            .concat(get(Properties, 'DatabaseInput', 'Name'))
            .filter((name) => typeof name === 'string'),
    );

/** An existing bucket is not in the template. */
const EXISTING_BUCKET_ARN = /^arn:aws:s3:::/;
const ARNS_OUTSIDE_STACK = [
    /^arn:aws:kms:/,
    /^arn:aws:athena:[^:]+:\d+:datacatalog\/AwsDataCatalog$/,
    /^arn:aws:glue:[^:]+:\d+:catalog$/,
    /^arn:aws:cloudwatch:[^:]+:\d+:alarm:\*$/,
    /^arn:aws:logs:[^:]+:\d+:log-group:\*$/,
];

const poolArns = (template: Template): readonly string[] => {
    const listed =
        resourcesOfType(template, 'AWS::Lambda::Function')
            .map(({ properties }) => text(get(properties, 'Environment', 'Variables', 'LISTED_POOLS')))
            .find((ids) => ids !== '') ?? '';
    return listed.split(',').map((id) => `arn:aws:cognito-idp:us-west-2:${ACCOUNT}:userpool/${id}`);
};

const OBJECT_ARN = /^arn:aws:s3:::[^/]+\/(.+)$/;
const foldersOf = (statements: readonly Json[], isWanted: (action: string) => boolean): readonly string[] =>
    statements
        .filter((statement) => texts(get(statement, 'Action')).some(isWanted))
        .flatMap((statement) => texts(get(statement, 'Resource')))
        .map((arn) => OBJECT_ARN.exec(arn)?.[1] ?? arn);

const ANALYST_READ_KEYS = /^(user_activity|user_notification|allowlist|cognito_metrics|results|reports)\/\*$/;

/** The actions of operators, in addition to reading. */
const OPERATOR_ACTIONS = new Set([
    's3:PutObject',
    's3:AbortMultipartUpload',
    'firehose:PutRecordBatch',
    'cognito-idp:AdminUpdateAuthEventFeedback',
    'cognito-idp:AdminGetUser',
    'cognito-idp:AdminListUserAuthEvents',
    'athena:StartQueryExecution',
    'athena:StopQueryExecution',
    'kms:Decrypt',
    'kms:GenerateDataKey',
]);
const READ_ACTION = /^[a-z0-9-]+:(Get|List|Describe|BatchGet)[A-Z]/;
const OPERATOR_WRITE_KEYS =
    /^(user_activity|user_notification|allowlist|cognito_metrics|errors|\.redriven|reports|results)\/\*$/;

const KEEPER_POLICY = 'KeeperPolicy';
const KEEPER_ACTIONS = new Set([
    's3:PutObject',
    's3:AbortMultipartUpload',
    's3:DeleteObject',
    'kms:Decrypt',
    'kms:GenerateDataKey',
]);
const KEEPER_WRITE_KEYS = /^(user_activity|user_notification|allowlist|cognito_metrics|erasures|errors)\/\*$/;
/** Of an erasure only the tombstone can be deleted: the receipt stays. */
const KEEPER_DELETE_KEYS = /^(user_(activity|notification)|erasures\/tombstones)\/\*$/;

const managedStatementsOf = ({ properties }: NamedResource): readonly Json[] =>
    list(get(properties, 'PolicyDocument', 'Statement'));

/** The actions on folders of the lake, as `s3:GetObject raw/*`; on other resources with the ARN. */
const grantsIn = (policies: readonly NamedResource[]): ReadonlySet<string> =>
    new Set(
        policies
            .flatMap(managedStatementsOf)
            .flatMap((statement) =>
                texts(get(statement, 'Action')).flatMap((action) =>
                    texts(get(statement, 'Resource')).map((arn) => `${action} ${OBJECT_ARN.exec(arn)?.[1] ?? arn}`),
                ),
            ),
    );

const TABLE_KEYS = ['user_activity/*', 'user_notification/*'];
const KEEPER_GRANTS = [
    ...TABLE_KEYS.flatMap((key) =>
        ['GetObject', 'PutObject', 'DeleteObject', 'AbortMultipartUpload'].map((action) => `s3:${action} ${key}`),
    ),
    's3:DeleteObject erasures/tombstones/*',
    ...['raw', 'erasures', 'reports', 'allowlist'].map((folder) => `s3:GetObject ${folder}/*`),
    ...['erasures', 'allowlist'].map((folder) => `s3:PutObject ${folder}/*`),
];

export const policyRules: readonly TemplateRule[] = [
    {
        name: 'every action is allowed on the narrowest possible resource',
        findProblems: (template) =>
            allowStatements(template).flatMap(({ id, statement, kind }) => {
                if (kind !== 'identity') return [];
                const resources = texts(get(statement, 'Resource'));
                return [
                    ...problemIf(resources.length === 0, id, 'names no resource'),
                    ...texts(get(statement, 'Action')).flatMap((action) =>
                        resources.flatMap((arn) =>
                            problemIf(!isNarrowest(action, arn), id, `allows ${action} on ${arn}`),
                        ),
                    ),
                ];
            }),
    },
    {
        name: 'no action is a wildcard',
        findProblems: (template) =>
            allowStatements(template).flatMap(({ id, statement }) => [
                ...texts(get(statement, 'Action')).flatMap((action) =>
                    problemIf(!/^[a-z0-9-]+:[A-Za-z]+$/.test(action), id, `allows ${action}`),
                ),
                ...problemIf(
                    get(statement, 'NotAction') !== undefined ||
                        get(statement, 'NotResource') !== undefined ||
                        get(statement, 'NotPrincipal') !== undefined,
                    id,
                    'allows by exclusion',
                ),
            ]),
    },
    {
        name: 'a service may act only for this account and its resources',
        findProblems: (template) =>
            allowStatements(template)
                .filter(({ kind }) => kind !== 'identity')
                .flatMap(({ id, statement }) => {
                    const services = texts(get(statement, 'Principal', 'Service'));
                    const condition = get(statement, 'Condition');
                    return [
                        ...problemIf(
                            services.length === 0,
                            id,
                            `allows ${text(get(statement, 'Principal'))}, which is not a service`,
                        ),
                        ...services.flatMap((service) =>
                            problemIf(!TRUSTED_SERVICES.has(service), id, `trusts ${service}`),
                        ),
                        ...services.flatMap((service) =>
                            SERVICES_WITHOUT_SOURCE.has(service)
                                ? []
                                : [
                                      ...problemIf(
                                          get(condition, 'StringEquals', 'aws:SourceAccount') !== ACCOUNT,
                                          id,
                                          `lets ${service} act for another account`,
                                      ),
                                      ...problemIf(
                                          !text(
                                              get(condition, 'ArnLike', 'aws:SourceArn') ??
                                                  get(condition, 'ArnEquals', 'aws:SourceArn'),
                                          ).startsWith('arn:aws:'),
                                          id,
                                          `lets ${service} act for any resource`,
                                      ),
                                  ],
                        ),
                    ];
                }),
    },
    {
        name: 'a role is for one service, and has all actions that it needs',
        findProblems: (template) =>
            resourcesOfType(template, 'AWS::IAM::Role').flatMap((role) => {
                const services = texts(
                    get(role.properties, 'AssumeRolePolicyDocument', 'Statement', 0, 'Principal', 'Service'),
                );
                const actions = actionsOf(role);
                return [
                    ...problemIf(services.length !== 1, role.id, `is for ${services.length} services`),
                    ...services.flatMap((service) =>
                        (REQUIRED_ACTIONS[service] ?? []).flatMap((action) =>
                            problemIf(!actions.has(action), role.id, `lacks the permission ${action}`),
                        ),
                    ),
                ];
            }),
    },
    {
        name: 'a policy names only resources of the stack',
        findProblems: (template) => {
            const parts = resourceNamesOf(template);
            const isKnown = (arn: string): boolean =>
                ARNS_OUTSIDE_STACK.some((pattern) => pattern.test(arn)) ||
                poolArns(template).includes(arn) ||
                parts.some(
                    (part) => arn.endsWith('/*') && part.startsWith(`/${arn.split(':/')[1]?.slice(0, -1) ?? '/'}`),
                ) ||
                parts.some((part) =>
                    arn
                        .split(/[:/]/)
                        .join('/')
                        .concat('/')
                        .includes(`/${part.replace(/^\//, '')}/`),
                ) ||
                (EXISTING_BUCKET_ARN.test(arn) && /-(lake|export)|^arn:aws:s3:::(kept|my)-/.test(arn));
            return allowStatements(template).flatMap(({ id, statement }) =>
                texts(get(statement, 'Resource')).flatMap((arn) =>
                    problemIf(arn !== '*' && !isKnown(arn), id, `names ${arn}, which is not in the stack`),
                ),
            );
        },
    },
    {
        name: 'analysts may read the tables, but neither raw records nor errors nor erasures',
        findProblems: (template) =>
            resourcesOfType(template, 'AWS::IAM::ManagedPolicy')
                .filter(({ id }) => id === 'AnalystPolicy')
                .flatMap(({ id, properties }): readonly TemplateProblem[] => {
                    const statements = list(get(properties, 'PolicyDocument', 'Statement'));
                    const reads = foldersOf(statements, (action) => action === 's3:GetObject');
                    return [
                        ...reads.flatMap((folder) =>
                            problemIf(!ANALYST_READ_KEYS.test(folder), id, `may read ${folder}`),
                        ),
                        ...['user_activity/*', 'user_notification/*', 'allowlist/*', 'results/*', 'reports/*'].flatMap(
                            (folder) => problemIf(!reads.includes(folder), id, `cannot read ${folder}`),
                        ),
                        ...foldersOf(statements, (action) => /^s3:(Put|Delete)/.test(action)).flatMap((folder) =>
                            problemIf(folder !== 'results/*', id, `may write ${folder}`),
                        ),
                        ...statements.flatMap((statement) =>
                            problemIf(
                                texts(get(statement, 'Action')).some((action) =>
                                    /^(glue|athena):(Create|Update|Delete|Put)/.test(action),
                                ),
                                id,
                                'may change the catalog',
                            ),
                        ),
                        ...statements
                            .filter((statement) => texts(get(statement, 'Action')).includes('s3:ListBucket'))
                            .flatMap((statement) => {
                                const [condition] = entries(get(statement, 'Condition', 'StringLike')).concat(
                                    entries(get(statement, 'Condition', 'StringEquals')),
                                );
                                return problemIf(condition?.[0] !== 's3:prefix', id, 'may list the whole bucket');
                            }),
                    ];
                }),
    },
    {
        name: 'analysts can open the Athena console',
        findProblems: (template) =>
            resourcesOfType(template, 'AWS::IAM::ManagedPolicy')
                .filter(({ id }) => id === 'AnalystPolicy')
                .flatMap((analysts) =>
                    ATHENA_CONSOLE_ACTIONS.flatMap((action) =>
                        problemIf(
                            !grantsIn([analysts]).has(`${action} *`),
                            analysts.id,
                            `does not allow ${action} on *`,
                        ),
                    ),
                ),
    },
    {
        name: 'operators may write where the commands write, and read the rest',
        findProblems: (template) =>
            resourcesOfType(template, 'AWS::IAM::ManagedPolicy')
                .filter(({ id }) => id.startsWith('Operator'))
                .flatMap(({ id, properties }): readonly TemplateProblem[] => {
                    const statements = list(get(properties, 'PolicyDocument', 'Statement'));
                    return [
                        ...statements
                            .flatMap((statement) => texts(get(statement, 'Action')))
                            .flatMap((action) =>
                                problemIf(
                                    !READ_ACTION.test(action) && !OPERATOR_ACTIONS.has(action),
                                    id,
                                    `is allowed ${action}`,
                                ),
                            ),
                        ...foldersOf(statements, (action) => /^s3:(Put|Abort)/.test(action)).flatMap((folder) =>
                            problemIf(!OPERATOR_WRITE_KEYS.test(folder), id, `may write ${folder}`),
                        ),
                    ];
                }),
    },
    {
        name: 'only keepers may delete objects or versions of them',
        findProblems: (template) =>
            allowStatements(template).flatMap(({ id, statement, kind }) =>
                texts(get(statement, 'Action'))
                    .filter((action) => action.startsWith('s3:Delete'))
                    .flatMap((action) =>
                        problemIf(
                            kind !== 'identity' || id !== KEEPER_POLICY || action !== 's3:DeleteObject',
                            id,
                            `is allowed ${action}`,
                        ),
                    ),
            ),
    },
    {
        name: 'keepers may rewrite and delete in the tables, write allowlists and receipts, and read the rest',
        findProblems: (template) => {
            const keepers = resourcesOfType(template, 'AWS::IAM::ManagedPolicy').filter(
                ({ id }) => id === KEEPER_POLICY,
            );
            const granted = grantsIn(keepers);
            const statements = keepers.flatMap(managedStatementsOf);
            return [
                ...statements
                    .flatMap((statement) => texts(get(statement, 'Action')))
                    .flatMap((action) =>
                        problemIf(
                            !READ_ACTION.test(action) && !KEEPER_ACTIONS.has(action),
                            KEEPER_POLICY,
                            `is allowed ${action}`,
                        ),
                    ),
                ...foldersOf(statements, (action) => /^s3:(Put|Abort)/.test(action)).flatMap((folder) =>
                    problemIf(!KEEPER_WRITE_KEYS.test(folder), KEEPER_POLICY, `may write ${folder}`),
                ),
                ...foldersOf(statements, (action) => action.startsWith('s3:Delete')).flatMap((folder) =>
                    problemIf(!KEEPER_DELETE_KEYS.test(folder), KEEPER_POLICY, `may delete ${folder}`),
                ),
                ...KEEPER_GRANTS.flatMap((each) =>
                    problemIf(!granted.has(each), KEEPER_POLICY, `does not allow ${each}`),
                ),
            ];
        },
    },
    {
        name: 'operators have the actions of the commands, on every pool and both streams',
        findProblems: (template) => {
            const policies = resourcesOfType(template, 'AWS::IAM::ManagedPolicy').filter(({ id }) =>
                id.startsWith('Operator'),
            );
            const granted = grantsIn(policies);
            const streams = resourcesOfType(template, 'AWS::KinesisFirehose::DeliveryStream').map(({ properties }) => {
                const stream = text(get(properties, 'DeliveryStreamName'));
                return `firehose:PutRecordBatch arn:aws:firehose:us-west-2:${ACCOUNT}:deliverystream/${stream}`;
            });
            const expected = [
                ...poolArns(template).flatMap((arn) =>
                    [
                        'ListUsers',
                        'AdminGetUser',
                        'AdminListUserAuthEvents',
                        'AdminUpdateAuthEventFeedback',
                        'DescribeUserPool',
                        'GetLogDeliveryConfiguration',
                    ].map((action) => `cognito-idp:${action} ${arn}`),
                ),
                ...streams,
                ...TABLE_KEYS.flatMap((key) =>
                    ['GetObject', 'PutObject', 'AbortMultipartUpload'].map((action) => `s3:${action} ${key}`),
                ),
                ...['raw', 'errors', 'reports', '.redriven'].map((folder) => `s3:GetObject ${folder}/*`),
                'cloudwatch:GetMetricData *',
                'cloudwatch:ListMetrics *',
            ];
            return expected.flatMap((each) =>
                problemIf(!granted.has(each), 'OperatorPolicy', `does not allow ${each}`),
            );
        },
    },
];
