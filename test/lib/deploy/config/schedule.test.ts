/** Schedules of a report that AWS accepts, that it rejects, and that run too often. */
import { expect, test } from 'vitest';
import { scheduleProblem } from '../../../../lib/deploy/config/schedule.ts';

test.each([
    'rate(1 day)',
    'rate(1 hour)',
    'rate(12 hours)',
    'cron(0 6 * * ? *)',
    'cron(15 8-18 ? * MON-FRI *)',
    'cron(0 6,18 L * ? *)',
    'cron(0 6 15W jan-jun ? *)',
    'cron(59 23 ? 12 6#3 2199)',
    'cron(0 */2 1/7 * ? *)',
    'cron(0 6 1 * ? 2026-2030)',
])('%s is accepted', (text) => {
    expect(scheduleProblem(text)).toBe(null);
});

const NO_SCHEDULE = 'write a schedule in UTC: rate(1 day), or cron(0 6 * * ? *) for 06:00';

test.each([
    ['daily', NO_SCHEDULE],
    ['rate(0 days)', NO_SCHEDULE],
    ['rate(5 minutes)', NO_SCHEDULE],
    ['cron(0 6 * *)', NO_SCHEDULE],
    ['cron(0 6 * * ? *) ', NO_SCHEDULE],
    ['0 6 * * *', NO_SCHEDULE],
    ['cron(60 6 * * ? *)', 'has the minute 60: write a value from 0 to 59'],
    ['cron(0 24 * * ? *)', 'has the hour 24: write a value from 0 to 23'],
    ['cron(0 6 32 * ? *)', 'has the day of the month 32: write a value from 1 to 31'],
    ['cron(0 6 32W * ? *)', 'has the day of the month 32W: write a value from 1 to 31'],
    ['cron(0 6 0 * ? *)', 'has the day of the month 0: write a value from 1 to 31'],
    ['cron(0 6 * 13 ? *)', 'has the month 13: write a value from 1 to 12'],
    ['cron(0 6 * FOO ? *)', 'has the month FOO: write a value from 1 to 12'],
    ['cron(0 6 ? * 8 *)', 'has the day of the week 8: write a value from 1 to 7'],
    ['cron(0 6 ? * FRI-MON *)', 'has the day of the week FRI-MON: write a value from 1 to 7'],
    ['cron(0 6 ? * 2#6 *)', 'has the day of the week 2#6: write a value from 1 to 7'],
    ['cron(0 6 * * ? 1969)', 'has the year 1969: write a value from 1970 to 2199'],
    ['cron(0 6/0 * * ? *)', 'has the hour 6/0: write a value from 0 to 23'],
    ['cron(0 1-2-3 * * ? *)', 'has the hour 1-2-3: write a value from 0 to 23'],
    ['cron(0 1/2/3 * * ? *)', 'has the hour 1/2/3: write a value from 0 to 23'],
    ['cron(0 6, * * ? *)', 'has the hour 6,: write a value from 0 to 23'],
    ['cron(0 6 * * * *)', 'needs a ? for either the day of the month or the day of the week'],
    ['cron(0 6 ? * ? *)', 'needs a ? for either the day of the month or the day of the week'],
])('%s is rejected: it %s', (text, message) => {
    expect(scheduleProblem(text)).toBe(message);
});

test.each(['*', '0/15', '0,30', '0-5'])(
    'the minute %s is rejected, because it runs more than once an hour',
    (minute) => {
        expect(scheduleProblem(`cron(${minute} 6 * * ? *)`)).toBe(
            `runs more than once an hour (minute ${minute}): write one minute. The queries would find nothing new`,
        );
    },
);
