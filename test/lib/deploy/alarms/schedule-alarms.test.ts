/** Tests of when a report is overdue, and of the schedule's alarms. */
import { expect, test } from 'vitest';
import { overdueHours } from '../../../../lib/deploy/alarms/schedule-alarms.ts';

test.each([
    ['rate(1 hour)', 3],
    ['rate(12 hours)', 14],
    ['rate(1 day)', 26],
    ['rate(46 hours)', 48],
    ['cron(0 6 * * ? *)', 26],
    ['cron(0 6,18 ? * * *)', 26],
    ['cron(0/30 8-17 * * ? *)', 26],
])('a report on the schedule %s is overdue after %i hours', (schedule, hours) => {
    expect(overdueHours(schedule)).toBe(hours);
});

test.each(['rate(47 hours)', 'rate(2 days)', 'cron(0 6 ? * MON *)', 'cron(0 6 1 * ? *)', 'cron(0 6 * 1 ? *)'])(
    'a report on the schedule %s has no alarm: it would fire before the first report',
    (schedule) => {
        expect(overdueHours(schedule)).toBe(null);
    },
);
