/** The kinds of resources that permissions name, with their labels; infra/resource-arns.ts makes the ARNs. */

export const RESOURCE_KINDS = {
    lake: 'the lake’s bucket',
    tables: 'its tables',
    csvTables: 'its CSV tables',
    raw: 'its `raw/`',
    errors: 'its `errors/`',
    redriven: 'its `.redriven/`',
    erasures: 'its `erasures/`',
    tombstones: 'its `erasures/tombstones/`',
    reports: 'its `reports/`',
    results: 'its `results/`',
    exports: 'the export bucket',
    exported: 'the objects in it',
    workgroup: 'the workgroup',
    dataCatalog: 'the Athena data catalog',
    catalog: 'the Glue catalog, the database and its tables',
    streams: 'the streams',
    pools: 'the user pools',
    functions: 'the functions',
    schedule: 'the report schedule',
    key: 'the KMS key',
    topics: 'the topics',
    queues: 'the queues',
    alarms: 'the alarms of the account',
    exportLogGroups: 'the export log groups',
    logGroups: 'the log groups of the account',
    /** For actions without resource types: docs.aws.amazon.com/service-authorization/latest/reference/ lists them. */
    everything: '`*` (no resource-level permissions)',
} as const;

export type ResourceKind = keyof typeof RESOURCE_KINDS;

/** Actions and the resource that they are needed on. */
export type ActionGrant = { readonly actions: readonly string[]; readonly resource: ResourceKind };
