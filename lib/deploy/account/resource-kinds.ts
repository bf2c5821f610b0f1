/** The kinds of resources that actions are allowed on, in people's words: infra/person-resources.ts makes the ARNs of a stack's of them. */

export const RESOURCE_KINDS = {
    lake: 'the lake’s bucket',
    tables: 'its tables',
    csvTables: 'its lists (CSV)',
    raw: 'its `raw/`',
    errors: 'its `errors/`',
    redriven: 'its `.redriven/`',
    erasures: 'its `erasures/`',
    reports: 'its `reports/`',
    results: 'its `results/`',
    exports: 'the export bucket',
    exported: 'the objects in it',
    workgroup: 'the workgroup',
    dataCatalog: 'Athena’s data catalog',
    catalog: 'Glue’s catalog, the database and its tables',
    streams: 'the streams',
    pools: 'the user pools',
    functions: 'the functions',
    schedule: 'the schedule of the report',
    topics: 'the topics',
    queues: 'the queues',
    alarms: 'the alarms of the account',
    exportLogGroups: 'the export log groups',
    logGroups: 'the log groups of the account',
    /** Of actions that know no resource: docs.aws.amazon.com/service-authorization/latest/reference/ has them. */
    everything: '`*`, they know no narrower',
} as const;

export type ResourceKind = keyof typeof RESOURCE_KINDS;

/** Actions, and what they are needed on. */
export type Need = { readonly actions: readonly string[]; readonly on: ResourceKind };
