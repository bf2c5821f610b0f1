/** Lists the resources of a stack by name, in the order of the data. */
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { CSV_TABLE_NAMES } from '../../../schemas/csv-tables.ts';
import { VIEW_NAMES } from '../../lake/read-views.ts';
import type { LakeConfig } from '../config/lake-config.ts';
import type { StackNames } from '../config/stack-names.ts';
import { destinationOf, type PoolDestination } from '../delivery/log-configuration.ts';

export type StackPart = { readonly part: string; readonly name: string };

export const isAnySentTo = (config: LakeConfig, table: TableName, destination: PoolDestination): boolean =>
    config.pools.some((pool) => destinationOf(pool, table) === destination);

const exportParts = (config: LakeConfig, names: StackNames): readonly StackPart[] => {
    const groups = TABLE_NAMES.filter((table) => isAnySentTo(config, table, 'cloudwatch'));
    const groupParts = groups.map((table) => ({
        part:
            config.existingExportLogGroups === true
                ? 'log group (existing), with a filter'
                : 'log group, with a filter',
        name: names.exportLogGroups[table],
    }));
    if (!isAnySentTo(config, 'user_activity', 's3')) return groupParts;
    return [
        ...groupParts,
        {
            part: config.existingExportBucket === undefined ? 'export bucket' : 'export bucket (existing)',
            name: names.exportBucket,
        },
        { part: 'import queue', name: names.importQueue },
        { part: 'dead-letter queue', name: names.importDeadLetterQueue },
        { part: 'import function', name: names.importFunction },
    ];
};

const reportParts = ({ report }: LakeConfig, names: StackNames): readonly StackPart[] => {
    if (report === undefined) return [];
    return [
        { part: 'report function', name: names.reportFunction },
        { part: 'report schedule', name: report.schedule },
        {
            part: 'findings topic',
            name:
                report.email === 'none'
                    ? `${names.findingsTopic}, without a subscriber`
                    : `${names.findingsTopic}, to ${report.email}`,
        },
    ];
};

const lakeFormationParts = ({ lakeFormation, analystRoles = [], report }: LakeConfig): readonly StackPart[] =>
    lakeFormation === true
        ? [
              {
                  part: 'Lake Formation grants',
                  name: ['the streams', ...(report === undefined ? [] : ['the report']), ...analystRoles].join(', '),
              },
          ]
        : [];

/** The resources of the stack, except roles, logs and alarms. */
export const stackParts = (config: LakeConfig, names: StackNames, queryCount: number): readonly StackPart[] => [
    ...exportParts(config, names),
    { part: 'function', name: names.transformFunction },
    ...TABLE_NAMES.map((table) => ({ part: 'stream', name: names.streams[table] })),
    {
        part: config.existingLakeBucket === undefined ? 'lake bucket' : 'lake bucket (existing)',
        name: names.lakeBucket,
    },
    { part: 'database', name: names.database },
    { part: 'tables', name: [...TABLE_NAMES, ...CSV_TABLE_NAMES].join(', ') },
    { part: 'views', name: VIEW_NAMES.join(', ') },
    { part: 'workgroup', name: `${names.workGroup}, with ${queryCount} named queries` },
    ...lakeFormationParts(config),
    { part: 'policy for analysts', name: names.analystPolicy },
    { part: 'policy for operators', name: names.operatorPolicy },
    { part: 'policy for keepers', name: names.keeperPolicy },
    ...reportParts(config, names),
    {
        part: 'alarm topic',
        name:
            config.alarmEmail === 'none'
                ? `${names.alarmTopic}, without a subscriber`
                : `${names.alarmTopic}, to ${config.alarmEmail}`,
    },
    { part: 'dashboard', name: names.dashboard },
];
