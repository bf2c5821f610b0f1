/** Who may do what: no wildcard that AWS knows a narrower form of, and no service that acts for somebody else. */
import { when, type Finding, type Rule } from '../finding.ts';
import {
    ACCOUNT,
    entries,
    get,
    list,
    ofType,
    parseJson,
    text,
    texts,
    type Json,
    type Named,
    type Template,
} from '../template.ts';

/** A statement of a policy, and where it stands. */
type Stated = { readonly id: string; readonly statement: Json; readonly kind: 'trust' | 'own' | 'resource' };

const parse = (json: Json | undefined): Json =>
    typeof json === 'string' && json.startsWith('{') ? parseJson(json) : (json ?? null);
const statementsOf = (id: string, document: Json | undefined, kind: Stated['kind']): readonly Stated[] =>
    list(get(parse(document), 'Statement')).map((statement) => ({ id, statement, kind }));

const RESOURCE_POLICIES = [
    'AWS::S3::BucketPolicy',
    'AWS::SQS::QueuePolicy',
    'AWS::SNS::TopicPolicy',
    'AWS::Logs::ResourcePolicy',
];

const allStatements = (template: Template): readonly Stated[] => [
    ...ofType(template, 'AWS::IAM::Role').flatMap(({ id, properties }) => [
        ...statementsOf(id, get(properties, 'AssumeRolePolicyDocument'), 'trust'),
        ...list(get(properties, 'Policies')).flatMap((each) => statementsOf(id, get(each, 'PolicyDocument'), 'own')),
    ]),
    ...ofType(template, 'AWS::IAM::ManagedPolicy').flatMap(({ id, properties }) =>
        statementsOf(id, get(properties, 'PolicyDocument'), 'own'),
    ),
    ...RESOURCE_POLICIES.flatMap((type) =>
        ofType(template, type).flatMap(({ id, properties }) =>
            statementsOf(id, get(properties, 'PolicyDocument'), 'resource'),
        ),
    ),
];

const allowed = (template: Template): readonly Stated[] =>
    allStatements(template).filter(({ statement }) => get(statement, 'Effect') !== 'Deny');

/** Lambda tells no source when it takes a role, so the role's trust can't ask for one: only a caller with iam:PassRole in the account can give it to a function. */
const WITHOUT_SOURCE = new Set(['lambda.amazonaws.com']);
const SERVICES = new Set([
    'cloudwatch.amazonaws.com',
    'delivery.logs.amazonaws.com',
    'firehose.amazonaws.com',
    'lambda.amazonaws.com',
    's3.amazonaws.com',
    'scheduler.amazonaws.com',
    'logs.amazonaws.com',
]);

/** Actions that know no resource: docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html, list_awslambda.html, list_amazoncloudwatchlogs.html. */
const WITHOUT_RESOURCE = new Set([
    'cloudwatch:GetMetricData',
    'cloudwatch:ListMetrics',
    'lambda:ListEventSourceMappings',
    'logs:DescribeResourcePolicies',
]);

/** Lists that are asked for by a prefix, which is no resource. */
const LISTS: ReadonlyMap<string, RegExp> = new Map([
    ['cloudwatch:DescribeAlarms', /^arn:aws:cloudwatch:[^*]+:alarm:\*$/],
    ['logs:DescribeLogGroups', /^arn:aws:logs:[^*]+:log-group:\*$/],
]);

/** An ARN that ends in any name where AWS knows no narrower: streams of a log group, any object under a prefix, any table of a database, any version of a function. */
const NARROW = [
    /^arn:aws:logs:[^*]+:log-group:\/aws\/vendedlogs\/[^*]+\/\*$/,
    /^arn:aws:logs:[^*]+:log-group:[^*]+:log-stream:\*$/,
    /^arn:aws:s3:::[^*]+\/[^*]+\/\*$/,
    /^arn:aws:glue:[^*]+:table\/[^*/]+\/\*$/,
    /^arn:aws:lambda:[^*]+:function:[^*]+:\*$/,
    /^arn:aws:s3:::[^*]+\/\*$/,
];

const isNarrow = (arn: string): boolean =>
    arn.startsWith('arn:aws:') && (!arn.includes('*') || NARROW.some((pattern) => pattern.test(arn)));

/** Whether it is the narrowest that an action can be allowed on. */
const isNarrowest = (action: string, arn: string): boolean =>
    arn === '*' ? WITHOUT_RESOURCE.has(action) : isNarrow(arn) || LISTS.get(action)?.test(arn) === true;

/** What a part needs of its role, by who takes it: docs.aws.amazon.com/firehose/latest/dev/controlling-access.html, AmazonCloudWatch/latest/logs/SubscriptionFilters.html. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
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
    // What each function needs beside, rules/functions.ts and rules/report.ts hold.
    'lambda.amazonaws.com': ['logs:CreateLogStream', 'logs:PutLogEvents'],
    'scheduler.amazonaws.com': ['lambda:InvokeFunction'],
};

const actionsOf = ({ properties }: Named): ReadonlySet<string> =>
    new Set(
        list(get(properties, 'Policies'))
            .flatMap((each) => list(get(each, 'PolicyDocument', 'Statement')))
            .filter((statement) => get(statement, 'Effect') === 'Allow')
            .flatMap((statement) => texts(get(statement, 'Action'))),
    );

/** The names of the stack's parts that an ARN can name. */
const partsOf = (template: Template): readonly string[] =>
    Object.values(template.Resources).flatMap(({ Properties }) =>
        ['BucketName', 'QueueName', 'DeliveryStreamName', 'FunctionName', 'LogGroupName', 'Name', 'TopicName']
            .map((name) => get(Properties, name))
            .concat(get(Properties, 'DatabaseInput', 'Name'))
            .filter((name) => typeof name === 'string'),
    );

/** A bucket that is taken up is not in the template. */
const TAKEN_UP = /^arn:aws:s3:::/;
const ELSEWHERE =
    /^arn:aws:(kms:|athena:[^:]+:\d+:datacatalog\/AwsDataCatalog$|glue:[^:]+:\d+:catalog$|cloudwatch:[^:]+:\d+:alarm:\*$|logs:[^:]+:\d+:log-group:\*$)/;

const poolArns = (template: Template): readonly string[] => {
    const listed =
        ofType(template, 'AWS::Lambda::Function')
            .map(({ properties }) => text(get(properties, 'Environment', 'Variables', 'LISTED_POOLS')))
            .find((ids) => ids !== '') ?? '';
    return listed.split(',').map((id) => `arn:aws:cognito-idp:us-west-2:${ACCOUNT}:userpool/${id}`);
};

const OBJECTS = /^arn:aws:s3:::[^/]+\/(.+)$/;
const foldersOf = (statements: readonly Json[], isWanted: (action: string) => boolean): readonly string[] =>
    statements
        .filter((statement) => texts(get(statement, 'Action')).some(isWanted))
        .flatMap((statement) => texts(get(statement, 'Resource')))
        .map((arn) => OBJECTS.exec(arn)?.[1] ?? arn);

/** What operators may do besides looking. */
const OPERATORS_DO = new Set([
    's3:PutObject',
    's3:AbortMultipartUpload',
    's3:DeleteObject',
    'firehose:PutRecordBatch',
    'cognito-idp:AdminUpdateAuthEventFeedback',
    'cognito-idp:AdminGetUser',
    'cognito-idp:AdminListUserAuthEvents',
    'athena:StartQueryExecution',
    'athena:StopQueryExecution',
    'kms:Decrypt',
    'kms:GenerateDataKey',
]);
const LOOKS = /^[a-z0-9-]+:(Get|List|Describe|BatchGet)[A-Z]/;
const OPERATORS_WRITE =
    /^(user_activity|user_notification|known_exceptions|cognito_metrics|errors|\.redriven|erasures|reports|results)\/\*$/;
const OPERATORS_DELETE = /^user_(activity|notification)\/\*$/;

export const policyRules: readonly Rule[] = [
    {
        name: 'nothing is allowed on every resource, or on more than a part needs',
        find: (template) =>
            allowed(template).flatMap(({ id, statement, kind }) => {
                if (kind !== 'own') return [];
                const resources = texts(get(statement, 'Resource'));
                return [
                    ...when(resources.length === 0, id, 'names no resource'),
                    ...texts(get(statement, 'Action')).flatMap((action) =>
                        resources.flatMap((arn) => when(!isNarrowest(action, arn), id, `allows ${action} on ${arn}`)),
                    ),
                ];
            }),
    },
    {
        name: 'no action is a wildcard',
        find: (template) =>
            allowed(template).flatMap(({ id, statement }) => [
                ...texts(get(statement, 'Action')).flatMap((action) =>
                    when(!/^[a-z0-9-]+:[A-Za-z]+$/.test(action), id, `allows ${action}`),
                ),
                ...when(
                    get(statement, 'NotAction') !== undefined ||
                        get(statement, 'NotResource') !== undefined ||
                        get(statement, 'NotPrincipal') !== undefined,
                    id,
                    'allows by exclusion',
                ),
            ]),
    },
    {
        name: 'a service acts for this account and a resource of it',
        find: (template) =>
            allowed(template)
                .filter(({ kind }) => kind !== 'own')
                .flatMap(({ id, statement }) => {
                    const services = texts(get(statement, 'Principal', 'Service'));
                    const condition = get(statement, 'Condition');
                    return [
                        ...when(
                            services.length === 0,
                            id,
                            `allows ${text(get(statement, 'Principal'))}, who is no service`,
                        ),
                        ...services.flatMap((service) => when(!SERVICES.has(service), id, `trusts ${service}`)),
                        ...services.flatMap((service) =>
                            WITHOUT_SOURCE.has(service)
                                ? []
                                : [
                                      ...when(
                                          get(condition, 'StringEquals', 'aws:SourceAccount') !== ACCOUNT,
                                          id,
                                          `lets ${service} act for another account`,
                                      ),
                                      ...when(
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
        name: 'a role is for one service, and may do all that its part needs',
        find: (template) =>
            ofType(template, 'AWS::IAM::Role').flatMap((role) => {
                const services = texts(
                    get(role.properties, 'AssumeRolePolicyDocument', 'Statement', 0, 'Principal', 'Service'),
                );
                const actions = actionsOf(role);
                return [
                    ...when(services.length !== 1, role.id, `is for ${services.length} services`),
                    ...services.flatMap((service) =>
                        (NEEDS[service] ?? []).flatMap((action) =>
                            when(!actions.has(action), role.id, `may not ${action}`),
                        ),
                    ),
                ];
            }),
    },
    {
        name: 'what a policy names is a part of the stack',
        find: (template) => {
            const parts = partsOf(template);
            const isKnown = (arn: string): boolean =>
                ELSEWHERE.test(arn) ||
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
                (TAKEN_UP.test(arn) && /-(lake|export)|^arn:aws:s3:::(kept|my)-/.test(arn));
            return allowed(template).flatMap(({ id, statement }) =>
                texts(get(statement, 'Resource')).flatMap((arn) =>
                    when(arn !== '*' && !isKnown(arn), id, `names ${arn}, which is not in the stack`),
                ),
            );
        },
    },
    {
        name: 'who uses a key may, and only through the service',
        find: (template) => {
            const keys = new Set(
                ofType(template, 'AWS::KinesisFirehose::DeliveryStream')
                    .map(({ properties }) =>
                        text(get(properties, 'DeliveryStreamEncryptionConfigurationInput', 'KeyARN')),
                    )
                    .filter((arn) => arn !== ''),
            );
            return [...keys].flatMap((key) =>
                allowed(template)
                    .filter(({ statement }) => texts(get(statement, 'Resource')).includes(key))
                    .flatMap(({ id, statement }) =>
                        when(
                            get(statement, 'Condition', 'StringEquals', 'kms:ViaService') === undefined,
                            id,
                            'uses the key for anything',
                        ),
                    )
                    .concat(
                        ofType(template, 'AWS::IAM::Role')
                            .filter(({ properties }) =>
                                text(get(properties, 'AssumeRolePolicyDocument')).includes('firehose.amazonaws.com'),
                            )
                            .flatMap((role) =>
                                when(
                                    !actionsOf(role).has('kms:GenerateDataKey'),
                                    role.id,
                                    'may not use the key of the lake',
                                ),
                            ),
                    ),
            );
        },
    },
    {
        name: 'analysts read the tables, and neither raw records nor errors',
        find: (template) =>
            ofType(template, 'AWS::IAM::ManagedPolicy')
                .filter(({ id }) => id === 'AnalystPolicy')
                .flatMap(({ id, properties }): readonly Finding[] => {
                    const statements = list(get(properties, 'PolicyDocument', 'Statement'));
                    const reads = foldersOf(statements, (action) => action === 's3:GetObject');
                    return [
                        ...reads.flatMap((folder) =>
                            when(
                                !/^(user_activity|user_notification|known_exceptions|cognito_metrics|results|reports)\/\*$/.test(
                                    folder,
                                ),
                                id,
                                `reads ${folder}`,
                            ),
                        ),
                        ...[
                            'user_activity/*',
                            'user_notification/*',
                            'known_exceptions/*',
                            'results/*',
                            'reports/*',
                        ].flatMap((folder) => when(!reads.includes(folder), id, `can not read ${folder}`)),
                        ...foldersOf(statements, (action) => /^s3:(Put|Delete)/.test(action)).flatMap((folder) =>
                            when(folder !== 'results/*', id, `writes ${folder}`),
                        ),
                        ...statements.flatMap((statement) =>
                            when(
                                texts(get(statement, 'Action')).some((action) =>
                                    /^(glue|athena):(Create|Update|Delete|Put)/.test(action),
                                ),
                                id,
                                'changes the catalogue',
                            ),
                        ),
                        ...statements
                            .filter((statement) => texts(get(statement, 'Action')).includes('s3:ListBucket'))
                            .flatMap((statement) => {
                                const [condition] = entries(get(statement, 'Condition', 'StringLike')).concat(
                                    entries(get(statement, 'Condition', 'StringEquals')),
                                );
                                return when(condition?.[0] !== 's3:prefix', id, 'lists the whole bucket');
                            }),
                    ];
                }),
    },
    {
        name: 'operators keep the lake: they write where the commands do, delete in the tables alone, and look at the rest',
        find: (template) =>
            ofType(template, 'AWS::IAM::ManagedPolicy')
                .filter(({ id }) => id.startsWith('Operator'))
                .flatMap(({ id, properties }): readonly Finding[] => {
                    const statements = list(get(properties, 'PolicyDocument', 'Statement'));
                    return [
                        ...statements
                            .flatMap((statement) => texts(get(statement, 'Action')))
                            .flatMap((action) =>
                                when(!LOOKS.test(action) && !OPERATORS_DO.has(action), id, `may ${action}`),
                            ),
                        ...foldersOf(statements, (action) => /^s3:(Put|Abort)/.test(action)).flatMap((folder) =>
                            when(!OPERATORS_WRITE.test(folder), id, `writes ${folder}`),
                        ),
                        ...foldersOf(statements, (action) => action.startsWith('s3:Delete')).flatMap((folder) =>
                            when(!OPERATORS_DELETE.test(folder), id, `deletes ${folder}`),
                        ),
                    ];
                }),
    },
    {
        name: 'operators may do what the commands take, on every pool and both streams',
        find: (template) => {
            const policies = ofType(template, 'AWS::IAM::ManagedPolicy').filter(({ id }) => id.startsWith('Operator'));
            const granted = new Set(
                policies
                    .flatMap(({ properties }) => list(get(properties, 'PolicyDocument', 'Statement')))
                    .flatMap((statement) =>
                        texts(get(statement, 'Action')).flatMap((action) =>
                            texts(get(statement, 'Resource')).map(
                                (arn) => `${action} ${OBJECTS.exec(arn)?.[1] ?? arn}`,
                            ),
                        ),
                    ),
            );
            const streams = ofType(template, 'AWS::KinesisFirehose::DeliveryStream').map(
                ({ properties }) =>
                    `firehose:PutRecordBatch arn:aws:firehose:us-west-2:${ACCOUNT}:deliverystream/${text(get(properties, 'DeliveryStreamName'))}`,
            );
            const wanted = [
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
                ...['user_activity', 'user_notification'].flatMap((table) =>
                    ['GetObject', 'PutObject', 'DeleteObject', 'AbortMultipartUpload'].map(
                        (action) => `s3:${action} ${table}/*`,
                    ),
                ),
                ...['raw', 'errors', 'reports', 'erasures', '.redriven'].map((folder) => `s3:GetObject ${folder}/*`),
                'cloudwatch:GetMetricData *',
                'cloudwatch:ListMetrics *',
            ];
            return wanted.flatMap((each) => when(!granted.has(each), 'OperatorPolicy', `can not ${each}`));
        },
    },
];
