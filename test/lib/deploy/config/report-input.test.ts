/** Tests of the input that the schedule passes to the report function. */
import { expect, test } from 'vitest';
import { readCatalogue } from '../../../../lib/query/catalogue.ts';
import { reportSettingsFrom } from '../../../../lib/watch/report/report-settings.ts';
import {
    reportTimeOf,
    prepareReportQueries,
    readReportInput,
    reportInput,
} from '../../../../lib/deploy/config/report-input.ts';

const CATALOGUE = readCatalogue();
const NOW_MS = Date.UTC(2026, 0, 10, 6);

const report = { schedule: 'rate(1 day)', email: 'none' as const, quietHours: 24, maxMessages: 5 };

test('the queries of the config run with their values; without any, the default queries run', () => {
    const queries = [
        'password_spray',
        {
            name: 'country_not_allowed',
            values: { allowed_countries: ['France', "Côte d'Ivoire"], gap_minutes: 60, allowlisted: 'hidden' },
        },
    ];

    const input = reportInput({ ...report, queries }, CATALOGUE);
    const [spray, country] = prepareReportQueries(
        readReportInput(JSON.parse(JSON.stringify(input))),
        CATALOGUE,
        NOW_MS,
    );

    expect(input).toMatchObject({ scheduled_at: '<aws.scheduler.scheduled-time>', quiet_hours: 24, max_messages: 5 });
    expect(spray?.query.name).toBe('password_spray');
    expect(country?.sql).toContain("array['France', 'Côte d''Ivoire']");
    expect(country?.values.get('gap_minutes')).toEqual(['60']);
    expect(prepareReportQueries(readReportInput(null), CATALOGUE, NOW_MS)).toHaveLength(15);
});

test.each([
    [
        ['brute_force'],
        'In the config, report.queries: Unknown query brute_force. Did you mean brute_force_by_address or ' +
            'brute_force_by_user',
    ],
    [
        [{ name: 'password_spray', values: { colour: 'red' } }],
        'In the config, report.queries: --colour is not a parameter of password_spray',
    ],
    [
        [{ name: 'password_spray', values: { min_users: 'many' } }],
        'In the config, report.queries: --min-users takes an integer',
    ],
])('the queries %j are rejected before a deployment', (queries, message) => {
    expect(() => reportInput({ ...report, queries }, CATALOGUE)).toThrow(message);
});

test.each([
    ['2026-01-10T05:59:00Z', Date.UTC(2026, 0, 10, 5, 59)],
    ['<aws.scheduler.scheduled-time>', NOW_MS],
    ['2019-01-01T00:00:00Z', NOW_MS],
    [undefined, NOW_MS],
])('the time of a report scheduled at %s is that time if it is plausible, else now', (scheduledAt, ms) => {
    expect(reportTimeOf(scheduledAt === undefined ? {} : { scheduled_at: scheduledAt }, NOW_MS)).toBe(ms);
});

test('an invalid input or environment of the report function is rejected with a reason', () => {
    expect(() => readReportInput({ max_messages: 'all' })).toThrow(
        /^Invalid input of the report function: [^]*max_messages/,
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
        /^Invalid environment: [^]*is not a database name[^]*DATABASE/,
    );
});
