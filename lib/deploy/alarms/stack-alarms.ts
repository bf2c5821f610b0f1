/** The one table of a stack's alarms: infra/ draws it, doctor checks it, cost counts it. */
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import { kmsKeyOf, type LakeConfig } from '../config/lake-config.ts';
import { type StackNames, stackNames } from '../config/stack-names.ts';
import { isAnySentTo } from '../plan/stack-parts.ts';
import { silenceAlarm, streamAlarms, type AlarmSpec } from './alarm-specs.ts';
import { functionAlarms, importAlarms } from './function-alarms.ts';
import { filterAlarms } from './filter-alarms.ts';
import { keyAlarms } from './key-alarms.ts';
import { scheduleAlarms } from './schedule-alarms.ts';
import { REPORT_TIMEOUT_SECONDS, TRANSFORM_TIMEOUT_SECONDS } from '../config/function-timeouts.ts';

/** One alarm for each pool that exports user activity, unless its config says `silenceHours: none`. */
const silenceAlarms = ({ pools, silenceHours: defaultHours }: LakeConfig): readonly AlarmSpec[] =>
    pools.flatMap(({ id, userActivity, silenceHours = defaultHours }) =>
        userActivity === 'none' || silenceHours === 'none' ? [] : [silenceAlarm(id, silenceHours)],
    );

/** Every alarm of a stack. The prefix of the stack and the alarm's name make its full name. */
export const stackAlarms = (config: LakeConfig, names: StackNames): readonly AlarmSpec[] => [
    ...TABLE_NAMES.flatMap((table) => [
        ...streamAlarms(names, table, config),
        ...(isAnySentTo(config, table, 'cloudwatch') ? filterAlarms(names, table, config) : []),
        ...(kmsKeyOf(config) === null ? [] : keyAlarms(names, table)),
    ]),
    ...functionAlarms('transform', names.transformFunction, TRANSFORM_TIMEOUT_SECONDS),
    ...(isAnySentTo(config, 'user_activity', 's3') ? importAlarms(names) : []),
    ...(config.report === undefined
        ? []
        : [
              ...functionAlarms('report', names.reportFunction, REPORT_TIMEOUT_SECONDS),
              ...scheduleAlarms(names, config.report),
          ]),
    ...silenceAlarms(config),
];

/** The full names of a stack's alarms. */
export const alarmNames = (config: LakeConfig, names: StackNames): readonly string[] =>
    stackAlarms(config, names).map(({ name }) => `${names.prefix}-${name}`);

/** How many alarms a config has, in any stage and account. */
export const countAlarms = (config: LakeConfig): number =>
    stackAlarms(config, stackNames(config, { stage: 'dev', partition: 'aws', account: '', region: '' })).length;
