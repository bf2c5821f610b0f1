/** The schema of the config's report section. */
import * as z from 'zod';
import { emailOrNone, wholeNumber } from './config-values.ts';
import { scheduleProblem } from './schedule.ts';

const queryEntryError = 'write the name of a query, or its name and values';
const queryValueSchema = z.union([z.string(), z.number(), z.array(z.string())], {
    error: 'write a text, a number or a list of texts',
});
const querySchema = z.union(
    [z.string(), z.strictObject({ name: z.string(), values: z.record(z.string(), queryValueSchema) })],
    { error: queryEntryError },
);

const checkSchedule = ({ value, issues }: z.core.ParsePayload<string>): void => {
    const message = scheduleProblem(value);
    if (message !== null) issues.push({ code: 'custom', input: value, message });
};

/** The report function. Without this part, the stack has no report. */
export const reportSchema = z.strictObject(
    {
        schedule: z
            .string({ error: 'write a schedule in UTC, such as rate(1 day)' })
            .check(checkSchedule)
            .describe(
                'When it runs, in UTC: `rate(1 day)`, or `cron(minute hour day month weekday year)` with a `?` for ' +
                    'day or weekday. Hourly at most',
            ),
        email: emailOrNone.describe(
            'Address for findings, which contain user names. It must confirm once. `none`: a topic without a subscriber',
        ),
        queries: z
            .array(querySchema, { error: 'write a list of queries; without it those of severity high run' })
            .min(1, { error: 'write at least one query, or leave the list out' })
            .optional()
            .describe(
                'Names of queries, or `{ name, values }` to set parameters. Default: the queries of severity high, ' +
                    'and delivery_error_patterns_new',
            ),
        quietHours: wholeNumber(0, 87_600, 'hours')
            .default(192)
            .describe('Hours before an ongoing finding is reported again'),
        maxMessages: wholeNumber(1, 1000, 'messages')
            .default(20)
            .describe('Messages for each query. One more message covers the remaining findings'),
    },
    { error: 'write a report as schedule and email' },
);

export type ReportConfig = z.infer<typeof reportSchema>;
