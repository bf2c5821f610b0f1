/** The input of the report function: made from the config at deployment, parsed by the function. */
import * as z from 'zod';
import { instantOf } from '../../../schemas/instant.ts';
import { UserError } from '../../basics/user-error.ts';
import type { ReportConfig } from './report-config.ts';
import { errorMessage } from '../../basics/thrown.ts';
import { findQuery, type Query } from '../../query/catalogue.ts';
import type { ParameterValues } from '../../query/render-query.ts';
import {
    prepareQueries,
    assertParametersUsed,
    defaultQueries,
    hasParameter,
    type PreparedQuery,
} from '../../query/prepare-queries.ts';
import { DAY_MS } from '../../basics/days.ts';

const reportInputSchema = z.object({
    /**
     * Filled in by EventBridge Scheduler:
     * docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html.
     */
    scheduled_at: z.string().optional(),
    queries: z
        .array(z.object({ name: z.string(), values: z.record(z.string(), z.array(z.string())).default({}) }))
        .default([]),
    quiet_hours: z.number().min(0).default(192),
    max_messages: z.number().min(1).default(20),
});

export type ReportInput = z.infer<typeof reportInputSchema>;

type ConfiguredQuery = NonNullable<ReportConfig['queries']>[number];

const toTexts = (value: string | number | readonly string[]): string[] =>
    typeof value === 'object' ? [...value] : [String(value)];

const toInputQuery = (query: ConfiguredQuery): ReportInput['queries'][number] => {
    if (typeof query === 'string') return { name: query, values: {} };
    return {
        name: query.name,
        values: Object.fromEntries(Object.entries(query.values).map(([name, value]) => [name, toTexts(value)])),
    };
};

/** `sharedValues` apply to every query with such a parameter, and override the values of the query. */
type ReportQueryOptions = Pick<ReportInput, 'queries'> & { readonly sharedValues?: ParameterValues };

/** Prepares the queries of an input, or the default ones if it names none. `nowMs` (epoch ms) sets default dates. */
export const prepareReportQueries = (
    { queries, sharedValues = new Map() }: ReportQueryOptions,
    catalogue: readonly Query[],
    nowMs: number,
): readonly PreparedQuery[] => {
    if (queries.length === 0) return prepareQueries(defaultQueries(catalogue), sharedValues, nowMs);
    assertParametersUsed(
        queries.map(({ name }) => findQuery(catalogue, name)),
        sharedValues,
    );
    return queries.flatMap(({ name, values }) => {
        const query = findQuery(catalogue, name);
        const shared = [...sharedValues].filter(([parameter]) => hasParameter(query, parameter));
        return prepareQueries([query], new Map([...Object.entries(values), ...shared]), nowMs);
    });
};

/** The input that the schedule passes. Throws a UserError for an unknown query or an invalid value. */
export const reportInput = (config: ReportConfig, catalogue: readonly Query[]): ReportInput => {
    const queries = (config.queries ?? []).map(toInputQuery);
    try {
        prepareReportQueries({ queries }, catalogue, 0);
    } catch (error) {
        throw new UserError(`In the config, report.queries: ${errorMessage(error)}`);
    }
    return {
        scheduled_at: '<aws.scheduler.scheduled-time>',
        queries,
        quiet_hours: config.quietHours,
        max_messages: config.maxMessages,
    };
};

/**
 * The time of a report, in epoch ms: the scheduled time, which a retry shares with the first try. Now, if the
 * scheduled time is missing or more than a day away.
 */
export const reportTimeOf = (
    { scheduled_at: scheduledAt = '' }: Pick<ReportInput, 'scheduled_at'>,
    nowMs: number,
): number => {
    const atMs = instantOf(scheduledAt);
    return atMs === undefined || Math.abs(nowMs - atMs) > DAY_MS ? nowMs : atMs;
};

/** Parses the event of an invocation. Called by hand it may be empty: then the default queries run. */
export const readReportInput = (event: unknown): ReportInput => {
    const { success, data, error } = reportInputSchema.safeParse(event ?? {});
    if (!success) throw new Error(`Invalid input of the report function: ${z.prettifyError(error)}`);
    return data;
};
