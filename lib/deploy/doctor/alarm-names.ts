/** The names of the alarms that a stack has; test/lib/deploy/doctor/alarm-names.test.ts holds them to infra/alarms.ts. */
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import type { LakeConfig } from '../config/lake-config.ts';
import type { StackNames } from '../config/stack-names.ts';
import { isAnySentTo } from '../plan/stack-parts.ts';

const OF_STREAM = [
    'refused',
    'put-back-failed',
    'late',
    'not-converted',
    'many-partitions',
    'partitions-exceeded',
    'unlisted-pool',
    'unknown-fields',
] as const;
const OF_FUNCTION = ['errors', 'throttles', 'slow'] as const;
const OF_IMPORT = [...OF_FUNCTION, 'left', 'gone', 'refused', 'dead-letters'] as const;

export const alarmNames = (config: LakeConfig, { prefix, streams }: StackNames): readonly string[] => [
    ...TABLE_NAMES.flatMap((table) => OF_STREAM.map((name) => `${streams[table]}-${name}`)),
    ...OF_FUNCTION.map((name) => `${prefix}-transform-${name}`),
    ...(isAnySentTo(config, 'user_activity', 's3') ? OF_IMPORT.map((name) => `${prefix}-import-${name}`) : []),
    ...(config.report === undefined ? [] : OF_FUNCTION.map((name) => `${prefix}-report-${name}`)),
    ...config.pools
        .filter(
            ({ userActivity, silenceHours = config.silenceHours }) =>
                userActivity !== 'none' && silenceHours !== 'none',
        )
        .map(({ id }) => `${prefix}-silent-${id}`),
];
