/** The ARNs of a stack's resources, by the kinds in command permissions. */
import { RESULTS_PREFIX } from '../lib/deploy/glue/work-group.ts';
import type { ResourceKind } from '../lib/deploy/account/resource-kinds.ts';
import { kmsKeyOf } from '../lib/deploy/config/lake-config.ts';
import { TABLE_NAMES } from '../schemas/columns.ts';
import { CSV_TABLE_NAMES } from '../schemas/csv-tables.ts';
import { arn, bucketArn, isAnySentTo, isImporting, streamArn, type Blueprint } from './blueprint.ts';
import { REPORTS_PREFIX } from '../lib/deploy/config/lake-prefixes.ts';

/** The prefixes in the lake of each kind of objects. */
export const LAKE_PREFIXES = {
    tables: TABLE_NAMES.map((name) => `${name}/`),
    csvTables: CSV_TABLE_NAMES.map((name) => `${name}/`),
    raw: ['raw/'],
    errors: ['errors/'],
    redriven: ['.redriven/'],
    erasures: ['erasures/'],
    tombstones: ['erasures/tombstones/'],
    reports: [REPORTS_PREFIX],
    results: [RESULTS_PREFIX],
} as const satisfies Partial<Record<ResourceKind, readonly string[]>>;

type LakePrefix = keyof typeof LAKE_PREFIXES;

const isLakePrefix = (kind: ResourceKind): kind is LakePrefix => kind in LAKE_PREFIXES;

const functionNames = (blueprint: Blueprint): readonly string[] => {
    const { config, names } = blueprint;
    return [
        names.transformFunction,
        ...(isImporting(blueprint) ? [names.importFunction] : []),
        ...(config.report === undefined ? [] : [names.reportFunction]),
    ];
};

const ifReporting = ({ config }: Blueprint, ...arns: readonly string[]): readonly string[] =>
    config.report === undefined ? [] : arns;
const ifImporting = (blueprint: Blueprint, ...arns: readonly string[]): readonly string[] =>
    isImporting(blueprint) ? arns : [];

const hasLogGroups = (blueprint: Blueprint): boolean =>
    TABLE_NAMES.some((table) => isAnySentTo(blueprint, table, 'cloudwatch'));

/** The ARNs of everything except objects in the lake. */
const STACK_RESOURCES: Readonly<
    Record<Exclude<ResourceKind, LakePrefix>, (blueprint: Blueprint) => readonly string[]>
> = {
    lake: ({ names }) => [bucketArn(names.lakeBucket)],
    exports: (blueprint) => ifImporting(blueprint, bucketArn(blueprint.names.exportBucket)),
    exported: (blueprint) => ifImporting(blueprint, bucketArn(blueprint.names.exportBucket, '/*')),
    workgroup: ({ names }) => [arn('athena', `workgroup/${names.workGroup}`)],
    dataCatalog: () => [arn('athena', 'datacatalog/AwsDataCatalog')],
    catalog: ({ names }) => [
        arn('glue', 'catalog'),
        arn('glue', `database/${names.database}`),
        arn('glue', `table/${names.database}/*`),
    ],
    streams: ({ names }) => Object.values(names.streams).map(streamArn),
    pools: ({ config }) => config.pools.map(({ id }) => arn('cognito-idp', `userpool/${id}`)),
    functions: (blueprint) => functionNames(blueprint).map((name) => arn('lambda', `function:${name}`)),
    schedule: (blueprint) =>
        ifReporting(
            blueprint,
            arn('scheduler', `schedule/${blueprint.names.reportScheduleGroup}/${blueprint.names.reportFunction}`),
        ),
    key: ({ config }) => [kmsKeyOf(config)].filter((key) => key !== null),
    topics: (blueprint) =>
        [blueprint.names.alarmTopic, ...ifReporting(blueprint, blueprint.names.findingsTopic)].map((name) =>
            arn('sns', name),
        ),
    queues: (blueprint) =>
        ifImporting(blueprint, blueprint.names.importQueue, blueprint.names.importDeadLetterQueue).map((name) =>
            arn('sqs', name),
        ),
    // Listing alarms by prefix is not restricted to a resource:
    // docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html.
    alarms: () => [arn('cloudwatch', 'alarm:*')],
    exportLogGroups: (blueprint) =>
        hasLogGroups(blueprint) ? [arn('logs', `log-group:/aws/vendedlogs/${blueprint.names.prefix}/*`)] : [],
    logGroups: () => [arn('logs', 'log-group:*')],
    everything: () => ['*'],
};

/** The ARNs of a kind, to be passed to `sub`; empty if the stack has no such resource. */
export const resourceArns = (blueprint: Blueprint, kind: ResourceKind): readonly string[] =>
    isLakePrefix(kind)
        ? LAKE_PREFIXES[kind].map((prefix) => bucketArn(blueprint.names.lakeBucket, `/${prefix}*`))
        : STACK_RESOURCES[kind](blueprint);
