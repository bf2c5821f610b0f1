/** Tests of what the schedule calls the report function with. */
import { expect, test } from 'vitest';
import { lakeConfig } from '../../../../lib/deploy/config/lake-config.ts';
import { readCatalogue } from '../../../../lib/query/catalogue.ts';
import { reportSettingsFrom } from '../../../../lib/watch/report/report-settings.ts';
import { momentOf, questionsIn, readReportInput, reportInput } from '../../../../lib/deploy/config/report-input.ts';

const CATALOGUE = readCatalogue();
const NOW_MS = Date.UTC(2026, 0, 10, 6);

const settings = { schedule: 'rate(1 day)', email: 'none' as const, quietHours: 24, maxMessages: 5 };

test('the questions of the settings are asked with their values, and those of severity high where none is named', () => {
    const questions = [
        'password_spray',
        {
            name: 'country_not_allowed',
            values: { allowed_countries: ['France', "Côte d'Ivoire"], gap_minutes: 60, known: 'hidden' },
        },
    ];

    const input = reportInput({ ...settings, questions }, CATALOGUE);
    const [spray, country] = questionsIn(readReportInput(JSON.parse(JSON.stringify(input))), CATALOGUE, NOW_MS);

    expect(input).toMatchObject({ scheduled_at: '<aws.scheduler.scheduled-time>', quiet_hours: 24, max_messages: 5 });
    expect(spray?.query.name).toBe('password_spray');
    expect(country?.sql).toContain("array['France', 'Côte d''Ivoire']");
    expect(country?.values.get('gap_minutes')).toEqual(['60']);
    expect(questionsIn(readReportInput(null), CATALOGUE, NOW_MS)).toHaveLength(15);
});

test.each([
    [
        ['brute_force'],
        'The settings, report.questions: there is no query brute_force. Did you mean brute_force_by_address or brute_force_by_user',
    ],
    [
        [{ name: 'password_spray', values: { colour: 'red' } }],
        'The settings, report.questions: --colour is not of password_spray',
    ],
    [
        [{ name: 'password_spray', values: { min_users: 'many' } }],
        'The settings, report.questions: --min-users takes a whole number',
    ],
])('questions that there are not are refused before a deploy: %j', (questions, message) => {
    expect(() => reportInput({ ...settings, questions }, CATALOGUE)).toThrow(message);
});

test.each([
    ['2026-01-10T05:59:00Z', Date.UTC(2026, 0, 10, 5, 59)],
    ['<aws.scheduler.scheduled-time>', NOW_MS],
    ['2019-01-01T00:00:00Z', NOW_MS],
    [undefined, NOW_MS],
])('the moment of a report scheduled at %s is that, or now', (scheduledAt, ms) => {
    expect(momentOf(scheduledAt === undefined ? {} : { scheduled_at: scheduledAt }, NOW_MS)).toBe(ms);
});

test('an invocation that says something else is refused with what is wrong, and so is an environment without a variable', () => {
    expect(() => readReportInput({ max_messages: 'all' })).toThrow(
        /^The input of the report is wrong: [^]*max_messages/,
    );
    const variables = {
        LAKE_BUCKET: 'my-lake',
        WORK_GROUP: 'group',
        DATABASE: 'lake',
        FINDINGS_TOPIC: 'arn:aws:sns:us-west-2:123456789012:findings',
    };
    expect(reportSettingsFrom(variables)).toEqual({
        lake: 's3://my-lake',
        workGroup: 'group',
        database: 'lake',
        topicArn: variables.FINDINGS_TOPIC,
    });
    expect(() => reportSettingsFrom({ ...variables, DATABASE: 'My Lake' })).toThrow(
        /^Wrong environment: [^]*is no name of a database[^]*DATABASE/,
    );
});

const schedule = lakeConfig.shape.report.unwrap().shape.schedule;

test.each([
    'rate(1 day)',
    'rate(12 hours)',
    'cron(0 6 * * ? *)',
    'cron(0/15 8-18 ? * MON-FRI *)',
    'cron(0 6 1 * ? 2026-2030)',
])('%s is a schedule', (text) => {
    expect(schedule.safeParse(text).success).toBe(true);
});

test.each([
    'daily',
    'rate(0 days)',
    'rate(5 minutes)',
    'cron(0 6 * * * *)',
    'cron(0 6 ? * ? *)',
    'cron(0 6 * *)',
    'cron(0 6 * * ? *) ',
    '0 6 * * *',
])('%s is none', (text) => {
    expect(schedule.safeParse(text).success).toBe(false);
});
