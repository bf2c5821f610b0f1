/** The parts of the stack that settings come to, by name, in the order of the data. */
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { CSV_TABLE_NAMES } from '../../../schemas/csv-tables.ts';
import { VIEW_NAMES } from '../../lake/views.ts';
import type { LakeConfig } from '../config/lake-config.ts';
import type { StackNames } from '../config/stack-names.ts';
import { destinationOf, type Destination } from '../delivery/log-configuration.ts';

export type Part = { readonly part: string; readonly name: string };

export const isAnySentTo = (config: LakeConfig, table: TableName, destination: Destination): boolean =>
    config.pools.some((pool) => destinationOf(pool, table) === destination);

const exportParts = (config: LakeConfig, names: StackNames): readonly Part[] => {
    const groups = TABLE_NAMES.filter((table) => isAnySentTo(config, table, 'cloudwatch'));
    const groupParts = groups.map((table) => ({
        part: 'log group, with a filter',
        name: names.exportLogGroups[table],
    }));
    if (!isAnySentTo(config, 'user_activity', 's3')) return groupParts;
    return [
        ...groupParts,
        {
            part: config.existingExportBucket === undefined ? 'export bucket' : 'export bucket, taken up',
            name: names.exportBucket,
        },
        { part: 'queue of exported objects', name: names.importQueue },
        { part: 'its dead letters', name: names.importDeadLetters },
        { part: 'function that imports them', name: names.importFunction },
    ];
};

const reportParts = ({ report }: LakeConfig, names: StackNames): readonly Part[] => {
    if (report === undefined) return [];
    return [
        { part: 'function of the report', name: names.reportFunction },
        { part: 'its schedule', name: report.schedule },
        {
            part: 'topic of findings',
            name:
                report.email === 'none'
                    ? `${names.findingsTopic}, without a subscriber`
                    : `${names.findingsTopic}, to ${report.email}`,
        },
    ];
};

/** What the stack makes, beside roles and logs. */
export const stackParts = (config: LakeConfig, names: StackNames, queryCount: number): readonly Part[] => [
    ...exportParts(config, names),
    { part: 'function', name: names.transformFunction },
    ...TABLE_NAMES.map((table) => ({ part: 'stream', name: names.streams[table] })),
    { part: config.existingLakeBucket === undefined ? 'lake bucket' : 'lake bucket, taken up', name: names.lakeBucket },
    { part: 'database', name: names.database },
    { part: 'tables', name: [...TABLE_NAMES, ...CSV_TABLE_NAMES].join(', ') },
    { part: 'views', name: VIEW_NAMES.join(', ') },
    { part: 'workgroup', name: `${names.workGroup}, with ${queryCount} named queries` },
    { part: 'policy for analysts', name: names.analystPolicy },
    { part: 'policy for operators', name: names.operatorPolicy },
    ...reportParts(config, names),
    {
        part: 'topic of alarms',
        name:
            config.alarmEmail === 'none'
                ? `${names.topic}, without a subscriber`
                : `${names.topic}, to ${config.alarmEmail}`,
    },
    { part: 'dashboard', name: names.dashboard },
];
