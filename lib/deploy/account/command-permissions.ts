/** The IAM permissions of each command: source of docs/permissions.md and of the stack's policies for people. */
import { DOCTOR_GRANTS } from './lookup-actions.ts';
import type { ActionGrant, ResourceKind } from './resource-kinds.ts';
import { QUERY_WORK_GROUP_ACTIONS, QUERY_CATALOG_ACTIONS } from '../../query/athena/open-athena.ts';

/**
 * The people that a stack has a managed policy for. Only a keeper may delete from the tables. The permissions of `apply`
 * are in permissions.ts.
 */
export type Persona = 'analyst' | 'operator' | 'keeper';

export type CommandPermission = {
    readonly command: string;
    readonly personas: readonly Persona[];
    readonly grants: readonly ActionGrant[];
};

const grant = (resource: ResourceKind, ...actions: readonly string[]): ActionGrant => ({ resource, actions });

/**
 * HeadObject needs s3:GetObject, and UploadPart needs s3:PutObject:
 * docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html.
 */
const LIST = grant('lake', 's3:ListBucket');
const READ: readonly ActionGrant[] = [LIST, grant('tables', 's3:GetObject'), grant('csvTables', 's3:GetObject')];
const WRITE_ACTIONS = ['s3:PutObject', 's3:AbortMultipartUpload'] as const;
/** Commands that add rows honour erasures. Only these permissions show who was erased, and only as keyed hashes. */
const TOMBSTONES = grant('tombstones', 's3:GetObject');
const REWRITE: readonly ActionGrant[] = [LIST, grant('tables', 's3:GetObject', ...WRITE_ACTIONS, 's3:DeleteObject')];

/** Both need resource `*`: docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html. */
const METRICS = grant('everything', 'cloudwatch:GetMetricData', 'cloudwatch:ListMetrics');
/** What Athena does as the caller: docs.aws.amazon.com/athena/latest/ug/security-iam-athena.html. */
const ATHENA_READS: readonly ActionGrant[] = [
    grant('dataCatalog', 'athena:GetDataCatalog'),
    grant('catalog', 'glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'),
    grant('lake', 's3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'),
    grant('tables', 's3:GetObject'),
    grant('csvTables', 's3:GetObject'),
    grant('results', 's3:GetObject', ...WRITE_ACTIONS, 's3:ListMultipartUploadParts'),
];

/** Everything that a query in Athena needs. */
const ATHENA: readonly ActionGrant[] = [
    grant('workgroup', ...QUERY_WORK_GROUP_ACTIONS),
    grant('dataCatalog', ...QUERY_CATALOG_ACTIONS),
    ...ATHENA_READS,
];

/**
 * What the Athena console needs in addition (docs.aws.amazon.com/athena/latest/ug/example-policies-workgroup.html),
 * and reading the reports.
 */
const CONSOLE: readonly ActionGrant[] = [
    grant(
        'workgroup',
        'athena:BatchGetNamedQuery',
        'athena:BatchGetQueryExecution',
        'athena:GetNamedQuery',
        'athena:GetQueryResultsStream',
        'athena:GetQueryRuntimeStatistics',
        'athena:ListNamedQueries',
        'athena:ListQueryExecutions',
    ),
    grant('dataCatalog', 'athena:GetDatabase', 'athena:ListDatabases', 'athena:ListTableMetadata'),
    grant('catalog', 'glue:BatchGetPartition', 'glue:GetDatabases', 'glue:GetPartition', 'glue:GetTables'),
    grant('reports', 's3:GetObject'),
    // The console lists them before it shows anything:
    // docs.aws.amazon.com/athena/latest/ug/example-policies-workgroup.html.
    grant('everything', 'athena:ListDataCatalogs', 'athena:ListEngineVersions', 'athena:ListWorkGroups'),
];

const ALL_PERSONAS: readonly Persona[] = ['analyst', 'operator', 'keeper'];

/**
 * Local files need none of the S3 actions. If the bucket has a customer managed KMS key, every command also needs
 * kms:Decrypt and kms:GenerateDataKey on it.
 */
export const COMMAND_PERMISSIONS: readonly CommandPermission[] = [
    { command: 'query, check, cost', personas: ALL_PERSONAS, grants: READ },
    { command: 'find-user', personas: ALL_PERSONAS, grants: [...READ, grant('reports', 's3:GetObject')] },
    { command: 'query --athena', personas: ['analyst'], grants: ATHENA },
    { command: 'Athena console', personas: ['analyst'], grants: CONSOLE },
    {
        command: 'report',
        personas: ['operator'],
        grants: [...READ, grant('reports', 's3:GetObject', ...WRITE_ACTIONS)],
    },
    { command: 'cost --pool', personas: ['operator'], grants: [METRICS] },
    {
        command: 'completeness',
        personas: ['operator'],
        grants: [...READ, METRICS, grant('csvTables', ...WRITE_ACTIONS)],
    },
    {
        command: 'completeness --athena',
        personas: ['operator'],
        grants: [...ATHENA, METRICS, grant('csvTables', ...WRITE_ACTIONS)],
    },
    {
        command: 'replay',
        personas: ['operator'],
        grants: [
            LIST,
            grant('exports', 's3:ListBucket'),
            grant('exported', 's3:GetObject'),
            grant('raw', 's3:GetObject'),
            TOMBSTONES,
            grant('tables', ...WRITE_ACTIONS),
            grant('errors', ...WRITE_ACTIONS),
        ],
    },
    {
        command: 'redrive',
        personas: ['operator'],
        grants: [
            LIST,
            grant('errors', 's3:GetObject'),
            TOMBSTONES,
            grant('tables', ...WRITE_ACTIONS),
            grant('redriven', 's3:GetObject', ...WRITE_ACTIONS),
            grant('streams', 'firehose:DescribeDeliveryStream', 'firehose:PutRecordBatch'),
        ],
    },
    { command: 'compact', personas: ['keeper'], grants: [...REWRITE, TOMBSTONES] },
    {
        command: 'rebuild',
        personas: ['keeper'],
        grants: [...REWRITE, TOMBSTONES, grant('raw', 's3:GetObject'), grant('errors', ...WRITE_ACTIONS)],
    },
    {
        command: 'erase-user',
        personas: ['keeper'],
        grants: [
            ...REWRITE,
            grant('csvTables', 's3:GetObject', ...WRITE_ACTIONS),
            grant('reports', 's3:GetObject'),
            grant('erasures', 's3:GetObject', ...WRITE_ACTIONS),
            grant('tombstones', 's3:DeleteObject'),
        ],
    },
    {
        command: 'backfill',
        personas: ['operator'],
        grants: [
            grant('pools', 'cognito-idp:ListUsers', 'cognito-idp:AdminGetUser', 'cognito-idp:AdminListUserAuthEvents'),
            LIST,
            TOMBSTONES,
            grant('tables', ...WRITE_ACTIONS),
        ],
    },
    {
        command: 'feedback',
        personas: ['operator'],
        grants: [
            grant('pools', 'cognito-idp:AdminUpdateAuthEventFeedback'),
            ...READ,
            TOMBSTONES,
            grant('tables', ...WRITE_ACTIONS),
        ],
    },
    { command: 'doctor', personas: ['operator'], grants: DOCTOR_GRANTS },
];

/** Merges grants, so that each action appears once for each resource. */
export const mergeGrants = (grants: readonly ActionGrant[]): readonly ActionGrant[] => {
    const byKind = new Map<ResourceKind, Set<string>>();
    for (const { actions, resource } of grants)
        byKind.set(resource, new Set([...(byKind.get(resource) ?? []), ...actions]));
    return [...byKind].map(([resource, actions]) => ({ resource, actions: [...actions].toSorted() }));
};

/** Everything that a person needs for the commands. */
export const grantsOf = (persona: Persona): readonly ActionGrant[] =>
    mergeGrants(
        COMMAND_PERMISSIONS.filter(({ personas }) => personas.includes(persona)).flatMap(({ grants }) => grants),
    );
