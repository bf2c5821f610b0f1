/** What who runs a command must be allowed, by command: the README's table and the stack's policies for people are made from it. */
import { DOCTOR_NEEDS } from './permissions.ts';
import { RESOURCE_KINDS, type Need, type ResourceKind } from './resource-kinds.ts';
import { ASK_WORK_GROUP, ASK_CATALOG } from '../../query/athena/open-athena.ts';

/** Who a stack has a policy for. What setting a delivery up takes (`apply`) stands in permissions.ts. */
export type Person = 'analyst' | 'operator';

export type CommandPermission = {
    readonly command: string;
    readonly people: readonly Person[];
    readonly needs: readonly Need[];
};

const need = (on: ResourceKind, ...actions: readonly string[]): Need => ({ on, actions });

/** docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html: what is asked of an object's head takes s3:GetObject, parts of an upload s3:PutObject. */
const LIST = need('lake', 's3:ListBucket');
const READ: readonly Need[] = [LIST, need('tables', 's3:GetObject'), need('csvTables', 's3:GetObject')];
const WRITE_ACTIONS = ['s3:PutObject', 's3:AbortMultipartUpload'] as const;
const REWRITE: readonly Need[] = [LIST, need('tables', 's3:GetObject', ...WRITE_ACTIONS, 's3:DeleteObject')];

/** docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html: neither knows a resource. */
const METRICS = need('everything', 'cloudwatch:GetMetricData', 'cloudwatch:ListMetrics');
/** What Athena then does in the asker's name: docs.aws.amazon.com/athena/latest/ug/security-iam-athena.html. */
const ATHENA_READS: readonly Need[] = [
    need('dataCatalog', 'athena:GetDataCatalog'),
    need('catalog', 'glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'),
    need('lake', 's3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'),
    need('tables', 's3:GetObject'),
    need('csvTables', 's3:GetObject'),
    need('results', 's3:GetObject', ...WRITE_ACTIONS, 's3:ListMultipartUploadParts'),
];

/** All that a question in Athena takes. */
const ATHENA: readonly Need[] = [
    need('workgroup', ...ASK_WORK_GROUP),
    need('dataCatalog', ...ASK_CATALOG),
    ...ATHENA_READS,
];

/** What the console of Athena shows besides, and reading what the report wrote: docs.aws.amazon.com/athena/latest/ug/example-policies-workgroup.html. */
const CONSOLE: readonly Need[] = [
    need(
        'workgroup',
        'athena:BatchGetNamedQuery',
        'athena:BatchGetQueryExecution',
        'athena:GetNamedQuery',
        'athena:GetQueryResultsStream',
        'athena:GetQueryRuntimeStatistics',
        'athena:ListNamedQueries',
        'athena:ListQueryExecutions',
    ),
    need('dataCatalog', 'athena:GetDatabase', 'athena:ListDatabases', 'athena:ListTableMetadata'),
    need('catalog', 'glue:BatchGetPartition', 'glue:GetDatabases', 'glue:GetPartition', 'glue:GetTables'),
    need('reports', 's3:GetObject'),
];

const BOTH: readonly Person[] = ['analyst', 'operator'];

/** Files of this machine need none of those of S3. Of a bucket with a key of one's own all need kms:Decrypt and kms:GenerateDataKey on it besides. */
export const COMMAND_PERMISSIONS: readonly CommandPermission[] = [
    { command: 'query, check, cost, find-user', people: BOTH, needs: READ },
    { command: 'query --athena', people: ['analyst'], needs: ATHENA },
    { command: 'Athena’s console', people: ['analyst'], needs: CONSOLE },
    { command: 'report', people: ['operator'], needs: [...READ, need('reports', 's3:GetObject', ...WRITE_ACTIONS)] },
    { command: 'cost --pool', people: ['operator'], needs: [METRICS] },
    { command: 'completeness', people: ['operator'], needs: [...READ, METRICS, need('csvTables', ...WRITE_ACTIONS)] },
    {
        command: 'completeness --athena',
        people: ['operator'],
        needs: [...ATHENA, METRICS, need('csvTables', ...WRITE_ACTIONS)],
    },
    {
        command: 'replay',
        people: ['operator'],
        needs: [
            LIST,
            need('exports', 's3:ListBucket'),
            need('exported', 's3:GetObject'),
            need('raw', 's3:GetObject'),
            need('tables', ...WRITE_ACTIONS),
            need('errors', ...WRITE_ACTIONS),
        ],
    },
    {
        command: 'redrive',
        people: ['operator'],
        needs: [
            LIST,
            need('errors', 's3:GetObject'),
            need('tables', ...WRITE_ACTIONS),
            need('redriven', 's3:GetObject', ...WRITE_ACTIONS),
            need('streams', 'firehose:DescribeDeliveryStream', 'firehose:PutRecordBatch'),
        ],
    },
    { command: 'compact', people: ['operator'], needs: REWRITE },
    { command: 'rebuild', people: ['operator'], needs: [...REWRITE, need('raw', 's3:GetObject')] },
    {
        command: 'erase-user',
        people: ['operator'],
        needs: [
            ...REWRITE,
            need('csvTables', 's3:GetObject', ...WRITE_ACTIONS),
            need('erasures', 's3:GetObject', ...WRITE_ACTIONS),
        ],
    },
    {
        command: 'backfill',
        people: ['operator'],
        needs: [
            need('pools', 'cognito-idp:ListUsers', 'cognito-idp:AdminGetUser', 'cognito-idp:AdminListUserAuthEvents'),
            LIST,
            need('tables', ...WRITE_ACTIONS),
        ],
    },
    {
        command: 'feedback',
        people: ['operator'],
        needs: [need('pools', 'cognito-idp:AdminUpdateAuthEventFeedback'), ...READ, need('tables', ...WRITE_ACTIONS)],
    },
    { command: 'doctor', people: ['operator'], needs: DOCTOR_NEEDS },
];

/** Each action once on each resource. */
const together = (needs: readonly Need[]): readonly Need[] => {
    const byKind = new Map<ResourceKind, Set<string>>();
    for (const { actions, on } of needs) byKind.set(on, new Set([...(byKind.get(on) ?? []), ...actions]));
    return [...byKind].map(([on, actions]) => ({ on, actions: [...actions].toSorted() }));
};

/** All that somebody needs for the commands. */
export const needsOf = (person: Person): readonly Need[] =>
    together(COMMAND_PERMISSIONS.filter(({ people }) => people.includes(person)).flatMap(({ needs }) => needs));

const code = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(', ');

const IS_COMMAND = /^[a-z]/;

/** Resources on which the same is needed are told together. */
const needText = (needs: readonly Need[]): string => {
    const byActions = new Map<string, string[]>();
    for (const { actions, on } of together(needs))
        byActions.set(code(actions), [...(byActions.get(code(actions)) ?? []), RESOURCE_KINDS[on]]);
    return [...byActions].map(([actions, kinds]) => `${actions} on ${kinds.join(', ')}`).join('; ');
};

/** As a table of the README. */
export const commandPermissionTable = (): string =>
    [
        '| command | actions, and what on | policy |',
        '|---|---|---|',
        ...COMMAND_PERMISSIONS.map(
            ({ command, needs, people }) =>
                `| ${IS_COMMAND.test(command) ? code(command.split(', ')) : command} | ${needText(needs)} | ${people.join(', ')} |`,
        ),
    ].join('\n');
