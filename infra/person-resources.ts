/** The ARNs of a stack's resources, by the kinds that people are allowed something on. */
import { RESULTS_PREFIX } from '../lib/deploy/glue/work-group.ts';
import type { ResourceKind } from '../lib/deploy/account/resource-kinds.ts';
import { TABLE_NAMES } from '../schemas/columns.ts';
import { CSV_TABLE_NAMES } from '../schemas/csv-tables.ts';
import { arn, bucketArn, isAnySentTo, isImporting, streamArn, type Blueprint } from './blueprint.ts';
import { REPORTS_PREFIX } from '../lib/deploy/config/lake-prefixes.ts';

/** Where in the lake objects of a kind lie. */
export const LAKE_PREFIXES = {
    tables: TABLE_NAMES.map((name) => `${name}/`),
    csvTables: CSV_TABLE_NAMES.map((name) => `${name}/`),
    raw: ['raw/'],
    errors: ['errors/'],
    redriven: ['.redriven/'],
    erasures: ['erasures/'],
    reports: [REPORTS_PREFIX],
    results: [RESULTS_PREFIX],
} as const satisfies Partial<Record<ResourceKind, readonly string[]>>;

type LakePrefix = keyof typeof LAKE_PREFIXES;

const isLakePrefix = (kind: ResourceKind): kind is LakePrefix => kind in LAKE_PREFIXES;

const functionsOf = (blueprint: Blueprint): readonly string[] => {
    const { config, names } = blueprint;
    return [
        names.transformFunction,
        ...(isImporting(blueprint) ? [names.importFunction] : []),
        ...(config.report === undefined ? [] : [names.reportFunction]),
    ];
};

const ofReport = ({ config }: Blueprint, ...arns: readonly string[]): readonly string[] =>
    config.report === undefined ? [] : arns;
const ofImport = (blueprint: Blueprint, ...arns: readonly string[]): readonly string[] =>
    isImporting(blueprint) ? arns : [];

const hasLogGroups = (blueprint: Blueprint): boolean =>
    TABLE_NAMES.some((table) => isAnySentTo(blueprint, table, 'cloudwatch'));

/** What is not of the lake's objects. */
const OTHERS: Readonly<Record<Exclude<ResourceKind, LakePrefix>, (blueprint: Blueprint) => readonly string[]>> = {
    lake: ({ names }) => [bucketArn(names.lakeBucket)],
    exports: (blueprint) => ofImport(blueprint, bucketArn(blueprint.names.exportBucket)),
    exported: (blueprint) => ofImport(blueprint, bucketArn(blueprint.names.exportBucket, '/*')),
    workgroup: ({ names }) => [arn('athena', `workgroup/${names.workGroup}`)],
    dataCatalog: () => [arn('athena', 'datacatalog/AwsDataCatalog')],
    catalog: ({ names }) => [
        arn('glue', 'catalog'),
        arn('glue', `database/${names.database}`),
        arn('glue', `table/${names.database}/*`),
    ],
    streams: ({ names }) => Object.values(names.streams).map(streamArn),
    pools: ({ config }) => config.pools.map(({ id }) => arn('cognito-idp', `userpool/${id}`)),
    functions: (blueprint) => functionsOf(blueprint).map((name) => arn('lambda', `function:${name}`)),
    schedule: (blueprint) =>
        ofReport(
            blueprint,
            arn('scheduler', `schedule/${blueprint.names.reportSchedules}/${blueprint.names.reportFunction}`),
        ),
    topics: (blueprint) =>
        [blueprint.names.topic, ...ofReport(blueprint, blueprint.names.findingsTopic)].map((name) => arn('sns', name)),
    queues: (blueprint) =>
        ofImport(blueprint, blueprint.names.importQueue, blueprint.names.importDeadLetters).map((name) =>
            arn('sqs', name),
        ),
    // A list of alarms is asked for by a prefix, which is no resource: docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html.
    alarms: () => [arn('cloudwatch', 'alarm:*')],
    exportLogGroups: (blueprint) =>
        hasLogGroups(blueprint) ? [arn('logs', `log-group:/aws/vendedlogs/${blueprint.names.prefix}/*`)] : [],
    logGroups: () => [arn('logs', 'log-group:*')],
    everything: () => ['*'],
};

/** The ARNs of a kind, to be put through `sub`; none where the stack has nothing of it. */
export const resourcesOfKind = (blueprint: Blueprint, kind: ResourceKind): readonly string[] =>
    isLakePrefix(kind)
        ? LAKE_PREFIXES[kind].map((prefix) => bucketArn(blueprint.names.lakeBucket, `/${prefix}*`))
        : OTHERS[kind](blueprint);
