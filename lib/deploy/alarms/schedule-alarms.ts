/** The alarms of the report's schedule: calls that failed, and a report that did not run. */
import type { ReportConfig } from '../config/report-config.ts';
import type { StackNames } from '../config/stack-names.ts';
import { HOUR_SECONDS, type AlarmSpec } from './alarm-specs.ts';
import { functionMetric, scheduleMetric } from './metric.ts';

/** The retries of a failed call end after an hour. */
const RETRY_HOURS = 2;

/**
 * An alarm that fires on missing data can wait for two days at most before it starts (MAX_WARM_UP_MINUTES of
 * infra/alarms.ts). For rarer reports, it would fire before the first one; doctor shows when the last report was made.
 */
const MAX_HOURS = 48;

const DAY_HOURS = 24;

/** Every field that says on which days it runs is a wildcard. */
const DAILY_CRON = /^cron\(\S+ \S+ [*?] \* [*?] \*\)$/;
const RATE = /^rate\((\d+) (hour|day)s?\)$/;

/** The hours after which a report is overdue; null if an alarm can't tell. */
export const overdueHours = (schedule: string): number | null => {
    const [, count, unit] = RATE.exec(schedule) ?? [];
    const hours =
        count !== undefined
            ? Number(count) * (unit === 'day' ? DAY_HOURS : 1)
            : DAILY_CRON.test(schedule)
              ? DAY_HOURS
              : MAX_HOURS;
    return hours + RETRY_HOURS <= MAX_HOURS ? hours + RETRY_HOURS : null;
};

const overdueAlarms = (names: StackNames, hours: number | null): readonly AlarmSpec[] =>
    hours === null
        ? []
        : [
              {
                  name: 'report-overdue',
                  metric: functionMetric('Invocations', names.reportFunction, 'Sum'),
                  threshold: 1,
                  isBelow: true,
                  periods: hours,
                  periodSeconds: HOUR_SECONDS,
                  heading: 'The report does not run',
                  description: `No report ran for ${hours} hours. Run doctor: it checks the schedule.`,
              },
          ];

export const scheduleAlarms = (names: StackNames, { schedule }: ReportConfig): readonly AlarmSpec[] => [
    {
        name: 'report-schedule-errors',
        metric: scheduleMetric('TargetErrorCount', names.reportScheduleGroup),
        threshold: 0,
        heading: 'The report does not run',
        description: 'The schedule could not call the report function, and tries again for an hour. Run doctor.',
    },
    {
        name: 'report-schedule-dropped',
        metric: scheduleMetric('InvocationDroppedCount', names.reportScheduleGroup),
        threshold: 0,
        heading: 'The report does not run',
        description:
            'The schedule gave up calling the report function: this report was not made. ' +
            'Run doctor; the next report also covers these days.',
    },
    ...overdueAlarms(names, overdueHours(schedule)),
];
